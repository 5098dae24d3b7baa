"""Queues: open cases in the order of their due times, a page at a time by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import Q, QuerySet

from frontdoor.cases.models import Case
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import Status

PAGE = 25
DUE_SOON = timedelta(days=2)
COUNTED_TO = 1000
SHOWN = (
    "reference", "service_id", "team_id", "owner_id", "status", "outcome", "title", "place", "opened_at", "due_at",
    "restricted",
)  # fmt: skip
"""The columns a list shows; nothing else is read for it."""


class QueueName(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Position:
    """A row of a queue: the next page starts after it, the one before ends there. `due_at` None sorts last."""

    due_at: datetime | None
    case_id: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a queue, with the positions at which the pages around it begin; None where there is none."""

    cases: list[Case]
    previous: Position | None
    next: Position | None


def queue(
    name: QueueName,
    who: Viewer,
    *,
    at: datetime,
    after: Position | None = None,
    before: Position | None = None,
    service_id: int | None = None,
    team_id: int | None = None,
    status: Status | None = None,
    limit: int = PAGE,
) -> Queue:
    """A page of a queue: what is due first comes first, cases without a clock last.

    The page after one position, or the one before another, or the first. Costs the same however many cases
    there are: each branch is read in the order of an index, and only as far as the page goes.
    """
    branches = [rows.only(*SHOWN) for rows in _branches(name, who, at, team_id)]
    if service_id:
        branches = [rows.filter(service_id=service_id) for rows in branches]
    if status:
        branches = [rows.filter(status=status) for rows in branches]
    backwards = before is not None
    found = _walk(branches, before or after, backwards=backwards, limit=limit + 1)
    more, cases = len(found) > limit, found[:limit]
    if backwards:
        cases.reverse()
    if not cases:
        return Queue([], None, None)
    first, last = (Position(case.due_at, case.pk) for case in (cases[0], cases[-1]))
    return Queue(
        cases,
        first if (more if backwards else after is not None) else None,
        last if (more or backwards) else None,
    )


def counts(who: Viewer, *, at: datetime, up_to: int = COUNTED_TO) -> dict[QueueName, int]:
    """How many open cases are in each queue of this viewer; counting stops after `up_to` (one more means "more")."""
    found = {}
    for name in QueueName:
        found[name] = sum(
            rows.order_by()[: up_to + 1].count() for rows in _branches(name, who, at, None, as_one=True)
        )
    return found


def _branches(
    name: QueueName, who: Viewer, at: datetime, team_id: int | None, *, as_one: bool = False
) -> list[QuerySet[Case]]:
    """What a queue holds, as parts that each come in order from one index: a part for each team.

    Cases of one's own teams are always visible; for all others the door for staff decides.
    """
    rows = Case.objects.exclude(status=Status.CLOSED)
    if name in (QueueName.MINE, QueueName.ALL):
        seen = visible_to(who).exclude(status=Status.CLOSED)
        if name is QueueName.MINE:
            seen = seen.filter(owner_id=who.user_id)
        return [seen.filter(team_id=team_id) if team_id else seen]
    if not who.role:
        return []
    rows = {
        QueueName.TEAM: rows,
        QueueName.UNASSIGNED: rows.filter(owner__isnull=True),
        QueueName.DUE_SOON: rows.filter(due_at__gte=at, due_at__lt=at + DUE_SOON),
        QueueName.OVERDUE: rows.filter(due_at__lt=at),
    }[name]
    teams = sorted(who.team_ids & {team_id} if team_id else who.team_ids)
    if as_one:
        return [rows.filter(team_id__in=teams)] if teams else []
    return [rows.filter(team_id=one) for one in teams]


def _walk(
    branches: Sequence[QuerySet[Case]], start: Position | None, *, backwards: bool, limit: int
) -> list[Case]:
    """The next rows from a position on, dated ones before undated ones; the other way round going back."""
    found: list[Case] = []
    for dated in (False, True) if backwards else (True, False):
        if start is not None and dated is (start.due_at is None):
            if dated is not backwards:
                continue  # all of these lie behind us
            part = [_part(rows, dated, None, backwards) for rows in branches]
        else:
            part = [_part(rows, dated, start, backwards) for rows in branches]
        found += _first(part, limit - len(found), backwards=backwards)
        if len(found) == limit:
            break
    return found


def _part(
    rows: QuerySet[Case], dated: bool, start: Position | None, backwards: bool
) -> QuerySet[Case]:
    """The dated or the undated rows from a position on, in order."""
    rows = rows.filter(due_at__isnull=not dated)
    if start is not None and dated:
        passed = Q(due_at=start.due_at, **{"id__gte" if backwards else "id__lte": start.case_id})
        rows = rows.filter(**{"due_at__lte" if backwards else "due_at__gte": start.due_at}).exclude(passed)
    elif start is not None:
        rows = rows.filter(**{"id__lt" if backwards else "id__gt": start.case_id})
    order = ("due_at", "id") if dated else ("id",)
    return rows.order_by(*(f"-{column}" for column in order) if backwards else order)


def _first(parts: Sequence[QuerySet[Case]], limit: int, *, backwards: bool) -> list[Case]:
    """The first rows of several ordered parts together. Each part is read only as far as it is needed."""
    if len(parts) < 2:
        return [case for rows in parts for case in rows[:limit]]
    compiled = [rows.values("id")[:limit].query.sql_with_params() for rows in parts]
    # the statements are Django's own, the values stay parameters
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(compiled))
    with connection.cursor() as cursor:
        cursor.execute(union, [value for _, values in compiled for value in values])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Case.objects.filter(id__in=ids).only(*SHOWN)
    order = ("due_at", "id")
    return list(rows.order_by(*(f"-{column}" for column in order) if backwards else order)[:limit])
