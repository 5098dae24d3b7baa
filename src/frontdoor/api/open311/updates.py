"""What happens to requests, told both ways: FixMyStreet's extension `servicerequestupdates`."""

from datetime import datetime, timedelta
from typing import Any

from frontdoor.api.open311 import parameters, sent, uploads
from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.faults import Fault, missing
from frontdoor.api.open311.formats import w3c
from frontdoor.api.open311.listing import case_for
from frontdoor.api.open311.parameters import MOST_AT_ONCE, MOST_PAGES, Call
from frontdoor.cases import policies
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Outcome, Status
from frontdoor.core import actors, text
from frontdoor.intake import operations as intake
from frontdoor.intake import queries as intake_queries
from frontdoor.intake.types import PartnerUpdate

USUAL_SPAN = timedelta(hours=24)
LONGEST_UPDATE_ID = 100


def update_list(call: Call) -> Answer:
    """What was decided or said about the requests this caller may see, oldest first; the last day by default."""
    holder = parameters.partner(call)
    first, last = _span(call)
    size = parameters.whole(call, "page_size", low=1, high=MOST_AT_ONCE, default=MOST_AT_ONCE)
    page = parameters.whole(call, "page", low=1, high=MOST_PAGES, default=1)
    entries = cases.updates_for_partner(
        since=first,
        until=last,
        partner=actors.key(holder.id) if holder else None,
        limit=size,
        skip=(page - 1) * size,
    )
    own = intake_queries.ids_of_partner({entry.case_id for entry in entries}, holder.source) if holder else {}
    return "service_request_updates", [_update(entry, own.get(entry.case_id, "")) for entry in entries]


def file_update(call: Call) -> Answer:
    """Keep what a partner says about a request, once for each of the partner's own update ids."""
    holder = parameters.needed_partner(call)
    asked_for, update_id = (
        call.one("service_request_id").strip(),
        call.line("update_id", most=LONGEST_UPDATE_ID),
    )
    says = call.one("status").strip().upper()
    for name, value in (("service_request_id", asked_for), ("update_id", update_id), ("status", says)):
        if not value:
            raise missing(name)
    if says not in policies.FROM_OPEN311:
        raise Fault(400, f"status is one of {', '.join(policies.FROM_OPEN311)}")
    if parameters.moment(call, "updated_datetime") is None:
        raise missing("updated_datetime")
    actor = actors.key(holder.id)
    case = case_for(actor, asked_for)
    update = PartnerUpdate(
        case_id=case.pk,
        service_id=case.service_id,
        external_id=f"{holder.source}:{update_id}",
        says=says,
        words=sent.description(call).strip(),
        identity=sent.identity(call, sent.attributes(call)),
        for_staff="\n".join(sent.links(call)),
        files=uploads.kept(call.request),
    )
    entry_id = intake.partner_says(update, by=actor, at=call.at)
    return "service_request_updates", [{"update_id": str(entry_id), "account_id": None}]


def _span(call: Call) -> tuple[datetime, datetime]:
    start, end = parameters.moment(call, "start_date"), parameters.moment(call, "end_date", end=True)
    end = end or call.at + timedelta(seconds=1)
    return start or parameters.shifted(end, -USUAL_SPAN), end


def _update(entry: cases.TimelineEntry, own_id: str) -> dict[str, Any]:
    status, outcome = entry.status, entry.outcome
    words = entry.text or (Outcome(outcome).words if outcome else Status(status).public_words)
    return {
        "update_id": str(entry.pk),
        "service_request_id": entry.case.reference,
        "status": policies.open311_status(status, outcome),
        "updated_datetime": w3c(entry.at),
        "description": text.without_contact_details(words),
        "media_url": None,
        "external_status_code": outcome or status,
        "customer_reference": entry.case.reference,
        **({"fixmystreet_id": own_id} if own_id.isdecimal() else {}),
    }
