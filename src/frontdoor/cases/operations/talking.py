"""Words about a case: to the customer, among staff, from partner systems."""

from datetime import datetime
from typing import Any

from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, TimelineEntry
from frontdoor.cases.operations.after_closing import wrote_after_closing
from frontdoor.cases.operations.changing import changing, entry, stop_clocks, tell_reporters
from frontdoor.cases.operations.closing import end
from frontdoor.cases.types import EntryKind, NotAllowed, Notice, Outcome, Status, Visibility
from frontdoor.contacts import operations as contacts
from frontdoor.contacts.types import Channel
from frontdoor.core import crash
from frontdoor.core.actors import Actor


def reply(*, case_id: int, words: str, seen: int, by: Actor, at: datetime) -> Case:
    """Write to the customer on the channel we can reach them by. Raises NotAllowed where there is none."""
    if not words.strip():
        raise NotAllowed("Write your reply.")
    with changing(case_id, seen=seen, by=by, at=at, action="case.replied") as case:
        contact_id = contacts.reply(
            channel=Channel.EMAIL,
            body=words,
            source_record_id=case.source_record_id,
            service_id=case.service_id,
            by=by,
            at=at,
        )
        made = entry(
            case, EntryKind.REPLY, Visibility.CUSTOMER, by=by, at=at, words=words, contact_id=contact_id
        )
        first = CaseContact.objects.filter(case=case).order_by("id").first()
        told = tell_reporters(
            case,
            "case_reply",
            fields={"message": words},
            by=by,
            at=at,
            once=f"entry:{made.pk}",
            only_contact_id=first.contact_id if first else 0,
        )
        if not told:
            raise NotAllowed("We have no e-mail address for this customer. Call them, and write a note.")
        case.wrote_after_closing_at = None
        crash.point("reply.written")
    crash.point("reply.committed")
    return case


def note(*, case_id: int, words: str, seen: int | None, by: Actor, at: datetime) -> Case:
    """Write a note that only staff read. A note never clashes with other people's work, so `seen` may be None."""
    if not words.strip():
        raise NotAllowed("Write your note.")
    with changing(case_id, seen=seen, by=by, at=at, action="case.noted") as case:
        entry(case, EntryKind.NOTE, Visibility.STAFF, by=by, at=at, words=words)
        case.wrote_after_closing_at = None
    return case


def partner_update(
    *,
    case_id: int,
    contact_id: int,
    source_record_id: int | None,
    external_id: str,
    says: str,
    words: str,
    for_staff: str = "",
    by: Actor,
    at: datetime,
) -> TimelineEntry:
    """A partner system says something about a case, once by the id it gave: IntegrityError for that id again.

    `says` is a status word of Open311's extension (policies.FROM_OPEN311; KeyError for another). A status the
    rules do not allow now is kept as words only, so that nothing a partner says is lost.
    """
    with changing(case_id, seen=None, by=by, at=at, action="case.partner_said") as case:
        CaseContact.objects.create(
            case=case,
            contact_id=contact_id,
            source_record_id=source_record_id,
            notice=Notice.MORE,
            noticed_at=at,
            keep_told=False,
        )
        if for_staff:
            entry(case, EntryKind.NOTE, Visibility.STAFF, by=by, at=at, words=for_staff)
        change = policies.partner_change(says, now=Status(case.status), outcome=case.outcome)
        said = {"external_id": external_id, "contact_id": contact_id}
        if change is not None:
            return _partner_changed(case, *change, words, said, by=by, at=at)
        if case.status == Status.CLOSED and words and not policies.says_closed(says):
            wrote_after_closing(case, words, at=at)
        return entry(
            case,
            EntryKind.PARTNER_SAID,
            Visibility.PUBLIC,
            by=by,
            at=at,
            words=words,
            status=case.status,
            outcome=case.outcome,
            **said,
        )


def _partner_changed(
    case: Case,
    status: Status,
    outcome: Outcome | None,
    words: str,
    said: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> TimelineEntry:
    if status is Status.CLOSED:
        ended = outcome or Outcome.RESOLVED
        made = end(case, ended, words or "Our partner says this is done.", by=by, at=at, **said)
        template, shown = "case_resolved", {"status": ended.words}
    else:
        if case.status == Status.CLOSED:
            case.outcome, case.closed_at, case.explanation = "", None, ""
            case.wrote_after_closing_at = None
        case.status = status
        stop_clocks(case, at=at)
        made = entry(
            case, EntryKind.STATUS, Visibility.PUBLIC, by=by, at=at, words=words, status=status, **said
        )
        template, shown = "case_update", {}
    tell_reporters(
        case,
        template,
        fields={**shown, "message": words, "explanation": words},
        status=None if shown else status,
        by=by,
        at=at,
        once=f"entry:{made.pk}",
    )
    return made
