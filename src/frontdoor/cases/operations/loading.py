"""Bulk loading of cases that have a history already: imports, migration, demonstration data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection

from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry, Transfer
from frontdoor.cases.operations.changing import case_fields, staff_link
from frontdoor.cases.operations.opening import case_row, clock_row
from frontdoor.cases.types import ClockState, EntryKind, NewCase, Notice, Outcome, Status, Visibility
from frontdoor.core import references, text
from frontdoor.core.actors import Actor
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import Message, Recipient


@dataclass(frozen=True, slots=True)
class LoadedMessage:
    """A message that went out with a loaded entry: its template, and the fields that the case has not."""

    template: str
    fields: Mapping[str, str]
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class LoadedEntry:
    """One thing that happened to a loaded case. `sent` are the messages that told people of it."""

    at: datetime
    kind: EntryKind
    visibility: Visibility
    by: Actor
    words: str = ""
    status: Status | None = None
    outcome: Outcome | None = None
    notification_id: int | None = None
    contact_id: int | None = None
    sent: Sequence[LoadedMessage] = ()


@dataclass(frozen=True, slots=True)
class LoadedNotice:
    """A further contact about a loaded case: another report of the same, or more about it."""

    contact_id: int
    source_record_id: int | None
    notice: Notice
    noticed_at: datetime
    keep_told: bool


@dataclass(frozen=True, slots=True)
class LoadedTransfer:
    """A loaded case went from one team to another."""

    from_team_id: int
    to_team_id: int
    why: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as it stands after its history: where it is now and what happened.

    `reference` is kept where it is free; without one, or where it is taken, the case gets a new one.
    `keep_told` is of the first reporter. `told_overdue_at` says that staff know of the clock that ran out.
    """

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
    reference: str = ""
    keep_told: bool = True
    notices: Sequence[LoadedNotice] = ()
    transfers: Sequence[LoadedTransfer] = ()
    told_overdue_at: datetime | None = None


_Pairs = list[tuple[Case, LoadedCase]]


def load(cases: Iterable[LoadedCase]) -> list[Case]:
    """Write many cases with clocks, notices, timelines and search words, in the caller's transaction.

    Nobody is told anything now: the messages of entries are kept as sent. The caller writes one audit entry
    for the batch.
    """
    batch = list(cases)
    chosen = _free_references([one.reference for one in batch])
    pairs = [(_case(one, reference), one) for one, reference in zip(batch, chosen, strict=True)]
    clocks = [_clock(row, one) for row, one in pairs if one.new.promise]
    Case.objects.bulk_create([row for row, _ in pairs], batch_size=200)
    Clock.objects.bulk_create(clocks, batch_size=500)
    links = [link for row, one in pairs for link in _links(row, one)]
    CaseContact.objects.bulk_create(links, batch_size=500)
    moves = [_transfer(row, moved) for row, one in pairs for moved in one.transfers]
    Transfer.objects.bulk_create(moves, batch_size=500)
    _load_entries(pairs)
    _index(pairs)
    return [row for row, _ in pairs]


def _free_references(wanted: Sequence[str]) -> list[str]:
    """A reference no case has for each of these: the one wanted, or a random one where it is taken or none."""
    chosen = [one or references.new() for one in wanted]
    for _ in range(20):
        used = set(Case.objects.filter(reference__in=chosen).values_list("reference", flat=True))
        clashes = 0
        for place, reference in enumerate(chosen):
            if reference in used:
                chosen[place] = references.new()
                clashes += 1
            used.add(reference)
        if not clashes:
            return chosen
    raise IntegrityError("no free references found")


def _case(one: LoadedCase, reference: str) -> Case:
    row = case_row(one.new, at=one.opened_at, reference=reference)
    row.status, row.outcome = one.status, one.outcome or ""
    row.explanation, row.closed_at = one.explanation, one.closed_at
    row.updated_at, row.owner_id = one.updated_at, one.owner_id
    row.version = max(1, len({entry.at for entry in one.entries}))
    return row


def _clock(row: Case, one: LoadedCase) -> Clock:
    """The clock of a case with a promise; the case repeats when it is due."""
    clock = clock_row(one.new)
    row.due_at = clock.due_at
    clock.case = row
    clock.told_overdue_at = one.told_overdue_at
    ended = [
        entry.at for entry in one.entries if entry.status and policies.ends_clock(clock.name, entry.status)
    ]
    if one.closed_at:
        ended.append(one.closed_at)
    elif ended:
        row.due_at = None
    if ended:
        clock.stopped_at = min(ended)
        clock.state = ClockState.MET if clock.stopped_at < clock.due_at else ClockState.MISSED
        if one.outcome in (Outcome.NOT_OURS, Outcome.DUPLICATE):
            clock.state = ClockState.VOID
    return clock


def _links(row: Case, one: LoadedCase) -> list[CaseContact]:
    first = LoadedNotice(
        one.new.contact_id, one.new.source_record_id, Notice.FIRST, one.new.noticed_at, one.keep_told
    )
    return [
        CaseContact(
            case=row,
            contact_id=notice.contact_id,
            source_record_id=notice.source_record_id,
            notice=notice.notice,
            noticed_at=notice.noticed_at,
            keep_told=notice.keep_told,
        )
        for notice in (first, *one.notices)
    ]


def _transfer(row: Case, moved: LoadedTransfer) -> Transfer:
    return Transfer(
        case=row,
        from_team_id=moved.from_team_id,
        to_team_id=moved.to_team_id,
        why=moved.why[:500],
        by=str(moved.by),
        at=moved.at,
    )


def _load_entries(pairs: _Pairs) -> None:
    """Write the timelines, with the messages that went out. A TOLD entry points at its message."""
    entries: list[TimelineEntry] = []
    sent: list[tuple[Message, Recipient, datetime]] = []
    tells: list[TimelineEntry | None] = []
    for row, one in pairs:
        about, fields, number = f"case:{row.pk}", case_fields(row), 0
        for item in one.entries:
            entry = _entry(row, item)
            entries.append(entry)
            for mail in item.sent:
                number += 1
                link = {"link": staff_link(row)} if mail.recipient.user_id else {}
                values = {**fields, **link, **mail.fields}
                message = Message(mail.template, values, about, f"loaded:{row.pk}:{number}")
                sent.append((message, mail.recipient, item.at))
                tells.append(entry if item.kind is EntryKind.TOLD else None)
    for told, notification_id in zip(tells, notifications.load_sent(sent), strict=True):
        if told is not None:
            told.notification_id = notification_id
    TimelineEntry.objects.bulk_create(entries, batch_size=500)


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
        contact_id=item.contact_id,
        notification_id=item.notification_id,
    )


def _index(pairs: _Pairs) -> None:
    values = [
        (
            row.pk,
            " ".join(
                text.words(
                    f"{row.reference} {one.new.service_name} {row.description} {row.place} {one.new.search_words}"
                )
            ),
        )
        for row, one in pairs
    ]
    statement = (
        "INSERT INTO cases_search (rowid, words) VALUES (%s, %s)"
        if connection.vendor == "sqlite"
        else "INSERT INTO cases_search (case_id, words) VALUES (%s, to_tsvector('simple', %s))"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
