"""A mail server that keeps everything and sends nothing on: for development, demonstrations and tests.

It speaks real SMTP (aiosmtpd) and keeps each delivery as one file of a Maildir, FRONTDOOR_DATA/outbox, with
the envelope in Return-Path and Delivered-To. How it behaves is switched by one word in the file
FRONTDOOR_DATA/outbox/behaviour, read at each step of each message; without that file it accepts.

accept        keeps the message and says 250
refuse        550 to the recipient, for good
defer         451 to the recipient: try again later
refuse-data   554 after the message was handed over
defer-data    451 after the message was handed over
drop          keeps the message, then ends the connection without an answer: its sender cannot know
lose          the same, but the message is not kept
hang          keeps the message and never answers
"""

import asyncio
import mailbox
import re
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.utils import timezone

_MAX_BYTES = 30 * 1024 * 1024
_NAME = re.compile(r"(\d+)\.M(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in the outbox. `key` finds it again; `to` are those who would have got it."""

    key: str
    at: datetime
    to: tuple[str, ...]
    sender: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...]


def run(*, port: int, stop: Event, host: str = "127.0.0.1") -> None:
    """Take mail on this port until `stop` is set."""
    controller = _Server(
        Keeper(folder()),
        hostname=host,
        port=port,
        data_size_limit=_MAX_BYTES,
        server_hostname="outbox.example",
    )
    controller.start()
    try:
        stop.wait()
    finally:
        controller.stop()


def folder() -> Path:
    """Where messages are kept."""
    return Path(settings.DATA) / "outbox"


class _Server(Controller):
    """Shares its port with the supervisor, which keeps the port free for it."""

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(
            self._factory_invoker, host=self.hostname, port=self.port, reuse_port=True
        )


class Keeper:
    """Keeps what it is given, or behaves as the file `behaviour` says."""

    def __init__(self, kept_in: Path) -> None:
        self._behaviour = kept_in / "behaviour"
        self._box = _box(kept_in)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        behaviour = self._now()
        if behaviour == "refuse":
            return "550 5.1.1 No such mailbox here"
        if behaviour == "defer":
            return "451 4.2.1 The mailbox is busy, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del session
        behaviour = self._now()
        if behaviour == "refuse-data":
            return "554 5.6.0 We do not take this"
        if behaviour == "defer-data":
            return "451 4.3.0 Try again later"
        if behaviour != "lose":
            self._keep(envelope)
        if behaviour in {"drop", "lose"}:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        elif behaviour == "hang":
            await asyncio.sleep(24 * 3600)
        return "250 2.0.0 Kept in the outbox"

    def _now(self) -> str:
        try:
            return self._behaviour.read_text().strip()
        except FileNotFoundError:
            return "accept"

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        lines = [f"Return-Path: <{envelope.mail_from}>"]
        lines += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
        self._box.add("".join(f"{line}\n" for line in lines).encode() + content)


def messages(*, limit: int = 200) -> list[Kept]:
    """The newest messages of the outbox, newest first."""
    box = _box(folder())
    keys = sorted(box.keys(), key=_seconds, reverse=True)
    return [found for key in keys[:limit] if (found := _read(box, key))]


def message(key: str) -> Kept | None:
    """One message of the outbox."""
    return _read(_box(folder()), key)


def _box(kept_in: Path) -> mailbox.Maildir:
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(kept_in, create=True)


def _seconds(key: str) -> float:
    """When a message was kept, in seconds since 1970, from the name that Maildir gives its file."""
    found = _NAME.match(key)
    return int(found[1]) + int(found[2]) / 1e6 if found else 0.0


def _read(box: mailbox.Maildir, key: str) -> Kept | None:
    try:
        content = box.get_bytes(key)
    except KeyError:
        return None
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return Kept(
        key=key,
        at=datetime.fromtimestamp(_seconds(key), tz=timezone.get_current_timezone()),
        to=tuple(str(value) for value in mail.get_all("Delivered-To", [])),
        sender=str(mail.get("From", "")),
        subject=str(mail.get("Subject", "")),
        text=_text(mail),
        headers=tuple((name, str(value)) for name, value in mail.items()),
    )


def _text(mail: EmailMessage) -> str:
    body: Any = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError):  # a character set nobody knows
        return str(body.get_payload(decode=True).decode("ascii", "replace"))
