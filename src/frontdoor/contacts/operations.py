"""Writes of contacts."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from frontdoor.contacts.models import Attachment, Contact, Message
from frontdoor.contacts.types import Channel, Direction
from frontdoor.core import audit
from frontdoor.core.actors import Actor
from frontdoor.core.rows import write_now


@dataclass(frozen=True, slots=True)
class Received:
    """An approach to be kept: what was said, on which channel, by whom, with which files."""

    channel: Channel
    body: str
    at: datetime
    source_record_id: int | None = None
    service_id: int | None = None
    source: str = ""
    external_id: str | None = None
    files: tuple[tuple[int, str], ...] = ()
    public_files: bool = False
    signposted_to_id: int | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """An approach by us that was made in the past: what was written to whom."""

    channel: Channel
    body: str
    at: datetime
    source_record_id: int | None
    service_id: int


def receive(received: Received, *, by: Actor) -> int:
    """Keep an approach by a customer and return its contact's id, in the caller's transaction."""
    with audit.transaction():
        contact = _contact(received)
        write_now(contact)
        if received.body:
            audit.at_the_end(
                Message(contact=contact, direction=Direction.IN, body=received.body, at=received.at)
            )
        audit.at_the_end(*_attachments(contact, received))
        audit.record("contact.received", subject=f"contact:{contact.pk}", by=by, at=received.at)
    return contact.pk


def reply(
    *, channel: Channel, body: str, source_record_id: int | None, service_id: int, by: Actor, at: datetime
) -> int:
    """Keep an approach by us to a customer; returns its contact's id."""
    with audit.transaction():
        contact = Contact.objects.create(
            channel=channel,
            direction=Direction.OUT,
            source_record_id=source_record_id,
            service_id=service_id,
            received_at=at,
        )
        Message.objects.create(contact=contact, direction=Direction.OUT, body=body, at=at)
        audit.record("contact.made", subject=f"contact:{contact.pk}", by=by, at=at)
    return contact.pk


def load(approaches: Iterable[Received]) -> list[int]:
    """Bulk form of `receive`, for imports and demonstration data, in the caller's transaction."""
    batch = list(approaches)
    contacts = Contact.objects.bulk_create([_contact(one) for one in batch], batch_size=500)
    Message.objects.bulk_create(
        [
            Message(contact=contact, direction=Direction.IN, body=one.body, at=one.at)
            for contact, one in zip(contacts, batch, strict=True)
            if one.body
        ],
        batch_size=500,
    )
    Attachment.objects.bulk_create(
        [
            attachment
            for contact, one in zip(contacts, batch, strict=True)
            for attachment in _attachments(contact, one)
        ],
        batch_size=500,
    )
    return [contact.pk for contact in contacts]


def load_replies(replies: Iterable[Replied]) -> list[int]:
    """Bulk form of `reply`, for migration and demonstration data, in the caller's transaction."""
    batch = list(replies)
    contacts = Contact.objects.bulk_create(
        [
            Contact(
                channel=one.channel,
                direction=Direction.OUT,
                source_record_id=one.source_record_id,
                service_id=one.service_id,
                received_at=one.at,
            )
            for one in batch
        ],
        batch_size=500,
    )
    Message.objects.bulk_create(
        [
            Message(contact=contact, direction=Direction.OUT, body=one.body, at=one.at)
            for contact, one in zip(contacts, batch, strict=True)
        ],
        batch_size=500,
    )
    return [contact.pk for contact in contacts]


def _attachments(contact: Contact, received: Received) -> list[Attachment]:
    return [
        Attachment(
            contact=contact,
            file_id=file_id,
            name=name[:200],
            is_public=received.public_files,
            token=secrets.token_urlsafe(32),
        )
        for file_id, name in received.files
    ]


def _contact(received: Received) -> Contact:
    return Contact(
        channel=received.channel,
        direction=Direction.IN,
        source_record_id=received.source_record_id,
        service_id=received.service_id,
        received_at=received.at,
        source=received.source,
        external_id=received.external_id,
        signposted_to_id=received.signposted_to_id,
    )
