"""What every change of a case has in common: lock it, see that nobody was faster, write, tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from frontdoor.accounts import queries as accounts
from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.types import (
    ChangedMeanwhile,
    ClockState,
    EntryKind,
    Notice,
    Reporter,
    Status,
    Visibility,
)
from frontdoor.core import audit, text
from frontdoor.core.actors import Actor
from frontdoor.core.rows import Statement, write_now
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import Message, Recipient


@contextmanager
def changing(
    case_id: int, *, seen: int | None, by: Actor, at: datetime, action: str, why: str = ""
) -> Iterator[Case]:
    """One change of one case: locked, checked against the version its editor saw, audited, in one transaction.

    `seen` None is for changes nobody can have seen a page of (jobs, partner systems).
    Raises ChangedMeanwhile where the case was changed since `seen`; nothing is written then.
    """
    with audit.transaction():
        case = Case.objects.select_for_update().get(id=case_id)
        if seen is not None and case.version != seen:
            raise _changed_meanwhile(case)
        yield case
        case.version += 1
        case.updated_at = at
        case.save()
        audit.record(action, subject=f"case:{case.pk}", by=by, at=at, why=why)


def entry_row(
    case: Case,
    kind: EntryKind,
    visibility: Visibility,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    **columns: Any,
) -> TimelineEntry:
    """One thing that happened, for the case's timeline; not yet written."""
    return TimelineEntry(
        case=case, at=at, kind=kind, visibility=visibility, actor=str(by), text=words, **columns
    )


def entry(
    case: Case,
    kind: EntryKind,
    visibility: Visibility,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    **columns: Any,
) -> TimelineEntry:
    """Write one thing that happened into the case's timeline."""
    row = entry_row(case, kind, visibility, by=by, at=at, words=words, **columns)
    write_now(row)
    return row


def stop_clocks(case: Case, *, at: datetime, state: ClockState | None = None) -> None:
    """Stop those clocks that what the case has become ends, as met or missed unless `state` says otherwise.

    An open case without a running clock is due at no time.
    """
    for running in Clock.objects.filter(case=case, state=ClockState.RUNNING):
        if not policies.ends_clock(running.name, Status(case.status)):
            continue
        running.stopped_at = at
        running.state = state or (ClockState.MET if at < running.due_at else ClockState.MISSED)
        running.save(update_fields=["stopped_at", "state"])
        if case.status != Status.CLOSED:
            case.due_at = None


def message_to(
    case: Case, template: str, reporter: Reporter, *, fields: dict[str, str], once: str
) -> Message:
    """A message about the case to one reporter."""
    return Message(
        template,
        {**case_fields(case), "name": reporter.name or "customer", **fields},
        f"case:{case.pk}",
        f"{once}:{reporter.source_record_id}",
    )


def told_row(
    case: Case, template: str, notification_id: int, contact_id: int, *, by: Actor, at: datetime
) -> TimelineEntry:
    """The timeline's note that somebody was written to."""
    return entry_row(
        case,
        EntryKind.TOLD,
        Visibility.STAFF,
        by=by,
        at=at,
        words=template,
        notification_id=notification_id,
        contact_id=contact_id,
    )


def tell_reporters(
    case: Case,
    template: str,
    *,
    fields: dict[str, str],
    by: Actor,
    at: datetime,
    once: str,
    status: Status | None = None,
    only_contact_id: int | None = None,
) -> int:
    """Write a message to everybody who asked to be kept told about the case; returns to how many.

    `status` is said to whoever told us first as to them, and to the others as of that person.
    """
    links = CaseContact.objects.filter(case=case, keep_told=True, source_record__isnull=False)
    if only_contact_id is not None:
        links = links.filter(contact_id=only_contact_id)
    told: set[str] = set()
    for link in links.select_related("source_record").order_by("id"):
        record = link.source_record
        if record is None or not record.email or record.email_key in told:
            continue
        told.add(record.email_key)
        reporter = Reporter(record.pk, record.name, record.email)
        said = dict(fields)
        if status is not None:
            said["status"] = status.words if link.notice == Notice.FIRST else status.public_words
        notification_id = notifications.tell(
            message_to(case, template, reporter, fields=said, once=once),
            Recipient(record.email, source_record_id=record.pk),
            at=at,
        )
        if notification_id is not None:
            told_row(case, template, notification_id, link.contact_id, by=by, at=at).save(force_insert=True)
    return len(told)


def tell_staff(
    case: Case, user_id: int, template: str, *, at: datetime, once: str, fields: dict[str, str] | None = None
) -> int | None:
    """Write a message to a member of staff about the case."""
    user = accounts.user(user_id)
    if user is None or not user.is_active:
        return None
    return notifications.tell(
        Message(
            template,
            {**case_fields(case), "name": user.name, **(fields or {}), "link": staff_link(case)},
            f"case:{case.pk}",
            f"{once}:staff:{user_id}",
        ),
        Recipient(user.email, user_id=user.pk),
        at=at,
    )


def case_fields(case: Case) -> dict[str, str]:
    """What every message about a case may say."""
    return {
        "reference": case.reference,
        "service": case.title,
        "place": case.place or "the place you chose on the map",
        "summary": text.one_line(case.description)[:300],
        "link": f"{settings.ADDRESS}/follow/{case.reference}/",
    }


def staff_link(case: Case) -> str:
    return f"{settings.ADDRESS}/desk/cases/{case.reference}/"


def indexed(case_id: int, words: str) -> Statement:
    """What makes the case findable by these words."""
    sql = (
        "INSERT INTO cases_search (rowid, words) VALUES (%s, %s)"
        if connection.vendor == "sqlite"
        else "INSERT INTO cases_search (case_id, words) VALUES (%s, to_tsvector('simple', %s))"
    )
    return Statement(sql, [case_id, " ".join(text.words(words))])


_WHAT = {
    EntryKind.ASSIGNED: "it has a new owner",
    EntryKind.TRANSFERRED: "it went to another team",
    EntryKind.REPLY: "a reply was sent",
    EntryKind.NOTE: "a note was added",
    EntryKind.CUSTOMER_SAID: "there are new words from the customer",
    EntryKind.PARTNER_SAID: "there is news from a partner",
    EntryKind.JOINED: "another report was joined to it",
}
_WHO = {"customer": "A customer", "public": "A customer", "key": "A partner"}


def _changed_meanwhile(case: Case) -> ChangedMeanwhile:
    # messages that went out follow from something: that is what somebody did
    last = TimelineEntry.objects.filter(case=case).exclude(kind=EntryKind.TOLD).order_by("-id").first()
    if last is None:
        return ChangedMeanwhile("Somebody", "there is something new")
    kind, _, number = last.actor.partition(":")
    user = accounts.user(int(number)) if kind == "staff" else None
    who = user.name if user else _WHO.get(kind, "Somebody")
    if last.kind == EntryKind.STATUS:
        return ChangedMeanwhile(who, f"it is now “{Status(last.status).staff_words}”")
    return ChangedMeanwhile(who, _WHAT.get(EntryKind(last.kind), "there is something new"))
