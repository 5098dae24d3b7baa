"""`frontdoor council check` and `load`, run as a person runs them."""

import json
from pathlib import Path

import pytest

from tests.pack.packs import DEMO, edit
from tests.processes import frontdoor, in_django, installation

pytestmark = pytest.mark.once


def test_the_demo_council_loads_and_the_second_time_nothing_changes(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    first = frontdoor("council", "load", "demo", environment=environment)
    assert first.returncode == 0, first.stderr
    assert "services: 4 added\n" in first.stdout
    addresses = (DEMO / "addresses.csv").read_text().count("\n") - 1
    assert f"addresses: {addresses:,} added\n" in first.stdout
    again = frontdoor("council", "load", "demo", environment=environment)
    assert (again.returncode, again.stdout, again.stderr) == (0, "Nothing changed.\n", "")
    count = (
        "from frontdoor.organisation import queries\n"
        "print(len(queries.teams()), queries.council().name, len(queries.find_places('high st', limit=50)))"
    )
    assert in_django(count, environment=environment) == "4 Marlshire County Council 50\n"


def test_json_is_one_object(pack: Path, tmp_path: Path) -> None:
    environment = installation(tmp_path / "data")
    said = json.loads(frontdoor("council", "check", str(pack), "--json", environment=environment).stdout)
    assert said == {"sound": True, "faults": []}
    done = frontdoor("council", "load", str(pack), "--json", environment=environment)
    said = json.loads(done.stdout)
    assert (said["loaded"], said["changed"]) == (True, True)
    assert said["parts"]["services"] == {"added": 4, "changed": 0, "withdrawn": 0}
    said = json.loads(frontdoor("council", "load", str(pack), "--json", environment=environment).stdout)
    assert (said["loaded"], said["changed"]) == (True, False)
    (pack / "services/missed_bin.yaml").unlink()
    said = json.loads(frontdoor("council", "load", str(pack), "--json", environment=environment).stdout)
    assert said["parts"]["services"] == {"added": 0, "changed": 0, "withdrawn": 1}


def test_faults_end_with_code_1_and_nothing_is_loaded(pack: Path, tmp_path: Path) -> None:
    line = edit(pack, "services/pothole.yaml", "team: highways", "team: x")
    fault = (
        f"{pack}/services/pothole.yaml:{line}: field services.pothole.team: "
        'there is no team "x"; teams are contact_centre, highways, waste, lighting'
    )
    environment = installation(tmp_path / "data")
    checked = frontdoor("council", "check", str(pack), environment=environment)
    assert (checked.returncode, checked.stdout, checked.stderr) == (1, f"{fault}\n", "")
    loaded = frontdoor("council", "load", str(pack), environment=environment)
    assert (loaded.returncode, loaded.stdout) == (1, "")
    assert loaded.stderr == f"{fault}\nNothing was loaded. Mend these faults first.\n"
    said = json.loads(frontdoor("council", "load", str(pack), "--json", environment=environment).stdout)
    assert (said["loaded"], [one["field"] for one in said["faults"]]) == (False, ["services.pothole.team"])
    assert (said["faults"][0]["path"], said["faults"][0]["line"]) == (f"{pack}/services/pothole.yaml", line)


def test_wrong_usage_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    for arguments in (
        ("council",),
        ("council", "check"),
        ("council", "load", ""),
        ("council", "load", str(tmp_path / "nowhere")),
    ):
        done = frontdoor(*arguments, environment=environment)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), arguments
    assert "There is no folder" in done.stderr


def test_checking_needs_no_database(tmp_path: Path) -> None:
    environment = installation(tmp_path / "data")
    assert frontdoor("council", "check", "demo", environment=environment).stdout == "This pack is sound.\n"
    assert not (tmp_path / "data").exists()
