"""Queues: open cases in the order of their due times, a page at a time by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from frontdoor.cases.models import Case
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import Status

PAGE = 25
DUE_SOON = timedelta(days=2)


class QueueName(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of a page: the next page starts after it. `due_at` None sorts last."""

    due_at: datetime | None
    case_id: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a queue."""

    cases: list[Case]
    next: Position | None


def queue(
    name: QueueName,
    who: Viewer,
    *,
    at: datetime,
    after: Position | None = None,
    service_id: int | None = None,
    team_id: int | None = None,
    status: Status | None = None,
    limit: int = PAGE,
) -> Queue:
    """A page of a queue: what is due first comes first, cases without a clock last."""
    rows = _rows(name, who, at)
    if service_id:
        rows = rows.filter(service_id=service_id)
    if team_id:
        rows = rows.filter(team_id=team_id)
    if status:
        rows = rows.filter(status=status)
    found = _page(rows.filter(due_at__isnull=False), after, limit) if not after or after.due_at else []
    if len(found) <= limit:
        undated = rows.filter(due_at__isnull=True)
        if after and after.due_at is None:
            undated = undated.filter(id__gt=after.case_id)
        found += list(undated.order_by("id")[: limit + 1 - len(found)])
    last = found[limit - 1] if len(found) > limit else None
    return Queue(found[:limit], Position(last.due_at, last.pk) if last else None)


def counts(who: Viewer, *, at: datetime) -> dict[QueueName, int]:
    """How many open cases are in each queue of this viewer: one pass over the open cases."""
    mine, team = Q(owner_id=who.user_id), Q(team_id__in=who.team_ids)
    figures = _open(who).aggregate(
        mine=Count("id", filter=mine),
        team=Count("id", filter=team),
        unassigned=Count("id", filter=team & Q(owner__isnull=True)),
        due_soon=Count("id", filter=team & Q(due_at__gte=at, due_at__lt=at + DUE_SOON)),
        overdue=Count("id", filter=team & Q(due_at__lt=at)),
        all=Count("id"),
    )
    return {QueueName(name): count for name, count in figures.items()}


def _open(who: Viewer) -> QuerySet[Case]:
    return visible_to(who).exclude(status=Status.CLOSED)


def _rows(name: QueueName, who: Viewer, at: datetime) -> QuerySet[Case]:
    rows = _open(who).select_related("owner")
    team = Q(team_id__in=who.team_ids)
    return {
        QueueName.MINE: rows.filter(owner_id=who.user_id),
        QueueName.TEAM: rows.filter(team),
        QueueName.UNASSIGNED: rows.filter(team, owner__isnull=True),
        QueueName.DUE_SOON: rows.filter(team, due_at__gte=at, due_at__lt=at + DUE_SOON),
        QueueName.OVERDUE: rows.filter(team, due_at__lt=at),
        QueueName.ALL: rows,
    }[name]


def _page(rows: QuerySet[Case], after: Position | None, limit: int) -> list[Case]:
    if after:
        rows = rows.filter(due_at__gte=after.due_at).exclude(due_at=after.due_at, id__lte=after.case_id)
    return list(rows.order_by("due_at", "id")[: limit + 1])
