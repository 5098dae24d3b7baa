"""Reads on the way in: drafts, who is responsible where, and following a case with a second fact."""

import hmac
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from frontdoor.cases import queries as cases
from frontdoor.cases.types import Visibility, Where
from frontdoor.catalogue import policies as catalogue_policies
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.core import references
from frontdoor.core.geography import Point
from frontdoor.core.prepared import prepared
from frontdoor.customers import policies as customer_policies
from frontdoor.intake import policies
from frontdoor.intake.models import Draft, Submission
from frontdoor.intake.types import Receipt, Settled
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import AreaKind

__all__ = ["Draft", "Submission"]


@dataclass(frozen=True, slots=True)
class Followed:
    """A case as one of its reporters may see it."""

    case: cases.Case
    entries: list[cases.TimelineEntry]
    clocks: list[cases.Clock]
    noticed_at: datetime
    first: bool
    source_record_id: int | None
    contact_ids: tuple[int, ...]


def draft(draft_id: str) -> Draft | None:
    """The draft of this id, if it is one and was not sent."""
    try:
        key = uuid.UUID(draft_id)
    except (ValueError, AttributeError, TypeError):
        return None
    return next(iter(_draft(key)), None)


def submitted(key: str) -> Receipt | None:
    """What became of the submission with this key, if there was one."""
    row = next(iter(_submission(key)), None)
    if row is None:
        return None
    case = row.case
    handed_on = case.explanation if case.outcome == "not_ours" else ""
    return Receipt(case.pk, case.reference, row.contact_id, handed_on, repeated=True)


def submission_of(case_id: int) -> Submission | None:
    """The answers a case was opened with."""
    return next(iter(_submissions_of(case_id)), None)


@prepared
def _draft(key: uuid.UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(id=key)


@prepared
def _submission(key: str) -> QuerySet[Submission]:
    return Submission.objects.select_related("case").filter(key=key)


@prepared
def _submissions_of(case_id: int) -> QuerySet[Submission]:
    return Submission.objects.filter(case_id=case_id).order_by("id")[:1]


def ids_of_partner(case_ids: Iterable[int], source: str) -> dict[int, str]:
    """What a partner system calls these cases, by case: only the cases that it sent with an id of its own."""
    rows = Submission.objects.filter(
        case_id__in=list(case_ids), contact__source=source, contact__external_id__isnull=False
    )
    return {case_id: str(name) for case_id, name in rows.values_list("case_id", "contact__external_id")}


def settle(where: Where, service: ServiceShown, answers: Mapping[str, Any]) -> Settled:
    """Put a place into its areas and say whose job the service is there, given the answers so far.

    A place without a point, or outside our area, is kept without areas and stays with us to sort out.
    """
    point = where.point
    if point is None and where.uprn:
        row = organisation.address(where.uprn)
        point = Point(row.lat, row.long) if row else None
    ours = organisation.responsible(point or Point(0, 0), layers=(), within_metres=0)
    if point is None:
        return Settled(where, ours, inside=True)
    areas = organisation.areas_at(point)
    responsibility = (
        organisation.responsible(
            point, layers=service.layers_for(answers), within_metres=service.responsibility.within_metres
        )
        if areas.inside
        else ours
    )
    text = where.text or (organisation.nearest_street_name(point) if areas.inside else "")
    settled = Where(
        text=text,
        point=point,
        uprn=where.uprn,
        postcode=where.postcode,
        division_id=areas.ids.get(AreaKind.DIVISION),
        ward_id=areas.ids.get(AreaKind.WARD),
        parish_id=areas.ids.get(AreaKind.PARISH),
        asset_id=responsibility.asset_id,
    )
    return Settled(settled, responsibility, areas.inside)


def settle_draft(draft: Draft, service: ServiceShown) -> Settled | None:
    """The place that a draft's answers name so far, settled; None while they name none."""
    form = catalogue.form(draft.form_version_id)
    answers = catalogue_policies.relevant(form, draft.answers)
    where = policies.where_in(form, answers)
    return settle(where, service, answers) if where != Where() else None


def follow(reference: str, second_fact: str) -> Followed | None:
    """The case of a reference for somebody who knows the e-mail, phone or postcode given with a report of it.

    A wrong reference, a wrong fact and a case without any fact all give None, after the same work.
    """
    parsed = references.parse(reference)
    case = cases.by_reference(parsed) if parsed else None
    links = cases.notices(case.pk) if case else []
    email = customer_policies.email_key(second_fact.strip())
    phone = customer_policies.phone_key(second_fact)
    code = organisation.postcode_key(second_fact)
    mine = None
    for link in links:
        record = link.source_record
        facts = (
            (
                (record.email_key, email),
                (record.phone_key, phone),
                (organisation.postcode_key(record.postcode), code),
            )
            if record
            else ()
        )
        if any(have and hmac.compare_digest(have.encode(), given.encode()) for have, given in facts):
            mine = mine or link
    if case is None or mine is None:
        return None
    return _followed(case, mine, links)


def followed_by_record(reference: str, source_record_id: int) -> Followed | None:
    """The same for somebody who showed the second fact before, in this session."""
    case = cases.by_reference(reference)
    if case is None:
        return None
    links = cases.notices(case.pk)
    mine = next((link for link in links if link.source_record_id == source_record_id), None)
    return _followed(case, mine, links) if mine else None


def _followed(case: cases.Case, mine: cases.CaseContact, links: list[cases.CaseContact]) -> Followed:
    first = mine.pk == links[0].pk or mine.source_record_id == links[0].source_record_id
    contacts = tuple(link.contact_id for link in links if link.source_record_id == mine.source_record_id)
    entries = [
        entry
        for entry in cases.timeline(case.pk, Visibility.PUBLIC, Visibility.CUSTOMER)
        if entry.visibility == Visibility.PUBLIC or first or entry.contact_id in contacts
    ]
    return Followed(
        case, entries, cases.clocks(case.pk), mine.noticed_at, first, mine.source_record_id, contacts
    )
