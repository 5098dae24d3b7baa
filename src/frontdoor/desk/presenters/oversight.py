"""The audit trail and given-up jobs, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from frontdoor.design import moments
from frontdoor.design.types import Cell, Column
from frontdoor.desk.presenters import words

HISTORY_COLUMNS = [Column("When"), Column("Who"), Column("What"), Column("Why")]
_ACTIONS = {
    "case.opened": "Opened the case",
    "case.looked_at": "Looked at the case",
    "case.noted": "Wrote a note",
    "case.replied": "Replied to the customer",
    "case.assigned": "Chose the owner",
    "case.transferred": "Sent it to another team",
    "case.status_changed": "Changed the status",
    "case.closed": "Closed the case",
    "case.reopened": "Opened the case again",
    "case.joined": "Joined it to another case",
    "case.also_reported": "Reported it as well",
    "case.customer_said": "Told us more",
    "case.partner_said": "Sent an update",
    "case.overdue": "Told the owner that it is overdue",
}
_JOBS = {
    "notifications.deliver": "Send a message",
    "cases.tell_overdue": "Tell owners what is overdue",
    "intake.forget_old_drafts": "Remove old drafts",
    "core.forget_rate_windows": "Tidy up",
    "core.forget_cached": "Tidy up",
    "accounts.forget_old_sessions": "End old sessions",
}


class Recorded(Protocol):
    """What is read of an entry of the audit trail."""

    at: datetime
    actor: str
    action: str
    why: str


class Waiting(Protocol):
    """What is read of a job."""

    pk: int
    kind: str
    gave_up_at: datetime | None
    created_at: datetime
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class JobShown:
    """A job that was given up."""

    id: int
    name: str
    since: datetime
    tries: int
    fault: str


def history(entries: Iterable[Recorded]) -> list[list[Cell]]:
    """A row for each thing that somebody did or saw."""
    return [
        [
            Cell(moments.short_datetime(entry.at)),
            Cell(words.sentence(words.who(entry.actor) or "the system")),
            Cell(_ACTIONS.get(entry.action, entry.action)),
            Cell(entry.why),
        ]
        for entry in entries
    ]


def jobs(rows: Iterable[Waiting]) -> list[JobShown]:
    """Jobs with the kind of their fault; its words may hold somebody's data, so they are not shown."""
    return [
        JobShown(
            row.pk,
            _JOBS.get(row.kind, row.kind),
            row.gave_up_at or row.created_at,
            row.attempts,
            row.last_error.partition(":")[0],
        )
        for row in rows
    ]
