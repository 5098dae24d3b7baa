"""E-mail over SMTP, honest about what is known: taken, refused, to be tried later, or nobody can tell."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formataddr
from enum import StrEnum
from typing import Protocol
from urllib.parse import unquote, urlsplit

from frontdoor.core import crash

_POLICY = SMTP_POLICY.clone(cte_type="7bit")  # a server need not take anything else
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

    def close(self) -> None: ...


class NoServer:
    """Stands where no mail server is set up: mail waits, and says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def send(self, mail: Mail, *, about_to_hand_over: Callable[[], bool]) -> Result:
        """Send nothing."""
        del mail, about_to_hand_over
        return Result(Outcome.NO_SERVER, self._reason)

    def close(self) -> None:
        """There is nothing to end."""


def server(url: str, *, sender: str, sender_name: str) -> MailServer:
    """The mail server of this URL; for an empty or wrong URL one that makes mail wait and says why."""
    if not url:
        return NoServer("No mail server is set up (SMTP_URL). The message waits.")
    try:
        return SmtpServer(url, sender=sender, sender_name=sender_name)
    except ValueError as fault:
        return NoServer(f"SMTP_URL cannot be used: {fault}. The message waits.")


class SmtpServer:
    """A mail server by URL: smtp://user:password@host:587, with STARTTLS where it is offered, or smtps://.

    Keeps its connection from one message to the next; a server that cannot be reached is not asked again.
    Certificates are verified; a password is never sent over a connection that is not encrypted.
    """

    def __init__(self, url: str, *, sender: str, sender_name: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("it is smtp://host:port or smtps://host:port")
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._secure else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = _address(sender)
        self._sender_name = sender_name
        self._connection: smtplib.SMTP | None = None
        self._out_of_reach = ""

    def send(self, mail: Mail, *, about_to_hand_over: Callable[[], bool]) -> Result:
        """Hand one message to the server and say what became of it."""
        try:
            to = _address(mail.to)
            content = _written(mail, to, sender=self._sender, sender_name=self._sender_name)
        except ValueError as fault:
            return Result(Outcome.REFUSED, f"The address cannot be written to: {fault}")
        if self._out_of_reach:
            return Result(Outcome.LATER, self._out_of_reach)
        try:
            smtp = self._ready()
            self._expect(smtp.mail(self._sender), 250)
            code, answer = smtp.rcpt(to)
            if code >= 500:  # the only answer before the message that is about this recipient
                self._reset()
                return Result(Outcome.REFUSED, _words(code, answer))
            self._expect((code, answer), 250, 251)
            self._expect(smtp.docmd("DATA"), 354)
        except _Answered as answered:
            self._reset()
            return Result(Outcome.LATER, str(answered))
        except (OSError, smtplib.SMTPException) as fault:
            self._hang_up()
            return Result(
                Outcome.LATER, self._out_of_reach or f"The connection was lost: {type(fault).__name__}"
            )
        try:
            mine = about_to_hand_over()
        except BaseException:
            self._hang_up()  # in the middle of a message: the server drops it
            raise
        if not mine:
            self._hang_up()
            return Result(Outcome.TAKEN_BY_ANOTHER)
        return self._hand_over(smtp, content)

    def close(self) -> None:
        """End the connection politely."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Result:
        try:
            assert smtp.sock is not None
            smtp.sock.settimeout(_SECONDS_FOR_THE_ANSWER)
            smtp.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, answer = smtp.getreply()
            smtp.sock.settimeout(_SECONDS)
        except (OSError, smtplib.SMTPException, AttributeError) as fault:
            self._hang_up()
            return Result(Outcome.UNKNOWN, f"The connection was lost while sending: {type(fault).__name__}")
        crash.point("notify.accepted_by_server")
        if code == 250:
            return Result(Outcome.ACCEPTED)
        if 400 <= code < 500:
            return Result(Outcome.LATER, _words(code, answer))
        if 500 <= code < 600:
            return Result(Outcome.REFUSED, _words(code, answer))
        self._hang_up()
        return Result(Outcome.UNKNOWN, f"The server's answer makes no sense: {_words(code, answer)}"[:300])

    def _ready(self) -> smtplib.SMTP:
        """A connection that answers: the one there was, or a new one."""
        if self._connection is not None:
            try:
                if self._connection.noop()[0] == 250:
                    return self._connection
            except (OSError, smtplib.SMTPException):
                pass
            self._hang_up()
        try:
            self._connection = self._connected()
        except smtplib.SMTPAuthenticationError:
            self._out_of_reach = "The mail server does not accept our user name and password (SMTP_URL)"
            raise
        except (OSError, smtplib.SMTPException) as fault:
            self._out_of_reach = f"The mail server cannot be reached: {type(fault).__name__}"
            raise
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        us = self._sender.rpartition("@")[2]  # asking the network for our own name may take long
        if self._secure:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, us, timeout=_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(self._host, self._port, us, timeout=_SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not self._secure and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()
            if self._user:
                if not isinstance(smtp.sock, ssl.SSLSocket):
                    raise smtplib.SMTPException("no encryption is offered: the password was not sent")
                smtp.login(self._user, self._password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _reset(self) -> None:
        if self._connection is not None:
            try:
                self._connection.rset()
            except (OSError, smtplib.SMTPException):
                self._hang_up()

    def _hang_up(self) -> None:
        """End the connection without a word: it is broken, or in the middle of a message."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _expect(reply: tuple[int, bytes], *codes: int) -> None:
        if reply[0] not in codes:
            raise _Answered(reply[0], reply[1])


class _Answered(Exception):
    """The server answered something else than hoped for."""

    def __init__(self, code: int, answer: bytes) -> None:
        super().__init__(_words(code, answer))


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"[:300]


def _address(to: str) -> str:
    """The address as every mail server takes it. Raises ValueError where it is none, or more than one."""
    local, _, domain = to.rpartition("@")
    if not local or not domain or re.search(r"[\s\x00-\x1f\x7f-\x9f,;:<>()\[\]\\\"]", to):
        raise ValueError("it is not one plain e-mail address")
    if not local.isascii():
        raise ValueError("the part before the @ has letters that mail servers do not take")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _encoded(words: str) -> str:
    """Words for a header: plain ones as they are, others encoded as a whole.

    Python's own way, word by word, loses spaces between encoded words and decodes what looks like one.
    Raises ValueError for a line end or another control character.
    """
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", words):
        raise ValueError("a header has a character that ends it")
    if words.isascii() and "=?" not in words:
        return words
    return Header(words, "utf-8").encode(linesep="\r\n")


def _mailbox(address: str, name: str) -> str:
    encoded = _encoded(name)
    if encoded == name:
        return formataddr((name, address))
    return f"{encoded}\r\n <{address}>"


def _written(mail: Mail, to: str, *, sender: str, sender_name: str) -> bytes:
    """The message as bytes, plain ASCII. Raises ValueError for a header that cannot be written."""
    message = EmailMessage(policy=_POLICY)
    message["Date"] = mail.date
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body)
    first = f"From: {_mailbox(sender, sender_name)}\r\nTo: {to}\r\nSubject: {_encoded(mail.subject)}\r\n"
    return first.encode("ascii") + message.as_bytes()
