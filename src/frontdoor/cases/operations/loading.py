"""Bulk loading of cases that have a history already: imports, migration, demonstration data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.operations.opening import case_row, clock_row
from frontdoor.cases.types import ClockState, EntryKind, NewCase, Notice, Outcome, Status, Visibility
from frontdoor.core import text
from frontdoor.core.actors import Actor


@dataclass(frozen=True, slots=True)
class LoadedEntry:
    """One thing that happened to a loaded case."""

    at: datetime
    kind: EntryKind
    visibility: Visibility
    by: Actor
    words: str = ""
    status: Status | None = None
    outcome: Outcome | None = None
    notification_id: int | None = None


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as it stands after its history: where it is now and what happened."""

    new: NewCase
    opened_at: datetime
    status: Status
    outcome: Outcome | None
    explanation: str
    closed_at: datetime | None
    updated_at: datetime
    owner_id: int | None
    entries: Sequence[LoadedEntry]
    by: Actor


def load(cases: Iterable[LoadedCase]) -> list[Case]:
    """Write many cases with clocks, notices, timelines and search words, in the caller's transaction.

    Nobody is told anything. The caller writes one audit entry for the batch.
    """
    batch = list(cases)
    rows = [_case(one) for one in batch]
    clocks = [_clock(one) if one.new.promise else None for one in batch]
    for row, clock in zip(rows, clocks, strict=True):
        row.due_at = clock.due_at if clock else None
    Case.objects.bulk_create(rows, batch_size=200)
    for row, clock in zip(rows, clocks, strict=True):
        if clock:
            clock.case = row
    Clock.objects.bulk_create([clock for clock in clocks if clock], batch_size=500)
    CaseContact.objects.bulk_create(
        [
            CaseContact(
                case=row,
                contact_id=one.new.contact_id,
                source_record_id=one.new.source_record_id,
                notice=Notice.FIRST,
                noticed_at=one.new.noticed_at,
            )
            for row, one in zip(rows, batch, strict=True)
        ],
        batch_size=500,
    )
    TimelineEntry.objects.bulk_create(
        [_entry(row, item) for row, one in zip(rows, batch, strict=True) for item in one.entries],
        batch_size=500,
    )
    _index(rows, batch)
    return rows


def _case(one: LoadedCase) -> Case:
    row = case_row(one.new, at=one.opened_at)
    row.status, row.outcome = one.status, one.outcome or ""
    row.explanation, row.closed_at = one.explanation, one.closed_at
    row.updated_at, row.owner_id = one.updated_at, one.owner_id
    return row


def _clock(one: LoadedCase) -> Clock:
    clock = clock_row(one.new)
    if one.closed_at:
        clock.stopped_at = one.closed_at
        clock.state = ClockState.MET if one.closed_at < clock.due_at else ClockState.MISSED
        if one.outcome in (Outcome.NOT_OURS, Outcome.DUPLICATE):
            clock.state = ClockState.VOID
    return clock


def _entry(case: Case, item: LoadedEntry) -> TimelineEntry:
    return TimelineEntry(
        case=case,
        at=item.at,
        kind=item.kind,
        visibility=item.visibility,
        actor=str(item.by),
        text=item.words,
        status=item.status or "",
        outcome=item.outcome or "",
        notification_id=item.notification_id,
    )


def _index(rows: list[Case], batch: list[LoadedCase]) -> None:
    values = [
        (
            row.pk,
            text.fold(
                f"{row.reference} {one.new.service_name} {row.description} {row.place} {one.new.search_words}"
            ),
        )
        for row, one in zip(rows, batch, strict=True)
    ]
    statement = (
        "INSERT INTO cases_search (rowid, words) VALUES (%s, %s)"
        if connection.vendor == "sqlite"
        else "INSERT INTO cases_search (case_id, words) VALUES (%s, to_tsvector('simple', %s))"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
