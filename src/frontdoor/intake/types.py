"""What arrives, on the way to becoming contact, customer and case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from frontdoor.cases.types import Outcome, Status, Where
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.contacts.types import Channel
from frontdoor.core.geography import Point
from frontdoor.customers.types import Identity
from frontdoor.organisation.types import Responsibility


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody asks for a service: everything a channel knows of it.

    `key` makes it safe to send twice: the same key is the same submission. `answers` are checked ones.
    `source` and `external_id` are what a partner system calls it; `for_staff` is what came with it and is
    not for publishing. `draft_id` is the form that was filled in: it is forgotten when this is kept.
    """

    service: ServiceShown
    answers: Mapping[str, Any]
    channel: Channel
    key: str
    identity: Identity = field(default_factory=Identity)
    where: Where = field(default_factory=Where)
    description: str = ""
    for_staff: str = ""
    files: tuple[tuple[int, str], ...] = ()
    source: str = ""
    external_id: str | None = None
    noticed_at: datetime | None = None
    draft_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartnerUpdate:
    """A partner system says something about a case: `says` is a status word of Open311's extension.

    `external_id` makes it safe to send twice. `for_staff` is what came with it and is not for publishing.
    """

    case_id: int
    service_id: int
    external_id: str
    says: str
    words: str
    identity: Identity = field(default_factory=Identity)
    for_staff: str = ""
    files: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an approach. `handed_on` names the other body where it was passed on."""

    case_id: int
    reference: str
    contact_id: int
    handed_on: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A place with its areas and the body that looks after it."""

    where: Where
    responsibility: Responsibility
    inside: bool


class Gone(LookupError):
    """A draft that does not exist any more, or was sent already."""


class Rejected(ValueError):
    """A row of another system's file that cannot be taken; the message says why, for whoever mends the file."""


@dataclass(frozen=True, slots=True)
class SourceRules:
    """How one source of a file writes things. Words are compared without their case.

    `times` are forms of strptime, or "iso"; `other_services` is for categories that are not named, "" for none.
    """

    code: str
    time_zone: ZoneInfo
    times: tuple[str, ...]
    statuses: Mapping[str, tuple[Status, Outcome | None]]
    services: Mapping[str, str]
    other_services: str = ""
    channels: Mapping[str, Channel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportRules:
    """What the columns of a file mean (our name to the file's), and how its sources write."""

    columns: Mapping[str, str]
    sources: Mapping[str, SourceRules]


@dataclass(frozen=True, slots=True)
class ImportedRequest:
    """A request of another system, as it stands there. `service` is a code of ours, `category` their word."""

    source: str
    external_id: str
    service: str
    category: str
    description: str
    status: Status
    outcome: Outcome | None
    explanation: str
    opened_at: datetime
    closed_at: datetime | None
    updated_at: datetime
    place: str
    point: Point | None
    channel: Channel
    link: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Imported:
    """How far an import came: rows read, and what became of them."""

    rows: int = 0
    loaded: int = 0
    skipped: int = 0
    rejected: int = 0


class AnotherImport(Exception):
    """The same file is being imported by somebody else right now."""
