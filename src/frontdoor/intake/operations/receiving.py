"""An approach becomes contact, customer and case: all of it in one transaction, or nothing."""

from datetime import datetime

from django.db import IntegrityError

from frontdoor.cases import operations as cases
from frontdoor.cases import queries as case_queries
from frontdoor.cases.types import NewCase, NotAllowed, Reporter
from frontdoor.contacts import operations as contacts
from frontdoor.contacts import queries as contact_queries
from frontdoor.contacts.types import Channel
from frontdoor.core import audit, crash
from frontdoor.core.actors import Actor
from frontdoor.core.rows import deletion
from frontdoor.customers import operations as customers
from frontdoor.customers.types import Identity
from frontdoor.intake import policies, queries
from frontdoor.intake.models import Draft, Submission
from frontdoor.intake.types import Approach, PartnerUpdate, Receipt, Settled
from frontdoor.organisation.types import Handoff

_TRIES = 5


def receive(approach: Approach, *, by: Actor, at: datetime) -> Receipt:
    """Write everything that follows from somebody asking for a service, once for each `approach.key`.

    What another body looks after is handed on: the case is closed with the explanation and starts no clock.
    """
    settled = queries.settle(approach.where, approach.service, approach.answers)
    for attempt in range(_TRIES):
        try:
            with audit.transaction():
                receipt = _write(approach, settled, by=by, at=at)
            break
        except IntegrityError:
            # sent before, or at the same time: that one counts. Otherwise a random reference was taken.
            done = queries.submitted(approach.key)
            if done is not None:
                return done
            if attempt == _TRIES - 1:
                raise
    crash.point("submit.committed")
    return receipt


def join_report(approach: Approach, *, reference: str, by: Actor, at: datetime) -> Receipt | None:
    """ "It is this one": the approach joins an open public report. None where that report is gone.

    Its words, photos and time of notice are kept with its own contact.
    """
    done = queries.submitted(approach.key)
    if done is not None:
        return done
    case = case_queries.public().filter(reference=reference).exclude(status="closed").first()
    if case is None:
        return None
    try:
        with audit.transaction():
            return _write_joining(approach, case, by=by, at=at)
    except NotAllowed:
        return None  # closed in this very moment
    except IntegrityError:
        done = queries.submitted(approach.key)  # sent twice at the same time: the other one counts
        if done is None:
            raise
        return done


def _write_joining(approach: Approach, case: case_queries.Case, *, by: Actor, at: datetime) -> Receipt:
    record_id = _source_record(approach.identity, approach.channel, by=by, at=at)
    contact_id = _contact(approach, record_id, by=by, at=at)
    cases.also_reported(
        case_id=case.pk,
        contact_id=contact_id,
        source_record_id=record_id,
        keep_told=bool(approach.identity.email),
        by=by,
        at=at,
    )
    _submission(approach, contact_id, case.pk, at=at)
    return Receipt(case.pk, case.reference, contact_id)


def say_more(
    *, case_id: int, source_record_id: int, service_id: int, words: str, key: str, by: Actor, at: datetime
) -> bool:
    """A customer adds words to their case, once for each `key`; False where it was said before."""
    if contact_queries.known("portal", key):
        return False
    received = contacts.Received(
        Channel.WEB,
        words,
        at,
        source_record_id=source_record_id,
        service_id=service_id,
        source="portal",
        external_id=key,
    )
    try:
        with audit.transaction():
            contact_id = contacts.receive(received, by=by)
            cases.more_said(
                case_id=case_id,
                contact_id=contact_id,
                source_record_id=source_record_id,
                words=words,
                by=by,
                at=at,
            )
    except IntegrityError:
        if not contact_queries.known("portal", key):
            raise
        return False  # said twice at the same time: the other one counts
    return True


