"""An import that is killed and run again ends as one that was not: real processes, SIGKILL."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.imports.files import mapping, write
from tests.processes import FRONTDOOR, frontdoor, in_django, installation

ROWS = 1700  # four batches
WRONG = 40  # every so manieth row is rejected

# Everything that an import leaves, without what is chosen at random (references) or depends on the hour.
_FIGURES = """
import hashlib, json
from frontdoor.cases import queries as cases
from frontdoor.contacts import queries as contacts
from frontdoor.core import audit
digest = hashlib.sha256()
rows = cases.CaseContact.objects.select_related("case", "contact").order_by("contact__external_id")
for link in rows:
    one = link.case
    said = [(e.kind, e.at.isoformat(), e.text, e.status) for e in cases.timeline(one.pk)]
    clocks = [(c.state, c.due_at.isoformat()) for c in cases.clocks(one.pk)]
    words = [m.body for m in link.contact.messages.all()]
    digest.update(repr((link.contact.external_id, one.title, one.description, one.status, one.outcome,
        one.opened_at.isoformat(), one.lat, said, clocks, words)).encode())
print(json.dumps({
    "cases": cases.Case.objects.count(), "contacts": contacts.Contact.objects.count(),
    "links": rows.count(), "digest": digest.hexdigest(), "audit": audit.verify(),
}))
"""


def _figures(environment: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(in_django(_FIGURES, environment=environment))
    return found


def _council(folder: Path) -> dict[str, str]:
    environment = installation(folder)
    assert frontdoor("migrate", environment=environment).returncode == 0
    in_django(
        "from django.utils import timezone\nfrom tests import small_council\n"
        "small_council.load(at=timezone.now())",
        environment=environment,
    )
    return environment


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of requests, one that overlaps it, and their mapping."""
    folder = tmp_path_factory.mktemp("files")
    chance = random.Random(7)
    rows = [
        {
            "number": f"{n:05d}",
            "words": " ".join(chance.choices(["deep", "wide", "long", "old"], k=12)),
            "state": "Half" if n % WRONG == 0 else chance.choice(["Open", "Done"]),
            "closed": "2024-05-01T10:00:00",
            "lat": str(54.5 + chance.random() / 10),
        }
        for n in range(ROWS)
    ]
    write(folder / "a.csv.gz", rows)
    write(folder / "b.csv", rows[ROWS // 2 :])
    mapping(folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What an import leaves that nothing disturbed."""
    environment = _council(tmp_path_factory.mktemp("undisturbed"))
    report = _run(files, environment)
    rejected = -(-ROWS // WRONG)
    assert (report["read"], report["loaded"]) == (ROWS, ROWS - rejected)
    assert (report["skipped"], report["rejected"]) == (0, rejected)
    figures = _figures(environment)
    assert figures["cases"] == figures["contacts"] == figures["links"] == ROWS - rejected
    assert figures["audit"] == []
    return figures


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return _council(tmp_path / "council")


def _command(files: Path, name: str = "a.csv.gz") -> list[str]:
    mapping_and_rejects = [
        "--mapping",
        str(files / "map.yaml"),
        "--rejects",
        str(files / f"{name}.rejects.csv"),
    ]
    return [FRONTDOOR, "import", "requests", str(files / name), "--json", *mapping_and_rejects]


def _run(files: Path, environment: Mapping[str, str], name: str = "a.csv.gz") -> dict[str, int]:
    done = subprocess.run(_command(files, name), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report: dict[str, int] = json.loads(done.stdout)
    return report


@contextmanager
def _started(
    files: Path, environment: Mapping[str, str], name: str = "a.csv.gz"
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        _command(files, name), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _ends_whole(
    files: Path, environment: Mapping[str, str], undisturbed: dict[str, object]
) -> dict[str, int]:
    report = _run(files, environment)
    rejected = -(-ROWS // WRONG)
    assert (report["read"], report["loaded"], report["skipped"], report["rejected"]) == (
        ROWS,
        ROWS - rejected,
        0,
        rejected,
    )
    assert _figures(environment) == undisturbed
    rejects = (files / "a.csv.gz.rejects.csv").read_text().splitlines()
    assert len(rejects) == 1 + rejected, "the rejects of both runs are in the file"
    return report


BEFORE, AFTER = "transaction.before_commit", "transaction.after_commit"


@pytest.mark.parametrize(
    ("points", "resumed_at"),
    [
        ([BEFORE, AFTER, AFTER, BEFORE], 1000),
        ([AFTER] * 4, 1700),  # the last batch is there, and nobody noted that the file was read to its end
    ],
)
def test_killed_at_a_point(
    files: Path,
    environment: dict[str, str],
    undisturbed: dict[str, object],
    tmp_path: Path,
    points: list[str],
    resumed_at: int,
) -> None:
    asked = tmp_path / "crash"
    for point in points:
        asked.write_text(point)
        crashed = subprocess.run(
            _command(files),
            env={**environment, "FRONTDOOR_CRASH_FILE": str(asked)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert crashed.returncode == -signal.SIGKILL, "the point was not hit"
        assert crashed.stdout == ""
    assert _ends_whole(files, environment, undisturbed)["resumed_at"] == resumed_at


@pytest.mark.proof
def test_killed_again_and_again_at_any_moment(
    files: Path, environment: dict[str, str], undisturbed: dict[str, object]
) -> None:
    chance = random.Random()
    kills = 0
    for _ in range(6):
        with _started(files, environment) as process:
            try:
                process.wait(chance.uniform(0.5, 2.5))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            else:
                break
    assert kills, "it was over before it could be killed"
    report = _run(files, environment)
    assert report["read"] == ROWS
    assert _figures(environment) == undisturbed


def test_two_at_once_load_nothing_twice(
    files: Path, environment: dict[str, str], undisturbed: dict[str, object]
) -> None:
    with _started(files, environment) as one, _started(files, environment) as same:
        outcomes = [process.communicate()[1] if process.wait() else "" for process in (one, same)]
    assert any(outcome == "" for outcome in outcomes), outcomes
    assert all(outcome == "" or "imported by another command" in outcome for outcome in outcomes), outcomes
    _run(files, environment)
    assert _figures(environment) == undisturbed


def test_overlapping_files_at_once_load_nothing_twice(
    files: Path, environment: dict[str, str], undisturbed: dict[str, object]
) -> None:
    with _started(files, environment) as one, _started(files, environment, "b.csv") as other:
        began = time.monotonic()
        reports = []
        for process in (one, other):
            said, complaints = process.communicate()
            assert process.returncode == 0, complaints
            reports.append(json.loads(said))
        assert time.monotonic() - began < 120
    assert reports[0]["loaded"] + reports[1]["loaded"] == undisturbed["cases"]
    assert _figures(environment) == undisturbed


def test_wrong_usage_and_json(files: Path, environment: dict[str, str]) -> None:
    for arguments, code, said in (
        (["import"], 2, "COMMAND"),
        (["import", "requests"], 2, "FILE"),
        (["import", "requests", "/nowhere.csv"], 2, "There is no file /nowhere.csv"),
        (["import", "requests", str(files)], 2, "is a folder"),
        (
            ["import", "requests", str(files / "b.csv"), "--mapping", "/nowhere.yaml"],
            2,
            "There is no mapping",
        ),
        (
            ["import", "requests", str(files / "b.csv"), "--rejects", "/nowhere/a.csv"],
            2,
            "There is no folder",
        ),
        (["import", "requests", str(files / "b.csv"), "--rejects", str(files)], 2, "is a folder"),
        (["import", "requests", str(files / "b.csv")], 1, "the file has no column"),
    ):
        done = frontdoor(*arguments, environment=environment)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_rejected_rows_are_kept_though_nobody_named_a_file(files: Path, environment: dict[str, str]) -> None:
    command = ["import", "requests", "--mapping", str(files / "map.yaml"), "--json"]
    done = frontdoor(*command, str(files / "a.csv.gz"), environment=environment)
    report = json.loads(done.stdout)
    kept = Path(report["rejects"])
    assert kept.is_relative_to(environment["FRONTDOOR_DATA"])
    assert len(kept.read_text().splitlines()) == 1 + report["rejected"] > 1
    sound = write(files / "sound.csv", [{"number": "sound"}])
    report = json.loads(frontdoor(*command, str(sound), environment=environment).stdout)
    assert (report["rejected"], report["rejects"]) == (0, None)
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.parametrize("name", ["a.csv", "map.yaml", "link.csv"])
def test_rejected_rows_never_take_the_place_of_what_is_read(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / "a.csv", [{"state": "Half"}])
    (tmp_path / "link.csv").symlink_to(path)
    mapping(tmp_path)
    before = (tmp_path / name).read_bytes()
    files = ["--mapping", str(tmp_path / "map.yaml"), "--rejects", str(tmp_path / name)]
    done = frontdoor("import", "requests", str(path), *files, environment=environment)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "is read by this import" in done.stderr
    assert (tmp_path / name).read_bytes() == before
