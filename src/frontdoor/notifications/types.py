"""Messages we send, and how far they got."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Delivery(StrEnum):
    """How far a message got. UNKNOWN: the server may have taken it, we cannot tell, and do not send it twice."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


FIELDS = frozenset(
    {
        "name", "reference", "service", "promise", "due", "status", "message", "explanation", "place",
        "council", "council_phone", "council_email", "link", "body_name", "body_contact", "team", "summary",
    }
)  # fmt: skip
"""The fields a template may use, as ((field)). Anything else in double brackets stays as it is."""


@dataclass(frozen=True, slots=True)
class TemplateDetails:
    """The wording of one message in a council pack. `subject` is for channels that have one."""

    code: str
    channel: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a message is for: a source record or a member of staff, and where it goes."""

    address: str
    source_record_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be told once: a template by its code, the values of its fields, and what it is about.

    `about` is an opaque id such as "case:17"; `once` makes it impossible to tell the same thing twice.
    """

    template: str
    fields: Mapping[str, str]
    about: str
    once: str
