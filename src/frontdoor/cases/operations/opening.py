"""A case begins, and others report the same."""

from datetime import datetime

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.cases.operations.after_closing import wrote_after_closing
from frontdoor.cases.operations.changing import (
    case_fields,
    changing,
    entry,
    entry_row,
    indexed,
    message_to,
    tell_reporters,
    told_row,
)
from frontdoor.cases.types import (
    ClockState,
    EntryKind,
    NewCase,
    NotAllowed,
    Notice,
    Outcome,
    Status,
    Visibility,
)
from frontdoor.core import audit, cells, clocks, crash, references
from frontdoor.core.actors import Actor
from frontdoor.core.clocks import LONDON
from frontdoor.core.rows import write_now
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import Message, Recipient
from frontdoor.organisation import queries as organisation


def open_case(new: NewCase, *, by: Actor, at: datetime, handed_on: str = "") -> Case:
    """Open a case with its clock, timeline, first notice, index and message, in the caller's transaction.

    With `handed_on` (why it is another body's) the case is closed at once as passed on, and no clock starts.
    Raises IntegrityError in the rare case that its random reference is taken: the caller tries again.
    """
    with audit.transaction():
        case = case_row(new, at=at, handed_on=handed_on)
        clock = clock_row(new) if new.promise and not handed_on else None
        case.due_at = clock.due_at if clock else None
        write_now(case)
        first_notice = CaseContact(
            case=case,
            contact_id=new.contact_id,
            source_record_id=new.source_record_id,
            notice=Notice.FIRST,
            noticed_at=new.noticed_at,
        )
        words = f"{case.reference} {new.service_name} {case.description} {case.place} {new.search_words}"
        audit.at_the_end(first_notice, indexed(case.pk, words))
        if clock:
            clock.case = case
            audit.at_the_end(clock)
        happened = _opening(case, new, handed_on, by=by, at=at)
        crash.point("submit.case_written")
        told = _tell_reporter(case, new, handed_on, at=at)
        if told is not None:
            template, notification_id = told
            happened.append(told_row(case, template, notification_id, new.contact_id, by=by, at=at))
        if handed_on and new.pass_on_to:
            happened.append(_pass_on(case, new, by=by, at=at))
        audit.at_the_end(*happened)
        audit.record("case.opened", subject=f"case:{case.pk}", by=by, at=at, contact=new.contact_id)
    return case


def _opening(case: Case, new: NewCase, handed_on: str, *, by: Actor, at: datetime) -> list[TimelineEntry]:
    opened = entry_row(
        case,
        EntryKind.OPENED,
        Visibility.PUBLIC,
        by=by,
        at=at,
        contact_id=new.contact_id,
        status=Status.RECEIVED,
    )
    happened = [opened]
    if new.for_staff:
        happened.append(entry_row(case, EntryKind.NOTE, Visibility.STAFF, by=by, at=at, words=new.for_staff))
    if not handed_on:
        return happened
    passed_on = entry_row(
        case,
        EntryKind.STATUS,
        Visibility.PUBLIC,
        by=by,
        at=at,
        words=handed_on,
        status=Status.CLOSED,
        outcome=Outcome.NOT_OURS,
    )
    return [*happened, passed_on]


def _tell_reporter(case: Case, new: NewCase, handed_on: str, *, at: datetime) -> tuple[str, int] | None:
    """Write the first message about a new case; the template and the notification's id."""
    if new.reporter is None or not new.reporter.email:
        return None
    template = "handed_on" if handed_on else "case_received"
    fields = {"explanation": handed_on, "due": day_words(case.due_at), "promise": new.promise_words}
    notification_id = notifications.tell_first(
        message_to(case, template, new.reporter, fields=fields, once=f"opened:{case.pk}"),
        Recipient(new.reporter.email, source_record_id=new.reporter.source_record_id),
        at=at,
    )
    return template, notification_id


