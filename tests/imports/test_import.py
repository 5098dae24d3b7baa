"""Files as they are imported: what is loaded, skipped and handed back."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from frontdoor.cases import queries as cases
from frontdoor.cases.types import ClockState, EntryKind, Visibility
from frontdoor.cli.faults import Fault
from frontdoor.cli.importing import running
from frontdoor.contacts import queries as contacts
from frontdoor.core import audit, jobs, text
from frontdoor.customers import queries as customers
from tests.corpora import corpus
from tests.faults import invariants
from tests.imports.files import COLUMNS, MAPPING, mapping, write


@pytest.fixture
def folder(tmp_path: Path, small_council: ModuleType) -> Path:
    return tmp_path


def _run(folder: Path, path: Path, rejects: Path | None = None, map_text: str = MAPPING) -> running.Result:
    rejects = rejects or folder / "rejects.csv"
    return running.run(path, mapping(folder, map_text), rejects, say=lambda _: None)


def _figures(result: running.Result) -> tuple[int, int, int, int]:
    done = result.done
    return done.rows, done.loaded, done.skipped, done.rejected


def _case(external_id: str, source: str = "old") -> cases.Case:
    contact = contacts.by_external_id(f"import:{source}", external_id)
    assert contact is not None
    case = cases.of_contact(contact.pk)
    assert case is not None
    return case


def test_what_becomes_of_a_row(folder: Path) -> None:
    path = write(
        folder / "a.csv",
        [
            {
                "state": "Done",
                "answer": "Filled in.",
                "closed": "2024-04-02T09:30:00",
                "via": "Phone",
                "photo": "https://photos.example/1.jpg",
                "who": "Ada Quill",
                "mail": "ada@example.org",
            }
        ],
    )
    assert _figures(_run(folder, path)) == (1, 1, 0, 0)
    case = _case("1")
    assert (case.title, case.description, case.place) == ("Hole", "A hole\nDeep", "Mill Lane")
    assert (case.status, case.outcome, case.explanation) == ("closed", "resolved", "Filled in.")
    assert case.opened_at == datetime(2024, 3, 31, 9, tzinfo=UTC)
    assert case.closed_at == datetime(2024, 4, 2, 8, 30, tzinfo=UTC)
    assert case.ward_id is not None
    assert case.is_public
    (link,) = cases.notices(case.pk)
    assert link.noticed_at == case.opened_at
    assert link.contact.channel == "phone"
    record = customers.source_record(case.source_record_id or 0)
    assert record is not None
    assert (record.name, record.email) == ("Ada Quill", "ada@example.org")
    (clock,) = cases.clocks(case.pk)
    assert (clock.state, clock.stopped_at) == (ClockState.MET, case.closed_at)
    timeline = cases.timeline(case.pk)
    assert [(entry.kind, entry.visibility) for entry in timeline] == [
        (EntryKind.OPENED, Visibility.PUBLIC),
        (EntryKind.NOTE, Visibility.STAFF),
        (EntryKind.STATUS, Visibility.PUBLIC),
    ]
    assert timeline[2].text == "Filled in."
    assert [row.pk for row in cases.public().filter(reference=case.reference)] == [case.pk]
    assert jobs.waiting() == 0, "nobody is told of what happened elsewhere"
    assert invariants.broken(loaded=True) == []
    assert audit.verify() == []


def test_a_limit_that_ran_out_elsewhere_calls_nobody(folder: Path) -> None:
    _run(folder, write(folder / "a.csv", [{}]))
    (clock,) = cases.clocks(_case("1").pk)
    assert clock.state == ClockState.RUNNING
    assert clock.told_overdue_at is not None


def test_what_is_another_bodys_has_no_clock(folder: Path, small_council: ModuleType) -> None:
    point = small_council.ON_TRUNK_ROAD
    _run(folder, write(folder / "a.csv", [{"lat": str(point.lat), "lon": str(point.long)}]))
    case = _case("1")
    assert case.body.name == "National Roads"
    assert cases.clocks(case.pk) == []


def test_outside_our_area_it_is_kept_without_a_ward(folder: Path) -> None:
    _run(folder, write(folder / "a.csv", [{"lat": "42.3", "lon": "-71.06"}]))
    case = _case("1")
    assert (case.ward_id, case.division_id, case.lat) == (None, None, 42.3)


def test_it_is_found_by_its_old_number(folder: Path, small_council: ModuleType) -> None:
    from frontdoor.accounts import queries as accounts

    _run(folder, write(folder / "a.csv.gz", [{"number": "H318373-1010"}]))
    officer = accounts.by_email(small_council.OFFICER)
    assert officer is not None
    assert cases.search("H318373-1010", cases.viewer(officer)) == [_case("H318373-1010")]


def test_nothing_is_loaded_twice(folder: Path) -> None:
    rows = [{"number": str(n)} for n in range(1200)]
    path = write(folder / "a.csv", rows)
    assert _figures(_run(folder, path)) == (1200, 1200, 0, 0)
    assert _figures(_run(folder, path)) == (1200, 0, 1200, 0)
    assert _figures(_run(folder, path)) == (1200, 0, 1200, 0)
    more = write(folder / "b.csv.gz", [*rows[1100:], {"number": "new"}, {"number": "new"}])
    assert _figures(_run(folder, more)) == (102, 1, 101, 0)
    assert _figures(_run(folder, path, map_text=MAPPING + "# changed\n")) == (1200, 0, 1200, 0)
    other = write(folder / "c.csv", [{"number": "1", "source": "other"}, {"number": "1"}])
    assert _figures(_run(folder, other)) == (2, 1, 1, 0)
    assert invariants.broken(loaded=True) == []


def test_rejected_rows_are_handed_back_with_the_reason(folder: Path) -> None:
    rows = [{"number": str(n)} for n in range(3)]
    rows[1] |= {"state": "=HYPERLINK(1)", "words": "+44 is a code", "lon": "-2.5"}
    path = write(folder / "a.csv", rows)
    path.write_text(path.read_text() + "short,row\n\n")
    out = folder / "out.csv"
    assert _figures(_run(folder, path, out)) == (4, 2, 0, 2)
    with out.open(newline="") as file:
        header, first, second = csv.reader(file)
    assert header == ["line", "reason", *COLUMNS]
    by_name = dict(zip(header, first, strict=True))
    assert (by_name["line"], by_name["number"]) == ("3", "1")
    assert by_name["reason"] == 'its status "=HYPERLINK(1)" is not in the mapping'
    assert (by_name["state"], by_name["words"], by_name["lon"]) == (
        "'=HYPERLINK(1)",
        "'+44 is a code",
        "-2.5",
    )
    assert second == ["5", "it has 2 columns and the first line has 17", "short", "row"]
    assert list(folder.glob("out.csv.*")) == []


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\t@SUM(1)", "'\t@SUM(1)"),
        ("\u200b=1", "'\u200b=1"),
        ("-2+3", "'-2+3"),
        ("-71.05", "-71.05"),
        ("+5", "+5"),
        ("a=1", "a=1"),
        ("", ""),
        ("Call 01632 960 001", "Call 01632 960 001"),
    ],
)
def test_cells_that_would_run(cell: str, shown: str) -> None:
    assert text.formula_safe(cell) == shown


def _injections() -> Iterator[str]:
    for one in json.loads(corpus("bad/strings/csv_injection.json").read_text()):
        yield one if isinstance(one, str) else one["value"]


def test_cells_that_would_run_from_the_corpus() -> None:
    for cell in _injections():
        shown = text.formula_safe(cell)
        assert shown in (cell, f"'{cell}")
        runs = cell.strip("\t\r\n \u200b\ufeff").startswith(("=", "@"))
        assert not runs or shown.startswith("'")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b,a\n", 'the column "a" twice'),
        ("source,number\n".encode("utf-16"), "no CSV file in UTF-8"),
        (b"PK\x03\x04\x14\x00", "no CSV file in UTF-8"),
        (b"x" * 1_000_001, "no CSV file that can be read"),
        (b"\x1f\x8b not gzip", "breaks off in the middle or is damaged"),
        (b"a,b\n1,2\n", 'the file has no column "source"'),
    ],
)
def test_a_file_that_is_none(folder: Path, content: bytes, said: str) -> None:
    path = folder / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Fault, match=said):
        _run(folder, path)


def test_a_file_that_breaks_off_keeps_what_was_read(folder: Path) -> None:
    import random

    words = random.Random(1)
    rows = [{"number": str(n), "words": "".join(words.choices("abcdefghij ", k=200))} for n in range(3000)]
    whole = write(folder / "whole.csv.gz", rows)
    half = folder / "half.csv.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Fault, match="breaks off"):
        _run(folder, half)
    kept = cases.Case.objects.count()
    assert 0 < kept < 3000
    assert kept % running.BATCH == 0
    assert _figures(_run(folder, whole)) == (3000, 3000 - kept, kept, 0)


def test_bytes_that_are_no_text_reject_their_row_alone(folder: Path) -> None:
    path = write(folder / "a.csv", [{"number": "1"}, {"number": "2", "words": "caf\u00e9"}, {"number": "3"}])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace("caf\u00e9".encode(), b"caf\xe9"))
    out = folder / "out.csv"
    assert _figures(_run(folder, path, out)) == (3, 2, 0, 1)
    assert "not UTF-8" in out.read_text()


def test_a_value_as_long_as_a_book(folder: Path) -> None:
    path = write(folder / "a.csv", [{"words": "x" * 900_000}])
    assert _figures(_run(folder, path)) == (1, 1, 0, 0)


def test_a_value_that_is_too_long_rejects_its_row_alone(folder: Path) -> None:
    path = write(
        folder / "a.csv", [{"number": "1"}, {"number": "2", "words": "x" * 1_000_001}, {"number": "3"}]
    )
    out = folder / "out.csv"
    assert _figures(_run(folder, path, out)) == (3, 2, 0, 1)
    assert "3,a value is longer than 1,000,000 characters" in out.read_text().replace('"', "")
    assert _figures(_run(folder, path)) == (3, 0, 2, 1)


def test_a_quotation_mark_too_many_does_not_stop_the_import(folder: Path) -> None:
    path = write(folder / "a.csv", [{"number": str(n), "words": "long " * 40} for n in range(6000)])
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:100], 'old,"broken\n', *lines[100:]]))
    done = _run(folder, path).done
    assert done.rejected == 1
    assert 99 + 1000 < done.loaded < 6000


def test_without_a_council_it_says_what_to_do(db: None, tmp_path: Path) -> None:
    from frontdoor.organisation import queries as organisation

    organisation.forget_cached()
    with pytest.raises(Fault, match="Load a council pack first"):
        _run(tmp_path, write(tmp_path / "a.csv", [{}]))


def test_a_mapping_that_does_not_fit_says_where(folder: Path) -> None:
    path = write(folder / "a.csv", [{}])
    with pytest.raises(Fault, match=r"map\.yaml:30: .*there is no service of this council"):
        _run(folder, path, map_text=MAPPING.replace("Hole: pothole}", "Hole: potholes}"))
    assert cases.Case.objects.count() == 0
