"""What everybody may see: reports of public services, without a word about who made them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from frontdoor.cases.models import Case, TimelineEntry
from frontdoor.cases.types import EntryKind, Status, Visibility
from frontdoor.core import cells
from frontdoor.core.actors import Actor
from frontdoor.core.geography import Point, metres_between
from frontdoor.core.prepared import prepared


@dataclass(frozen=True, slots=True)
class Near:
    """An open report near a place."""

    case: Case
    metres: float


def public() -> QuerySet[Case]:
    """The cases that everybody may see, restricted ones never."""
    return Case.objects.filter(is_public=True, restricted=False)


def public_page(*, before: str | None, service_id: int | None, limit: int) -> list[Case]:
    """Public cases, newest first, that were opened before the one of reference `before` (None: from the newest)."""
    rows = public().order_by("-opened_at", "-id")
    if service_id:
        rows = rows.filter(service_id=service_id)
    last = public().filter(reference=before).values_list("opened_at", "id").first() if before else None
    if last:
        rows = rows.filter(opened_at__lte=last[0]).exclude(opened_at=last[0], id__gte=last[1])
    return list(rows[:limit])


def nearby_open(
    point: Point, *, service_ids: Collection[int], within_metres: float = 100, limit: int = 10
) -> list[Near]:
    """Open public reports of these services near a point, nearest first. `within_metres` is at most 170."""
    near = []
    for case in _open_in(cells.around(point), list(service_ids)):
        if case.lat is None or case.long is None:
            continue
        metres = metres_between(point, Point(case.lat, case.long))
        if metres <= min(within_metres, 170):
            near.append(Near(case, metres))
    return sorted(near, key=lambda one: one.metres)[:limit]


@prepared
def _open_in(around: list[int], service_ids: list[int]) -> QuerySet[Case]:
    rows = public().exclude(status=Status.CLOSED)
    return rows.filter(cell__in=around, service_id__in=service_ids)[:500]


def shown_to_partner(partner: Actor | None) -> QuerySet[Case]:
    """The cases a partner system may see: public ones, and those it opened itself. Restricted ones never.

    None is somebody without a key, who sees what everybody does.
    """
    if partner is None:
        return public()
    opened = TimelineEntry.objects.filter(case=OuterRef("pk"), kind=EntryKind.OPENED, actor=str(partner))
    return Case.objects.filter(Q(is_public=True) | Exists(opened), restricted=False)


def updates_for_partner(
    *, since: datetime, until: datetime, partner: Actor | None, limit: int = 1000, skip: int = 0
) -> list[TimelineEntry]:
    """What was said or decided from `since` to before `until` about the cases a partner may see, oldest first."""
    opened = TimelineEntry.objects.filter(
        case=OuterRef("case"), kind=EntryKind.OPENED, actor=str(partner or "nobody")
    )
    rows = TimelineEntry.objects.filter(
        Q(case__is_public=True) | Exists(opened) if partner else Q(case__is_public=True),
        case__restricted=False,
        at__gte=since,
        at__lt=until,
        visibility=Visibility.PUBLIC,
        kind__in=[EntryKind.STATUS, EntryKind.PARTNER_SAID],
    )
    return list(rows.select_related("case").order_by("at", "id")[skip : skip + limit])
