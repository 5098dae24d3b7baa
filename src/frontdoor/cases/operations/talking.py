"""Words about a case: to the customer, among staff, from partner systems."""

from datetime import datetime

from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, TimelineEntry
from frontdoor.cases.operations.changing import changing, entry, tell_reporters
from frontdoor.cases.operations.closing import end
from frontdoor.cases.types import EntryKind, NotAllowed, Outcome, Status, Visibility
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
        crash.point("reply.written")
    crash.point("reply.committed")
    return case


def note(*, case_id: int, words: str, seen: int | None, by: Actor, at: datetime) -> Case:
    """Write a note that only staff read. A note never clashes with other people's work, so `seen` may be None."""
    if not words.strip():
        raise NotAllowed("Write your note.")
    with changing(case_id, seen=seen, by=by, at=at, action="case.noted") as case:
        entry(case, EntryKind.NOTE, Visibility.STAFF, by=by, at=at, words=words)
    return case


def partner_update(
    *,
    case_id: int,
    external_id: str,
    status: Status | None,
    outcome: Outcome | None,
    words: str,
    by: Actor,
    at: datetime,
) -> TimelineEntry:
    """A partner system says something about a case: once, by the id it gave (the same id again changes nothing).

    A status the rules do not allow now is kept as words only, so that nothing a partner says is lost.
    """
    known = TimelineEntry.objects.filter(case_id=case_id, external_id=external_id).first()
    if known is not None:
        return known
    with changing(case_id, seen=None, by=by, at=at, action="case.partner_said") as case:
        made = entry(
            case,
            EntryKind.PARTNER_SAID,
            Visibility.PUBLIC,
            by=by,
            at=at,
            words=words,
            external_id=external_id,
        )
        if status is None or status not in policies.TRANSITIONS[Status(case.status)]:
            return made
        if status is Status.CLOSED:
            end(case, outcome or Outcome.RESOLVED, words or "Our partner says this is done.", by=by, at=at)
        else:
            if case.status == Status.CLOSED:
                case.outcome, case.closed_at, case.explanation = "", None, ""
            case.status = status
            entry(case, EntryKind.STATUS, Visibility.PUBLIC, by=by, at=at, status=status)
        shown = (outcome or Outcome.RESOLVED).words if status is Status.CLOSED else status.words
        template = "case_resolved" if status is Status.CLOSED else "case_update"
        tell_reporters(
            case,
            template,
            fields={"status": shown, "message": words, "explanation": words},
            by=by,
            at=at,
            once=f"entry:{made.pk}",
        )
    return made
