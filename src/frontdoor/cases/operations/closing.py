"""A case ends, is opened again, or is joined to an earlier one."""

from datetime import datetime
from typing import Any

from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, TimelineEntry
from frontdoor.cases.operations.changing import changing, entry, stop_clocks, tell_reporters
from frontdoor.cases.types import ClockState, EntryKind, NotAllowed, Notice, Outcome, Status, Visibility
from frontdoor.core import audit
from frontdoor.core.actors import Actor


def close(
    *, case_id: int, outcome: Outcome, explanation: str, seen: int | None, by: Actor, at: datetime
) -> Case:
    """End a case with an outcome and an explanation the customer reads; its clock is met or missed."""
    policies.check_closing(outcome, explanation)
    with changing(case_id, seen=seen, by=by, at=at, action="case.closed") as case:
        policies.check_transition(Status(case.status), Status.CLOSED)
        end(case, outcome, explanation.strip(), by=by, at=at)
        tell_reporters(
            case,
            "case_resolved",
            fields={"status": outcome.words, "explanation": explanation.strip()},
            by=by,
            at=at,
            once=f"closed:{case.pk}:{case.version}",
        )
    return case


def reopen(*, case_id: int, why: str, seen: int | None, by: Actor, at: datetime) -> Case:
    """Open a closed case again, because it was not done. Its missed or met clock stays as it was."""
    if not why.strip():
        raise NotAllowed("Say why the case is opened again.")
    with changing(case_id, seen=seen, by=by, at=at, action="case.reopened", why=why) as case:
        policies.check_transition(Status(case.status), Status.INVESTIGATING)
        if case.status != Status.CLOSED:
            raise NotAllowed("The case is open.")
        if case.outcome == Outcome.DUPLICATE:
            raise NotAllowed("This case was joined to another. Open that one.")
        case.status, case.outcome, case.closed_at, case.explanation = Status.INVESTIGATING, "", None, ""
        case.wrote_after_closing_at = None
        entry(case, EntryKind.NOTE, Visibility.STAFF, by=by, at=at, words=f"Opened again: {why}")
        made = entry(
            case,
            EntryKind.STATUS,
            Visibility.PUBLIC,
            by=by,
            at=at,
            words="This was opened again.",
            status=Status.INVESTIGATING,
        )
        tell_reporters(
            case,
            "case_update",
            fields={"status": Status.INVESTIGATING.words, "message": "We opened your case again."},
            by=by,
            at=at,
            once=f"entry:{made.pk}",
        )
    return case


def join(*, case_id: int, to_case_id: int, seen: int, by: Actor, at: datetime) -> Case:
    """Join a case to an earlier report of the same. Every reporter's own notice goes along and is kept told."""
    with audit.transaction():
        # both locked in one order, so that two joins the other way round do not wait for each other
        both = Case.objects.select_for_update().filter(id__in=[case_id, to_case_id]).order_by("id")
        to = next((one for one in both if one.pk == to_case_id), None)
        with changing(case_id, seen=seen, by=by, at=at, action="case.joined") as case:
            if to is None or to.pk == case.pk:
                raise NotAllowed("Choose another case to join this one to.")
            _check_joining(case, to)
            _join(case, to, by=by, at=at)
    return case


def _check_joining(case: Case, to: Case) -> None:
    if to.duplicate_of_id is not None:
        raise NotAllowed("That case was itself joined to another. Join to that one.")
    if case.restricted or to.restricted:
        raise NotAllowed("A restricted case stays by itself: its reporters must not learn of each other.")
    if to.status == Status.CLOSED:
        raise NotAllowed("That case is closed. Open it again first, or close this one with an explanation.")
    policies.check_transition(Status(case.status), Status.CLOSED)


def _join(case: Case, to: Case, *, by: Actor, at: datetime) -> None:
    words = f"This was reported before. Follow {to.reference} to see what happens."
    end(case, Outcome.DUPLICATE, words, by=by, at=at, clock=ClockState.VOID)
    case.duplicate_of = to
    for link in CaseContact.objects.filter(case=case):
        CaseContact.objects.get_or_create(
            case=to,
            contact_id=link.contact_id,
            defaults={
                "source_record_id": link.source_record_id,
                "notice": Notice.ALSO_REPORTED,
                "noticed_at": link.noticed_at,
                "keep_told": link.keep_told,
            },
        )
    entry(to, EntryKind.JOINED, Visibility.STAFF, by=by, at=at, words=f"Joined by {case.reference}")
    Case.objects.filter(id=to.pk).update(version=to.version + 1, updated_at=at)
    audit.record("case.joined_by", subject=f"case:{to.pk}", by=by, at=at, joined=case.pk)
    tell_reporters(
        case,
        "case_update",
        fields={
            "status": Outcome.DUPLICATE.words,
            "message": f"Somebody told us about this before you. We work on both as {to.reference}.",
        },
        by=by,
        at=at,
        once=f"joined-case:{case.pk}",
    )


def end(
    case: Case,
    outcome: Outcome,
    explanation: str,
    *,
    by: Actor,
    at: datetime,
    clock: ClockState | None = None,
    **said: Any,
) -> TimelineEntry:
    case.status, case.outcome, case.explanation, case.closed_at = Status.CLOSED, outcome, explanation, at
    stop_clocks(case, at=at, state=clock)
    return entry(
        case,
        EntryKind.STATUS,
        Visibility.PUBLIC,
        by=by,
        at=at,
        words=explanation,
        status=Status.CLOSED,
        outcome=outcome,
        **said,
    )
