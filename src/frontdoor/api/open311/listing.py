"""Requests as everybody may see them: what, where, and what became of it; never who."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from frontdoor.api.open311 import parameters
from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.faults import Fault
from frontdoor.api.open311.formats import w3c
from frontdoor.api.open311.parameters import MOST_AT_ONCE, MOST_PAGES, Call
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Outcome, Status
from frontdoor.catalogue import queries as catalogue
from frontdoor.core import actors, clocks, references, text

LONGEST_SPAN = timedelta(days=90)
STATUSES = ("open", "closed")


def request_list(call: Call) -> Answer:
    """Requests by their ids, which overrides all else, or by service, time and status; newest first."""
    rows = _visible(call).order_by("-opened_at", "-id")
    chosen = _page(call, _filtered(call, rows))
    ids = call.listed("service_request_id")
    if len(ids) > MOST_AT_ONCE:
        raise Fault(400, f"Ask for at most {MOST_AT_ONCE} requests at once")
    if ids:
        chosen = rows.filter(reference__in={references.parse(one) for one in ids} - {None})
    return "service_requests", _shown(chosen)


def _filtered(call: Call, rows: QuerySet[cases.Case]) -> QuerySet[cases.Case]:
    first, last = _span(call)
    rows = _with_status(rows.filter(opened_at__gte=first, opened_at__lt=last), call.listed("status"))
    codes = call.listed("service_code")
    if codes:
        by_code = {code: service_id for service_id, code in catalogue.codes().items()}
        rows = rows.filter(service_id__in=[by_code[code] for code in codes if code in by_code])
    return rows


def _page(call: Call, rows: QuerySet[cases.Case]) -> QuerySet[cases.Case]:
    size = parameters.whole(call, "page_size", low=1, high=MOST_AT_ONCE, default=MOST_AT_ONCE)
    page = parameters.whole(call, "page", low=1, high=MOST_PAGES, default=1)
    return rows[(page - 1) * size : page * size]


def one_request(call: Call, *, service_request_id: str) -> Answer:
    """One request. Raises Fault 404 where there is none that this caller may see."""
    return "service_requests", _shown([_visible_case(call, service_request_id)])


def token(call: Call, *, token: str) -> Answer:
    """The request of a token. We give ids at once, so that an id is the only token there is."""
    case = _visible_case(call, token, "token")
    return "service_requests", [{"service_request_id": case.reference, "token": token}]


def case_for(partner: actors.Actor | None, service_request_id: str) -> cases.Case:
    """The case of this id, if it exists for this partner. Raises Fault 404: missing and forbidden look the same."""
    return _found(cases.shown_to_partner(partner), service_request_id, "service_request_id")


def _visible_case(call: Call, reference: str, name: str = "service_request_id") -> cases.Case:
    return _found(_visible(call), reference, name)


def _found(rows: QuerySet[cases.Case], reference: str, name: str) -> cases.Case:
    parsed = references.parse(reference)
    case = rows.select_related("body").filter(reference=parsed).first() if parsed else None
    if case is None:
        raise Fault(404, f"{name} was not found")
    return case


def _visible(call: Call) -> QuerySet[cases.Case]:
    holder = parameters.partner(call)
    return cases.shown_to_partner(actors.key(holder.id) if holder else None).select_related("body")


def _span(call: Call) -> tuple[datetime, datetime]:
    """The time asked for: at most the 90 days before its end, and the latest 90 where nothing was asked."""
    start, end = parameters.moment(call, "start_date"), parameters.moment(call, "end_date", end=True)
    end = end or call.at + timedelta(seconds=1)
    earliest = parameters.shifted(end, -LONGEST_SPAN)
    return max(start, earliest) if start else earliest, end


def _with_status(rows: QuerySet[cases.Case], asked: list[str]) -> QuerySet[cases.Case]:
    wanted = set(asked)
    if wanted - set(STATUSES):
        raise Fault(400, "status is open, closed or both")
    if wanted == {"open"}:
        return rows.exclude(status=Status.CLOSED)
    if wanted == {"closed"}:
        return rows.filter(status=Status.CLOSED)
    return rows


def _shown(rows: QuerySet[cases.Case] | list[cases.Case]) -> list[dict[str, Any]]:
    names, codes = catalogue.names(), catalogue.codes()
    return [_request(case, names[case.service_id], codes[case.service_id]) for case in rows]


def _request(case: cases.Case, name: str, code: str) -> dict[str, Any]:
    closed = case.status == Status.CLOSED
    service = None if closed else catalogue.service_by_id(case.service_id)
    point = f"{case.lat:.5f}, {case.long:.5f}" if case.lat is not None and case.long is not None else ""
    return {
        "service_request_id": case.reference,
        "status": "closed" if closed else "open",
        "status_notes": text.without_contact_details(_status_notes(case)),
        "service_name": name,
        "service_code": code,
        "description": text.without_contact_details(case.description),
        "agency_responsible": case.body.name,
        "service_notice": service.standard.promise if service and case.due_at else None,
        "requested_datetime": w3c(case.opened_at),
        "updated_datetime": w3c(case.closed_at if closed else case.updated_at),
        "expected_datetime": w3c(clocks.last_day(case.due_at)) if case.due_at else None,
        "address": case.place or point or None,
        "address_id": str(case.uprn) if case.uprn is not None else None,
        "zipcode": case.postcode or None,
        "lat": case.lat,
        "long": case.long,
        "media_url": None,
    }


def _status_notes(case: cases.Case) -> str:
    if case.status != Status.CLOSED:
        return Status(case.status).public_words
    return case.explanation or Outcome(case.outcome).words
