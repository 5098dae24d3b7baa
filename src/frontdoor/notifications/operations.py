"""Writes of the outbox: a message is written with what it tells about, and sent once."""

import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from frontdoor.core import audit, crash, jobs
from frontdoor.core.actors import Actor
from frontdoor.core.loading import Loaded, bring_in
from frontdoor.core.rows import write_now
from frontdoor.notifications import policies, queries
from frontdoor.notifications.adapters import smtp
from frontdoor.notifications.adapters.smtp import Mail, MailServer, Outcome
from frontdoor.notifications.models import Notification, Template
from frontdoor.notifications.types import Delivery, Message, Recipient, TemplateDetails
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.operations import pack_changed

DELIVER = "notifications.deliver"
_WAITS = tuple(timedelta(minutes=m) for m in (0.5, 2, 5, 15, 30, 60, 120, 240, 480, 960))
_PATIENCE = (
    0.5,
    2.0,
    5.0,
    10.0,
)  # seconds: what a server said must not be lost with a moment's database fault
_LONGEST_WITHOUT_SERVER = timedelta(hours=1)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The mail server of this installation (SMTP_URL), connected to when it is first used."""
    council = organisation.council()
    sender, name = (council.email, council.name) if council else (f"noreply@{_mail_domain()}", "")
    with closing(smtp.server(settings.SMTP_URL, sender=sender, sender_name=name)) as server:
        yield server


def mail_goes_again(*, at: datetime) -> None:
    """Somebody set up a mail server: what waited for one is sent now."""
    if settings.SMTP_URL:
        jobs.hurry(DELIVER, at=at)


def tell(message: Message, recipient: Recipient, *, at: datetime) -> int | None:
    """Write a message into the outbox, in the caller's transaction; a job sends it after the commit.

    Returns its id, or None where there is nobody to write to or it was told before (same `once`).
    Raises LookupError where the council has no such template.
    """
    if not recipient.address or Notification.objects.filter(once=message.once).exists():
        return None
    return tell_first(message, recipient, at=at)


def tell_first(message: Message, recipient: Recipient, *, at: datetime) -> int:
    """As `tell`, where nothing can have been told before: about something that is just being made."""
    row = _row(message, recipient, at=at)
    write_now(row)
    audit.at_the_end(jobs.row(DELIVER, {"notification": row.pk}, run_at=at))
    notification_id: int = row.pk
    return notification_id


def deliver(notification_id: int, *, server: MailServer, at: datetime) -> None:
    """Send one message, now. Safe to run again after a crash: an outcome that nobody knows is said to be unknown.

    Raises jobs.Later where it was certainly not sent and should be tried again.
    """
    row = Notification.objects.filter(id=notification_id).first()
    if row is None or row.delivery in (Delivery.SENT, Delivery.FAILED, Delivery.UNKNOWN):
        return
    if row.delivery == Delivery.SENDING:
        # an earlier try was cut off between handing over and hearing the answer
        _settle(row, Delivery.UNKNOWN, "The connection was lost while sending. It may have arrived.", at=at)
        return
    crash.point("notify.before_sending")
    mail = Mail(row.address, row.subject, row.body, row.message_id, row.created_at)

    def about_to_hand_over() -> bool:
        mine = Notification.objects.filter(id=row.pk, delivery=Delivery.WAITING)
        taken = bool(mine.update(delivery=Delivery.SENDING, tried_at=at))
        crash.point("notify.sending_committed")
        return taken

    result = server.send(mail, about_to_hand_over=about_to_hand_over)
    crash.point("notify.before_sent_commit")
    if result.outcome is Outcome.ACCEPTED:
        _settle(row, Delivery.SENT, "", at=at)
    elif result.outcome is Outcome.REFUSED:
        _settle(row, Delivery.FAILED, result.reason, at=at)
    elif result.outcome is Outcome.UNKNOWN:
        _settle(row, Delivery.UNKNOWN, result.reason, at=at)
    elif result.outcome is Outcome.LATER:
        _try_later(row, result.reason, at=at)
    elif result.outcome is Outcome.NO_SERVER:
        Notification.objects.filter(id=row.pk).update(last_error=result.reason[:300])
        wait = min(_LONGEST_WITHOUT_SERVER, max(_WAITS[0], at - row.created_at))
        raise jobs.Later(result.reason, wait=wait, counts=False)


def send_again(*, notification_id: int, by: Actor, at: datetime, why: str) -> bool:
    """Somebody decided to send a failed or unknown message again: same Message-ID, so a copy can be recognised."""
    with audit.transaction():
        changed = Notification.objects.filter(
            id=notification_id, delivery__in=[Delivery.FAILED, Delivery.UNKNOWN]
        ).update(delivery=Delivery.WAITING, attempts=0)
        if changed:
            jobs.enqueue(DELIVER, {"notification": notification_id}, run_at=at)
            audit.record(
                "notification.sent_again", subject=f"notification:{notification_id}", by=by, at=at, why=why
            )
    return bool(changed)


def load(templates: Iterable[TemplateDetails], *, by: Actor, at: datetime) -> Loaded:
    """Bring the wording of messages in line with the pack. Raises ValueError for a field nobody fills."""
    wanted = {}
    for one in templates:
        unknown = policies.unknown_fields(one.subject + one.body)
        if unknown:
            raise ValueError(f"template {one.code}: there is no field {', '.join(unknown)}")
        wanted[f"{one.code}/{one.channel}"] = {
            "code": one.code,
            "channel": one.channel,
            "subject": one.subject,
            "body": one.body,
        }
    with audit.transaction():
        done = bring_in(Template, wanted, key="key", at=at)
        if done:
            audit.record("templates.loaded", subject="council:1", by=by, at=at)
            pack_changed(at=at)
    organisation.forget_cached()
    return done


def load_sent(
    messages: Iterable[tuple[Message, Recipient, datetime]],
) -> list[int]:
    """Bulk loading of messages that were sent in the past (demonstration, migration): nothing goes out."""
    rows = []
    for message, recipient, at in messages:
        row = _row(message, recipient, at=at)
        row.delivery, row.attempts = Delivery.SENT, 1
        row.sent_at = row.tried_at = at
        rows.append(row)
    Notification.objects.bulk_create(rows, batch_size=500)
    return [row.pk for row in rows]


def _row(message: Message, recipient: Recipient, *, at: datetime) -> Notification:
    """A message for the outbox, not yet written. Raises LookupError where the council has no such template."""
    template = queries.template(message.template)
    if template is None:
        raise LookupError(f"the council pack has no template {message.template}")
    council = organisation.council()
    fields = {
        "council": council.name if council else "",
        "council_phone": council.phone if council else "",
        "council_email": council.email if council else "",
        **message.fields,
    }
    return Notification(
        template=message.template,
        channel="email",
        source_record_id=recipient.source_record_id,
        user_id=recipient.user_id,
        address=recipient.address,
        subject=policies.subject_line(template.subject, fields),
        body=policies.fill(template.body, fields),
        about=message.about,
        once=message.once,
        message_id=f"<{secrets.token_hex(16)}@{_mail_domain()}>",
        created_at=at,
    )


def _settle(row: Notification, delivery: Delivery, reason: str, *, at: datetime) -> bool:
    rows = Notification.objects.filter(id=row.pk)
    if delivery is Delivery.WAITING:
        rows = rows.filter(delivery__in=[Delivery.WAITING, Delivery.SENDING])
    changes = {
        "delivery": delivery,
        "sent_at": at if delivery is Delivery.SENT else None,
        "tried_at": at,
        "attempts": row.attempts + 1,
        "last_error": reason[:300],
    }
    for wait in _PATIENCE:
        try:
            return bool(rows.update(**changes))
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(wait)
    return bool(rows.update(**changes))


def _try_later(row: Notification, reason: str, *, at: datetime) -> None:
    if row.attempts >= len(_WAITS):
        _settle(row, Delivery.FAILED, reason, at=at)
        return
    if not _settle(row, Delivery.WAITING, reason, at=at):
        return  # another worker gave it up as unknown: without a job it must not wait
    raise jobs.Later(reason, wait=_WAITS[row.attempts])


def _mail_domain() -> str:
    council = organisation.council()
    _, _, domain = (council.email if council else "").partition("@")
    return domain or "frontdoor.invalid"