def partner_says(update: PartnerUpdate, *, by: Actor, at: datetime) -> int:
    """Keep what a partner system says about a case, once for each `external_id`; the id of its timeline entry.

    Raises KeyError for a status word that is none.
    """
    for attempt in range(2):
        known = case_queries.timeline_entry_by_external_id(update.case_id, update.external_id)
        if known is not None:
            return known.pk
        try:
            with audit.transaction():
                return _write_update(update, by=by, at=at)
        except IntegrityError:
            # the same update came twice at the same time: the other one was written
            if attempt:
                raise
    raise AssertionError("unreachable")


def _write_update(update: PartnerUpdate, *, by: Actor, at: datetime) -> int:
    record_id = _source_record(update.identity, Channel.OPEN311, by=by, at=at)
    contact_id = contacts.receive(
        contacts.Received(
            Channel.OPEN311,
            update.words,
            at,
            source_record_id=record_id,
            service_id=update.service_id,
            files=update.files,
        ),
        by=by,
    )
    entry = cases.partner_update(
        case_id=update.case_id,
        contact_id=contact_id,
        source_record_id=record_id,
        external_id=update.external_id,
        says=update.says,
        words=update.words,
        for_staff=update.for_staff,
        by=by,
        at=at,
    )
    return entry.pk


def signpost(approach: Approach, *, body_id: int, by: Actor, at: datetime) -> int:
    """Count that somebody came to us with another body's matter and was told where to go. No case."""
    with audit.transaction():
        return contacts.receive(
            contacts.Received(
                approach.channel, "", at, service_id=approach.service.id, signposted_to_id=body_id
            ),
            by=by,
        )


def _write(approach: Approach, settled: Settled, *, by: Actor, at: datetime) -> Receipt:
    service, responsibility = approach.service, settled.responsibility
    handed_on = (
        ""
        if responsibility.handoff is Handoff.OURS
        else policies.handed_on_words(
            responsibility.body_name, responsibility.asset_name, responsibility.explanation
        )
    )
    identity = approach.identity
    record_id = _source_record(identity, approach.channel, by=by, at=at)
    contact_id = _contact(approach, record_id, by=by, at=at)
    case = cases.open_case(
        NewCase(
            service_id=service.id,
            service_name=service.name,
            form_version_id=service.form_version_id,
            team_id=service.team_id,
            contact_id=contact_id,
            source_record_id=record_id,
            title=service.name,
            description=approach.description,
            where=settled.where,
            body_id=responsibility.body_id,
            noticed_at=approach.noticed_at or at,
            promise=(service.standard.clock, service.standard.limit),
            promise_words=service.standard.promise,
            reporter=Reporter(record_id, identity.name, identity.email) if record_id else None,
            pass_on_to=responsibility.body_email if responsibility.handoff is Handoff.FORWARD else "",
            is_public=service.public_reports and not service.restricted,
            restricted=service.restricted,
            search_words=f"{identity.name} {identity.postcode}",
            for_staff=approach.for_staff,
        ),
        by=by,
        at=at,
        handed_on=handed_on,
    )
    _submission(approach, contact_id, case.pk, at=at)
    return Receipt(case.pk, case.reference, contact_id, handed_on)


def _source_record(identity: Identity, channel: Channel, *, by: Actor, at: datetime) -> int | None:
    if not identity:
        return None
    return customers.keep(identity, source=channel.value, by=by, at=at).source_record_id


def _contact(approach: Approach, source_record_id: int | None, *, by: Actor, at: datetime) -> int:
    return contacts.receive(
        contacts.Received(
            approach.channel,
            approach.description,
            at,
            source_record_id=source_record_id,
            service_id=approach.service.id,
            source=approach.source,
            external_id=approach.external_id,
            files=approach.files,
            public_files=False,
        ),
        by=by,
    )


def _submission(approach: Approach, contact_id: int, case_id: int, *, at: datetime) -> None:
    submission = Submission(
        key=approach.key,
        contact_id=contact_id,
        case_id=case_id,
        form_version_id=approach.service.form_version_id,
        answers=dict(approach.answers),
        sent_at=at,
    )
    audit.at_the_end(submission)
    if approach.draft_id is not None:
        audit.at_the_end(deletion(Draft, approach.draft_id))
