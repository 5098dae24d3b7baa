"""Reads of cases. Staff reads start from `visible_to`; public ones from `public`."""

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry, Transfer
from frontdoor.cases.queries.lists import (
    COUNTED_TO,
    DUE_SOON,
    PAGE,
    Position,
    Queue,
    QueueName,
    counts,
    queue,
)
from frontdoor.cases.queries.messages import Undelivered, case_of, undelivered
from frontdoor.cases.queries.of_customer import hidden_source_records, of_contacts, of_source_records
from frontdoor.cases.queries.one import (
    Happened,
    Moment,
    by_reference,
    clocks,
    duplicates,
    get,
    happened,
    notices,
    of_contact,
    timeline,
    timeline_entry_by_external_id,
)
from frontdoor.cases.queries.public import (
    Near,
    nearby_open,
    public,
    public_page,
    shown_to_partner,
    updates_for_partner,
)
from frontdoor.cases.queries.search import search
from frontdoor.cases.queries.visibility import Viewer, viewer, visible_to

__all__ = [
    "COUNTED_TO",
    "DUE_SOON",
    "PAGE",
    "Case",
    "CaseContact",
    "Clock",
    "Happened",
    "Moment",
    "Near",
    "Position",
    "Queue",
    "QueueName",
    "TimelineEntry",
    "Transfer",
    "Undelivered",
    "Viewer",
    "by_reference",
    "case_of",
    "clocks",
    "counts",
    "duplicates",
    "get",
    "happened",
    "hidden_source_records",
    "nearby_open",
    "notices",
    "of_contact",
    "of_contacts",
    "of_source_records",
    "public",
    "public_page",
    "queue",
    "search",
    "shown_to_partner",
    "timeline",
    "timeline_entry_by_external_id",
    "undelivered",
    "updates_for_partner",
    "viewer",
    "visible_to",
]
