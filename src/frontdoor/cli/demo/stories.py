"""What a story is made of, before it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from frontdoor.cases.types import EntryKind, Notice, Outcome, Status, Visibility, Where
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.cli.demo.places import Spot
from frontdoor.contacts.types import Channel
from frontdoor.core.actors import Actor
from frontdoor.customers.types import Identity


class Hold(StrEnum):
    """Where a case of the last days stands today, so that every queue of the desk has work in it."""

    NONE = "none"
    FRESH = "fresh"  # nobody has taken it yet
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PARTNER = "waiting_partner"


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody else reports the same. Moments are seconds since 1970."""

    at: float
    channel: Channel
    person: int


@dataclass(slots=True)
class Report:
    """A case to be: what happens, when and where, before it has words."""

    number: int
    script: str
    scene: int
    at: float
    channel: Channel
    person: int
    spot: Spot
    home: int  # its place in the gazetteer where it is about a home, else -1
    due: float
    close: float  # when it is closed, if that is not after today
    hold: Hold
    team_id: int
    owner: int  # which of the team's members
    elsewhere: bool = False  # likely another body's
    joins: list[Join] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Voice:
    """Something a customer told us: it becomes a contact, and with an identity a source record."""

    at: float
    channel: Channel
    identity: Identity
    words: str
    notice: Notice
    keep_told: bool
    by: Actor
    photos: tuple[tuple[int, str], ...] = ()
    like: int = -1  # the voice whose source record this one shares: the same person on the same case


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that went out, to one of the story's voices or to a member of staff."""

    template: str
    fields: Mapping[str, str]
    voice: int = -1
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing in a story: it becomes a timeline entry. `reply` makes it a contact of ours as well."""

    at: float
    kind: EntryKind
    visibility: Visibility
    by: Actor
    words: str = ""
    status: Status | None = None
    outcome: Outcome | None = None
    voice: int = -1
    reply: bool = False
    sent: tuple[Mail, ...] = ()
    owner: int = 0  # an ASSIGNED one: the user's id
    team_id: int = 0  # a TRANSFERRED one: where it went
    from_team_id: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A case with its whole history until today."""

    report: Report
    service: ServiceShown
    reference: str
    where: Where
    body_id: int
    ours: bool
    description: str
    answers: Mapping[str, Any]
    team_id: int  # where it began
    voices: tuple[Voice, ...]
    happenings: tuple[Happening, ...]
