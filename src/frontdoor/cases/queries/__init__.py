"""Reads of cases. Staff reads start from `visible_to`; public ones from `public`."""

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry, Transfer
from frontdoor.cases.queries.lists import Position, Queue, QueueName, counts, queue
from frontdoor.cases.queries.one import (
    by_reference,
    clocks,
    duplicates,
    get,
    notices,
    of_contact,
    of_source_records,
    timeline,
    timeline_entry_by_external_id,
)
from frontdoor.cases.queries.public import nearby_open, public, shown_to_partner, updates_for_partner
from frontdoor.cases.queries.search import search
from frontdoor.cases.queries.visibility import Viewer, viewer, visible_to

__all__ = [
    "Case",
    "CaseContact",
    "Clock",
    "Position",
    "Queue",
    "QueueName",
    "TimelineEntry",
    "Transfer",
    "Viewer",
    "by_reference",
    "clocks",
    "counts",
    "duplicates",
    "get",
    "nearby_open",
    "notices",
    "of_contact",
    "of_source_records",
    "public",
    "queue",
    "search",
    "shown_to_partner",
    "timeline",
    "timeline_entry_by_external_id",
    "updates_for_partner",
    "viewer",
    "visible_to",
]
