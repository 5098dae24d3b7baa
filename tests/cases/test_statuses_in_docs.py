"""The table of statuses in the docs is the one the software uses."""

from pathlib import Path

from frontdoor.cases.policies import TRANSITIONS, next_statuses
from frontdoor.cases.types import Status

PAGE = (Path(__file__).parents[2] / "docs" / "case-statuses.md").read_text()


def test_every_status_has_its_row_and_every_row_its_statuses() -> None:
    assert set(TRANSITIONS) == set(Status)
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "may become" not in line]
    assert rows == [
        f"| {status.words} | {', '.join(one.words for one in next_statuses(status))} |" for status in Status
    ]


def test_every_status_can_be_reached_and_left() -> None:
    assert all(TRANSITIONS[status] for status in Status)
    assert {one for group in TRANSITIONS.values() for one in group} | {Status.RECEIVED} == set(Status)
