"""E-mail over SMTP, honest about what is known: taken, refused, to be tried later, or nobody can tell."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from enum import StrEnum
from types import TracebackType
from typing import Protocol
from urllib.parse import unquote, urlsplit

from frontdoor.core import crash

_SECONDS = 15  # for each step up to the message itself
_SECONDS_FOR_THE_ANSWER = 120  # once the message is handed over: giving up means never knowing


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: trying again would not help
    LATER = "later"  # certainly not taken: try again
    UNKNOWN = "unknown"  # handed over, but the answer never came
    TAKEN_BY_ANOTHER = "taken_by_another"  # another worker is sending it
    NO_SERVER = "no_server"  # nothing was tried: this installation has no mail server


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address."""

    to: str
    subject: str
    body: str
    message_id: str
    date: datetime


class MailServer(Protocol):
    """Something that takes mail. `about_to_hand_over` is called at the last moment at which nothing was sent;
    where it says False, nothing is."""

    def send(self, mail: Mail, *, about_to_hand_over: Callable[[], bool]) -> Result: ...


class NoServer:
    """Stands where no mail server is set up: mail waits, and says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def send(self, mail: Mail, *, about_to_hand_over: Callable[[], bool]) -> Result:
        """Send nothing."""
        del mail, about_to_hand_over
        return Result(Outcome.NO_SERVER, self._reason)


class SmtpServer:
    """A mail server by URL: smtp://user:password@host:587, with STARTTLS where it is offered, or smtps://.

    Keeps its connection from one message to the next. Certificates are verified; a password is never sent
    over a connection that is not encrypted.
    """

    def __init__(self, url: str, *, sender: str, sender_name: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL is smtp://host:port or smtps://host:port")
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._secure else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._sender_name = sender_name
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: Mail, *, about_to_hand_over: Callable[[], bool]) -> Result:
        """Hand one message to the server and say what became of it."""
        try:
            content = _written(mail, sender=self._sender, sender_name=self._sender_name)
        except ValueError as fault:
            return Result(Outcome.REFUSED, f"The address cannot be written to: {fault}")
        try:
            smtp = self._connected()
            self._expect(smtp.mail(self._sender), 250)
            self._expect(smtp.rcpt(mail.to), 250, 251)
            self._expect(smtp.docmd("DATA"), 354)
        except _Answered as answer:
            self._reset()
            return Result(Outcome.REFUSED if answer.code >= 500 else Outcome.LATER, str(answer))
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Result(Outcome.LATER, f"The mail server cannot be reached: {type(fault).__name__}")
        if not about_to_hand_over():
            self.close()  # leaves the message unfinished: the server drops it
            return Result(Outcome.TAKEN_BY_ANOTHER)
        return self._hand_over(smtp, content)

    def close(self) -> None:
        """End the connection, politely if possible."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def __enter__(self) -> "SmtpServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Result:
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Result(Outcome.UNKNOWN, f"The connection was lost while sending: {type(fault).__name__}")
        crash.point("notify.accepted_by_server")
        if code == 250:
            return Result(Outcome.ACCEPTED)
        reason = f"{code} {answer.decode('utf-8', 'replace')}"[:300]
        return Result(Outcome.REFUSED if code >= 500 else Outcome.LATER, reason)

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None:
            try:
                if self._connection.noop()[0] == 250:
                    return self._connection
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        context = ssl.create_default_context()
        if self._secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
        smtp.ehlo_or_helo_if_needed()
        if not self._secure and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
            encrypted = True
        else:
            encrypted = self._secure
        if self._user:
            if not encrypted:
                smtp.close()
                raise smtplib.SMTPException("the server offers no encryption: the password was not sent")
            smtp.login(self._user, self._password)
        self._connection = smtp
        return smtp

    def _reset(self) -> None:
        if self._connection is not None:
            try:
                self._connection.rset()
            except (OSError, smtplib.SMTPException):
                self.close()

    @staticmethod
    def _expect(reply: tuple[int, bytes], *codes: int) -> None:
        if reply[0] not in codes:
            raise _Answered(reply[0], reply[1])


class _Answered(Exception):
    """The server answered something else than hoped for."""

    def __init__(self, code: int, answer: bytes) -> None:
        super().__init__(f"{code} {answer.decode('utf-8', 'replace')}"[:300])
        self.code = code


def _written(mail: Mail, *, sender: str, sender_name: str) -> bytes:
    """The message as bytes. Raises ValueError for an address that is none or that would add a header."""
    if any(c in mail.to for c in "\r\n,;<> "):
        raise ValueError("more than one address, or a line end in it")
    local, _, domain = mail.to.rpartition("@")
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(username=local, domain=domain.encode("idna").decode())
    message["Subject"] = mail.subject
    message["Date"] = mail.date
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body)
    return message.as_bytes()
