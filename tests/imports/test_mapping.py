"""What is wrong in a mapping is named with its line."""

from pathlib import Path
from types import ModuleType

import pytest

from frontdoor.cases.types import Outcome, Status
from frontdoor.cli.importing.mapping import Faulty, read_mapping
from frontdoor.contacts.types import Channel
from tests.corpora import corpus
from tests.imports.files import COLUMNS, MAPPING, mapping

SERVICES = ("pothole", "fly-tipping", "missed-bin", "something-else")


def _faults(folder: Path, text: str) -> list[str]:
    path = mapping(folder, text)
    with pytest.raises(Faulty) as caught:
        read_mapping(path, columns=COLUMNS, services=SERVICES)
    return [fault.removeprefix(str(path)) for fault in caught.value.faults]


def test_a_mapping_that_is_right(tmp_path: Path) -> None:
    rules = read_mapping(mapping(tmp_path), columns=COLUMNS, services=SERVICES)
    assert rules.columns["id"] == "number"
    old = rules.sources["old"]
    assert (old.time_zone.key, old.times) == ("Europe/London", ("iso", "%d/%m/%Y %H:%M"))
    assert old.statuses["done"] == (Status.CLOSED, Outcome.RESOLVED)
    assert old.statuses["doing"] == (Status.IN_PROGRESS, None)
    assert (dict(old.services), old.other_services) == (
        {"hole": "pothole", "dump": "fly-tipping"},
        "something-else",
    )
    assert old.channels == {"phone": Channel.PHONE}
    assert rules.sources["other"].other_services == ""


def _line(words: str) -> int:
    return MAPPING[: MAPPING.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "  id: number",
            "  id: numbr",
            'the file has no column "numbr"; did you mean "number"?; it has source,',
        ),
        ("  id: number", "  id: 7", "this must be the name of a column"),
        ("  lat: lat", "  latt: lat", 'there is no "latt" here; did you mean "lat"?'),
        ("  opened: opened\n", "", '"opened" is missing'),
        ("  source: source\n", "", '"source" is missing; say which column'),
        (
            "Hole: pothole, Dump",
            "Hole: pothol, Dump",
            'there is no service of this council "pothol"; did you mean',
        ),
        (
            "Open: received",
            "Open: recieved",
            'there is no status or outcome "recieved"; did you mean "received"?',
        ),
        ("Open: received", "Open: closed", 'there is no status or outcome "closed"'),
        ("Open: received", "Open: true", 'there is no status or outcome "True"'),
        ("Phone: phone", "Phone: pigeon", 'there is no channel "pigeon"'),
        ("zone: Europe/London", "zone: London", 'there is no time zone "London"'),
        ("zone: Europe/London", "zone: ../etc/passwd", "there is no time zone"),
        ('"%d/%m/%Y %H:%M"', '"%H:%M"', '"%H:%M" is no form of a time'),
        ('"%d/%m/%Y %H:%M"', "7", '"7" is no form of a time'),
        ("times: [iso, ", "time: [iso, ", 'there is no "time" here; did you mean "times"?'),
        ("    statuses: {open: received", "    statuses: [open, {open: received", "this is not YAML"),
        ("  old:", "  old one:", "a source is named with"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in MAPPING
    faults = _faults(tmp_path, MAPPING.replace(before, after, 1))
    assert any(said in fault for fault in faults), faults
    (fault,) = [fault for fault in faults if said in fault]
    if "missing" not in said and "YAML" not in said:
        assert fault.startswith(f":{_line(before)}:")
    assert fault.startswith(":")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "[]",
        "columns: {}",
        "columns:\n  id: number\nsources: {}",
        "columns: 1\nsources: 1",
        "a: &b *b",
    ],
)
def test_what_is_no_mapping_at_all(tmp_path: Path, text: str) -> None:
    assert _faults(tmp_path, text)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = MAPPING.replace("number", "numbr").replace("America/New_York", "Nowhere").replace("lon", "lgn")
    assert len(_faults(tmp_path, text)) == 3


def test_the_mapping_that_ships_fits_its_file_and_the_demo_council(small_council: ModuleType) -> None:
    import csv
    import gzip
    from importlib import resources

    import frontdoor

    shipped = Path(str(resources.files(frontdoor).joinpath("packs", "mappings", "requests.yaml")))
    demo = Path(str(resources.files(frontdoor).joinpath("packs", "demo", "services")))
    services = [path.stem for path in demo.glob("*.yaml")]
    with gzip.open(corpus("requests/requests.csv.gz"), "rt", newline="") as file:
        columns = next(csv.reader(file))
    rules = read_mapping(shipped, columns=columns, services=services)
    assert sorted(rules.sources) == ["boston_open311", "nyc_311", "sf_311_open311"]