def _pass_on(case: Case, new: NewCase, *, by: Actor, at: datetime) -> TimelineEntry:
    """Write to the body whose it is: what was said and where, and nothing about who said it."""
    notification_id = notifications.tell_first(
        Message(
            "passed_on",
            {**case_fields(case), "message": case.description},
            f"case:{case.pk}",
            f"passed-on:{case.pk}",
        ),
        Recipient(new.pass_on_to),
        at=at,
    )
    return told_row(case, "passed_on", notification_id, new.contact_id, by=by, at=at)


def also_reported(
    *, case_id: int, contact_id: int, source_record_id: int | None, keep_told: bool, by: Actor, at: datetime
) -> Case:
    """Somebody else reports the same: their notice and its time are kept, and they are told from now on.

    Raises NotAllowed where the case is closed by now: nobody would look at theirs.
    """
    with changing(case_id, seen=None, by=by, at=at, action="case.also_reported") as case:
        if case.status == Status.CLOSED:
            raise NotAllowed("This case is closed.")
        CaseContact.objects.create(
            case=case,
            contact_id=contact_id,
            source_record_id=source_record_id,
            notice=Notice.ALSO_REPORTED,
            noticed_at=at,
            keep_told=keep_told,
        )
        entry(case, EntryKind.JOINED, Visibility.PUBLIC, by=by, at=at, contact_id=contact_id)
        if keep_told:
            tell_reporters(
                case,
                "report_joined",
                fields={},
                status=Status(case.status),
                by=by,
                at=at,
                once=f"joined:{contact_id}",
                only_contact_id=contact_id,
            )
    return case


def more_said(
    *, case_id: int, contact_id: int, source_record_id: int | None, words: str, by: Actor, at: datetime
) -> Case:
    """The customer said more about their case: it is in the timeline, and of a closed case somebody is told."""
    with changing(case_id, seen=None, by=by, at=at, action="case.customer_said") as case:
        CaseContact.objects.create(
            case=case,
            contact_id=contact_id,
            source_record_id=source_record_id,
            notice=Notice.MORE,
            noticed_at=at,
            keep_told=False,
        )
        entry(
            case,
            EntryKind.CUSTOMER_SAID,
            Visibility.CUSTOMER,
            by=by,
            at=at,
            words=words,
            contact_id=contact_id,
        )
        if case.status == Status.CLOSED:
            wrote_after_closing(case, words, at=at)
    return case


def day_words(due_at: datetime | None) -> str:
    """The last day of a time limit as people read it: Friday 27 November 2026."""
    if due_at is None:
        return ""
    day = clocks.last_day(due_at).astimezone(LONDON)
    return f"{day:%A} {day.day} {day:%B %Y}"


def case_row(new: NewCase, *, at: datetime, handed_on: str = "", reference: str = "") -> Case:
    """The row of a new case, not yet written. Without a `reference` it gets a random one."""
    where = new.where
    point = where.point
    return Case(
        reference=reference or references.new(),
        service_id=new.service_id,
        form_version_id=new.form_version_id,
        source_record_id=new.source_record_id,
        team_id=new.team_id,
        body_id=new.body_id,
        status=Status.CLOSED if handed_on else Status.RECEIVED,
        outcome=Outcome.NOT_OURS if handed_on else "",
        explanation=handed_on,
        closed_at=at if handed_on else None,
        title=new.title[:200],
        description=new.description,
        place=where.text[:520],
        lat=point.lat if point else None,
        long=point.long if point else None,
        cell=cells.cell_of(point) if point else None,
        uprn=where.uprn,
        postcode=where.postcode,
        division_id=where.division_id,
        ward_id=where.ward_id,
        parish_id=where.parish_id,
        asset_id=where.asset_id,
        is_public=new.is_public,
        restricted=new.restricted,
        opened_at=at,
        updated_at=at,
    )


def clock_row(new: NewCase) -> Clock:
    """The clock of the service's promise. It starts when we were first told, not when we got round to it."""
    assert new.promise is not None
    name, limit = new.promise
    return Clock(
        name=name,
        limit_amount=limit.amount,
        limit_unit=limit.unit.value,
        started_at=new.noticed_at,
        due_at=clocks.due(limit, new.noticed_at, organisation.calendar()),
        state=ClockState.RUNNING,
    )
