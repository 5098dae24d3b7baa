"""Queues: cases that need somebody, in the order of their due times, a page at a time by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from frontdoor.cases.models import Case
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import Status

PAGE = 25
DUE_SOON = timedelta(days=2)
COUNTED_TO = 1000
SHOWN = (
    "reference", "service_id", "team_id", "owner_id", "status", "outcome", "title", "place", "opened_at", "closed_at",
    "due_at", "restricted",
)  # fmt: skip
"""The columns a list shows; nothing else is read for it."""


class QueueName(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    AFTER_CLOSING = "after_closing"  # closed, and the customer wrote since: the only queue of closed cases
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

    The page after one position, or the one before another, or the first. It costs the same however many cases
    there are: they are read in the order of an index, and only as far as the page goes.
    """
    part = _part_of(name, who, at, team_id)
    if service_id:
        part = part.narrowed(service_id=service_id)
    if status:
        part = part.narrowed(status=status)
    backwards = before is not None
    part = _Part(part.rows.only(*SHOWN), part.teams)
    found = _walk(part, before or after, backwards=backwards, limit=limit + 1)
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
    """How many cases are in each queue of this viewer's own work: not in ALL, which is nobody's.

    Counting stops after `up_to`: one more than that means "more".
    """
    found: dict[QueueName, int] = {name: 0 for name in QueueName if name is not QueueName.ALL}
    statements = {}
    for name in found:
        part = _part_of(name, who, at, None)
        rows = part.rows.filter(team_id__in=part.teams) if part.teams is not None else part.rows
        try:
            statements[name] = rows.order_by().values("id")[: up_to + 1].query.sql_with_params()
        except EmptyResultSet:
            continue  # somebody without a role or a team
    if statements:
        # one trip; each statement is Django's own, and values stay parameters
        each = ", ".join(f"(SELECT COUNT(*) FROM ({one}) AS counted)" for one, _ in statements.values())  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {each}", [value for _, values in statements.values() for value in values])
            found.update(zip(statements, cursor.fetchone(), strict=True))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What a queue holds: these rows, of each of these teams, or whichever team they are of (None)."""

    rows: QuerySet[Case]
    teams: list[int] | None = None

    def narrowed(self, **conditions: object) -> "_Part":
        return _Part(self.rows.filter(**conditions), self.teams)


def _part_of(name: QueueName, who: Viewer, at: datetime, team_id: int | None) -> _Part:
    """The rows of a queue. Cases of one's own teams are always visible; for others the door for staff decides."""
    if name in (QueueName.MINE, QueueName.ALL) or not who.role:
        seen = visible_to(who).exclude(status=Status.CLOSED)
        if name is QueueName.MINE:
            seen = seen.filter(owner_id=who.user_id)
        return _Part(seen.filter(team_id=team_id) if team_id else seen)
    rows = Case.objects.exclude(status=Status.CLOSED)
    if name is QueueName.AFTER_CLOSING:
        rows = Case.objects.filter(wrote_after_closing_at__isnull=False)
    elif name is QueueName.UNASSIGNED:
        rows = rows.filter(owner__isnull=True)
    elif name is QueueName.DUE_SOON:
        rows = rows.filter(due_at__gte=at, due_at__lt=at + DUE_SOON)
    elif name is QueueName.OVERDUE:
        rows = rows.filter(due_at__lt=at)
    return _Part(rows, sorted(who.team_ids & {team_id} if team_id else who.team_ids))


def _walk(part: _Part, start: Position | None, *, backwards: bool, limit: int) -> list[Case]:
    """The next rows from a position on, dated ones before undated ones; the other way round going back."""
    found: list[Case] = []
    for dated in (False, True) if backwards else (True, False):
        here = start is not None and dated is (start.due_at is not None)
        if start is not None and not here and dated is not backwards:
            continue  # all of these lie behind us
        rows = _from(part.rows, dated, start if here else None, backwards)
        found += _first(_Part(rows, part.teams), limit - len(found))
        if len(found) == limit:
            break
    return found


def _from(rows: QuerySet[Case], dated: bool, start: Position | None, backwards: bool) -> QuerySet[Case]:
    """The dated or the undated rows from a position on, in order."""
    rows = rows.filter(due_at__isnull=not dated)
    if start is not None and dated:
        passed = Q(due_at=start.due_at, **{"id__gte" if backwards else "id__lte": start.case_id})
        rows = rows.filter(**{"due_at__lte" if backwards else "due_at__gte": start.due_at}).exclude(passed)
    elif start is not None:
        rows = rows.filter(**{"id__lt" if backwards else "id__gt": start.case_id})
    order = ("due_at", "id") if dated else ("id",)
    return rows.order_by(*(f"-{column}" for column in order) if backwards else order)


def _first(part: _Part, limit: int) -> list[Case]:
    """The first rows of a part. With several teams each is read in the order of the index of teams, only so far."""
    if part.teams is None:
        return list(part.rows[:limit])
    if len(part.teams) < 2:
        return list(part.rows.filter(team_id=part.teams[0])[:limit]) if part.teams else []
    # the statement is Django's own, once for each team; values stay parameters
    one, values = part.rows.filter(team_id=_EACH_TEAM).values("id")[:limit].query.sql_with_params()
    union = " UNION ALL ".join(f"SELECT * FROM ({one}) AS of{team}" for team in part.teams)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(union, [team if v == _EACH_TEAM else v for team in part.teams for v in values])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Case.objects.filter(id__in=ids).only(*SHOWN).order_by(*part.rows.query.order_by)
    return list(rows[:limit])


_EACH_TEAM = -1  # stands for a team's id in the statement that is made for all of them
