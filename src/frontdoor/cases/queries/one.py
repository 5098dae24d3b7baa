"""One case and what belongs to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import EntryKind, Visibility
from frontdoor.core.prepared import Shape, prepared


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a timeline: what is older comes after it."""

    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class Happened:
    """A part of a timeline, newest first, and where the older part begins (None where this is all)."""

    entries: list[TimelineEntry]
    older: Moment | None


def get(reference: str, who: Viewer) -> Case | None:
    """The case of this reference if it exists for this viewer. Missing and forbidden look the same."""
    return next(iter(_seen(reference, who.user_id, Shape(who.role), list(who.team_ids))), None)


def by_reference(reference: str) -> Case | None:
    """The case of this reference, for rooms that check a second fact or a key themselves."""
    return next(iter(_of_reference(reference)), None)


def timeline(case_id: int, *visible: Visibility) -> list[TimelineEntry]:
    """What happened to a case, oldest first; only entries of these visibilities (all for none named)."""
    return _timeline(case_id, visible)


def happened(
    case_id: int,
    *,
    kinds: Collection[EntryKind] = (),
    visibility: Visibility | None = None,
    before: Moment | None = None,
    limit: int = 50,
) -> Happened:
    """What happened to a case, newest first, a part at a time, with the messages that were sent.

    Only entries of these kinds (all for none), and of this visibility where one is named.
    """
    at, entry_id = (before.at, before.entry_id) if before else (None, None)
    found = _happened(case_id, frozenset(kinds), visibility, at, entry_id, Shape(limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return Happened(found[:limit], Moment(last.at, last.pk) if last else None)


def timeline_entry_by_external_id(case_id: int, external_id: str) -> TimelineEntry | None:
    """The entry that a partner system made under this id."""
    return TimelineEntry.objects.filter(case_id=case_id, external_id=external_id).first()


def clocks(case_id: int) -> list[Clock]:
    return _clocks(case_id)


def notices(case_id: int) -> list[CaseContact]:
    """Every contact about a case with its own time of notice, in that order."""
    return _notices(case_id)


def of_contact(contact_id: int) -> Case | None:
    """The case a contact belongs to."""
    link = CaseContact.objects.filter(contact_id=contact_id).select_related("case").order_by("id").first()
    return link.case if link else None


def duplicates(case_id: int) -> list[Case]:
    """Cases that were joined to this one."""
    return list(Case.objects.filter(duplicate_of_id=case_id).order_by("opened_at"))


# ---- what pages ask for each time


@prepared
def _seen(reference: str, user_id: int, role: Shape, team_ids: list[int]) -> QuerySet[Case]:
    return visible_to(Viewer(user_id, role.value, frozenset(team_ids))).filter(reference=reference)


@prepared
def _of_reference(reference: str) -> QuerySet[Case]:
    return Case.objects.select_related("body", "duplicate_of").filter(reference=reference)


@prepared
def _timeline(case_id: int, visible: tuple[Visibility, ...]) -> QuerySet[TimelineEntry]:
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if visible:
        rows = rows.filter(visibility__in=visible)
    return rows.select_related("notification").order_by("at", "id")


@prepared
def _happened(
    case_id: int,
    kinds: frozenset[EntryKind],
    visibility: Visibility | None,
    at: datetime | None,
    entry_id: int | None,
    limit: Shape,
) -> QuerySet[TimelineEntry]:
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if kinds:
        rows = rows.filter(kind__in=sorted(kinds))
    if visibility:
        rows = rows.filter(visibility=visibility)
    if at is not None:
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=entry_id))
    rows = rows.select_related("notification").defer("notification__body", "notification__subject")
    return rows.order_by("-at", "-id")[: limit.value]


@prepared
def _clocks(case_id: int) -> QuerySet[Clock]:
    return Clock.objects.filter(case_id=case_id).order_by("id")


@prepared
def _notices(case_id: int) -> QuerySet[CaseContact]:
    rows = CaseContact.objects.filter(case_id=case_id).select_related("contact", "source_record")
    return rows.order_by("noticed_at", "id")
