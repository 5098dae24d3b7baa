"""One case and what belongs to it."""

from collections.abc import Iterable

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import Visibility


def get(reference: str, who: Viewer) -> Case | None:
    """The case of this reference if it exists for this viewer. Missing and forbidden look the same."""
    rows = visible_to(who).select_related("owner", "source_record", "body", "asset", "duplicate_of")
    return rows.filter(reference=reference).first()


def by_reference(reference: str) -> Case | None:
    """The case of this reference, for rooms that check a second fact or a key themselves."""
    return Case.objects.select_related("body", "duplicate_of").filter(reference=reference).first()


def timeline(case_id: int, *visible: Visibility) -> list[TimelineEntry]:
    """What happened to a case, oldest first; only entries of these visibilities (all for none named)."""
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if visible:
        rows = rows.filter(visibility__in=visible)
    return list(rows.select_related("notification").order_by("at", "id"))


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


def of_source_records(ids: Iterable[int], who: Viewer, *, limit: int = 100) -> list[Case]:
    """The cases of a customer's source records that exist for this viewer, newest first."""
    return list(visible_to(who).filter(source_record_id__in=list(ids)).order_by("-id")[:limit])
