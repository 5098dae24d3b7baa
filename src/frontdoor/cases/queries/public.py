"""What everybody may see: reports of public services, without a word about who made them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from frontdoor.cases.models import Case, TimelineEntry
from frontdoor.cases.types import Status, Visibility
from frontdoor.core.geography import Point, cells_around, metres_between


@dataclass(frozen=True, slots=True)
class Near:
    """An open report near a place."""

    case: Case
    metres: float


def public() -> QuerySet[Case]:
    """The cases that everybody may see, restricted ones never."""
    return Case.objects.filter(is_public=True, restricted=False)


def nearby_open(
    point: Point, *, service_ids: Collection[int], within_metres: float = 100, limit: int = 10
) -> list[Near]:
    """Open public reports of these services near a point, nearest first. `within_metres` is at most 170."""
    rows = public().exclude(status=Status.CLOSED).filter(cell__in=cells_around(point))
    near = []
    for case in rows.filter(service_id__in=service_ids)[:500]:
        if case.lat is None or case.long is None:
            continue
        metres = metres_between(point, Point(case.lat, case.long))
        if metres <= min(within_metres, 170):
            near.append(Near(case, metres))
    return sorted(near, key=lambda one: one.metres)[:limit]


def public_updates(
    *, since: datetime, until: datetime, also_case_ids: Q | None = None, limit: int = 1000
) -> list[TimelineEntry]:
    """What happened in this time to public cases that everybody may read, oldest first."""
    visible = Q(case__is_public=True, case__restricted=False)
    if also_case_ids is not None:
        visible |= also_case_ids
    rows = TimelineEntry.objects.filter(visible, at__gte=since, at__lte=until, visibility=Visibility.PUBLIC)
    return list(rows.select_related("case").order_by("at", "id")[:limit])
