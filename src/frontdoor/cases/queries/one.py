"""One case and what belongs to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import EntryKind, Visibility


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
    return next(iter(visible_to(who).filter(reference=reference)), None)


def by_reference(reference: str) -> Case | None:
    """The case of this reference, for rooms that check a second fact or a key themselves."""
    return Case.objects.select_related("body", "duplicate_of").filter(reference=reference).first()


def timeline(case_id: int, *visible: Visibility) -> list[TimelineEntry]:
    """What happened to a case, oldest first; only entries of these visibilities (all for none named)."""
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if visible:
        rows = rows.filter(visibility__in=visible)
    return list(rows.select_related("notification").order_by("at", "id"))


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
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if visibility:
        rows = rows.filter(visibility=visibility)
    if before:
        rows = rows.filter(Q(at__lt=before.at) | Q(at=before.at, id__lt=before.entry_id))
    rows = rows.select_related("notification").defer("notification__body", "notification__subject")
    found = list(rows.order_by("-at", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Happened(found[:limit], Moment(last.at, last.pk) if last else None)


def timeline_entry_by_external_id(case_id: int, external_id: str) -> TimelineEntry | None:
    """The entry that a partner system made under this id."""
    return TimelineEntry.objects.filter(case_id=case_id, external_id=external_id).first()


def clocks(case_id: int) -> list[Clock]:
    return list(Clock.objects.filter(case_id=case_id).order_by("id"))


def notices(case_id: int) -> list[CaseContact]:
    """Every contact about a case with its own time of notice, in that order."""
    rows = CaseContact.objects.filter(case_id=case_id).select_related("contact", "source_record")
    return list(rows.order_by("noticed_at", "id"))


def of_contact(contact_id: int) -> Case | None:
    """The case a contact belongs to."""
    link = CaseContact.objects.filter(contact_id=contact_id).select_related("case").order_by("id").first()
    return link.case if link else None


def duplicates(case_id: int) -> list[Case]:
    """Cases that were joined to this one."""
    return list(Case.objects.filter(duplicate_of_id=case_id).order_by("opened_at"))
