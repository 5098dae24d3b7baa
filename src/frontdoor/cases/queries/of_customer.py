"""The cases of a customer, as far as they exist for the viewer: what they are known by, and what must not show."""

from collections.abc import Iterable

from django.db.models import Q

from frontdoor.cases.models import Case, CaseContact
from frontdoor.cases.queries.visibility import Viewer, visible_to


def of_source_records(ids: Iterable[int], who: Viewer, *, limit: int = 100) -> list[Case]:
    """The cases that a customer's source records opened or reported as well, newest first."""
    wanted = list(ids)
    reported = CaseContact.objects.filter(source_record_id__in=wanted).values("case_id")
    mine = Q(source_record_id__in=wanted) | Q(id__in=reported)
    return list(visible_to(who).filter(mine).order_by("-id")[:limit])


def hidden_source_records(ids: Iterable[int], who: Viewer) -> frozenset[int]:
    """Those of these source records that are known only from cases which do not exist for this viewer.

    A record that came with no case at all (a question that was answered at once) is not hidden.
    """
    wanted = list(ids)
    links = CaseContact.objects.filter(source_record_id__in=wanted).order_by()
    seen = set(links.filter(case__in=visible_to(who)).values_list("source_record_id", flat=True))
    return frozenset(
        record_id
        for record_id in links.values_list("source_record_id", flat=True)
        if record_id is not None and record_id not in seen
    )


def of_contacts(contact_ids: Iterable[int], who: Viewer) -> tuple[dict[int, Case], frozenset[int]]:
    """The case of each of these contacts, and those contacts whose case does not exist for this viewer."""
    links = CaseContact.objects.filter(contact_id__in=list(contact_ids)).order_by("-id")
    visible = links.filter(case__in=visible_to(who)).select_related("case")
    seen = {link.contact_id: link.case for link in visible}
    return seen, frozenset(links.values_list("contact_id", flat=True)) - seen.keys()
