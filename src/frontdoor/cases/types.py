"""Statuses, outcomes and what happens to a case."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontdoor.core.clocks import Limit
from frontdoor.core.geography import Point


class Status(StrEnum):
    RECEIVED = "received"
    INVESTIGATING = "investigating"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PARTNER = "waiting_partner"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """The status as those read it who told us."""
        return _STATUS_WORDS[self]

    @property
    def public_words(self) -> str:
        """The status as everybody reads it: of who told us, not to them."""
        return "Waiting for the person who told us" if self is Status.WAITING_CUSTOMER else self.words

    @property
    def staff_words(self) -> str:
        """The status as staff read it: of the customer, not to them."""
        return "Waiting for the customer" if self is Status.WAITING_CUSTOMER else self.words


class Outcome(StrEnum):
    """How a closed case ended."""

    RESOLVED = "resolved"
    NO_ACTION = "no_action"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return _OUTCOME_WORDS[self]


_STATUS_WORDS = {
    Status.RECEIVED: "Received",
    Status.INVESTIGATING: "Being looked into",
    Status.SCHEDULED: "Work is planned",
    Status.IN_PROGRESS: "Work is going on",
    Status.WAITING_CUSTOMER: "Waiting for an answer from you",
    Status.WAITING_PARTNER: "Waiting for somebody we work with",
    Status.CLOSED: "Closed",
}
_OUTCOME_WORDS = {
    Outcome.RESOLVED: "Done",
    Outcome.NO_ACTION: "No action needed",
    Outcome.NOT_OURS: "Passed to the right place",
    Outcome.DUPLICATE: "Joined with an earlier report",
    Outcome.CANCELLED: "Cancelled",
}


class EntryKind(StrEnum):
    OPENED = "opened"
    STATUS = "status"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    NOTE = "note"
    REPLY = "reply"
    TOLD = "told"  # an automatic message
    CUSTOMER_SAID = "customer_said"
    JOINED = "joined"
    PARTNER_SAID = "partner_said"
    OVERDUE = "overdue"


class Visibility(StrEnum):
    """Who may read a timeline entry."""

    PUBLIC = "public"
    CUSTOMER = "customer"
    STAFF = "staff"


class Notice(StrEnum):
    """Why a contact is linked to a case."""

    FIRST = "first"
    ALSO_REPORTED = "also_reported"
    MORE = "more"


class ClockState(StrEnum):
    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    VOID = "void"


class Action(StrEnum):
    """What somebody may want to do to a case. Who may do which: policies.check_may."""

    NOTE = "note"
    REPLY = "reply"
    TAKE = "take"  # make oneself the owner, or put one's own case back
    ASSIGN = "assign"  # choose any owner
    TRANSFER = "transfer"
    CHANGE_STATUS = "change_status"
    CLOSE = "close"
    REOPEN = "reopen"
    JOIN = "join"
    SEND_AGAIN = "send_again"


class NotAllowed(Exception):
    """The rules do not allow this now; the message says why in words for staff."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the case since the page was shown. Nothing was written."""

    def __init__(self, who: str, what: str) -> None:
        super().__init__(f"{who} changed this case while you had it open: {what}")
        self.who = who
        self.what = what


@dataclass(frozen=True, slots=True)
class Where:
    """Where something is: words, a point, an address, and the areas it lies in (ids)."""

    text: str = ""
    point: Point | None = None
    uprn: int | None = None
    postcode: str = ""
    division_id: int | None = None
    ward_id: int | None = None
    parish_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who asked to be kept told: their source record, and what is needed to write to them."""

    source_record_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to be opened. `promise` is None where no clock starts here: it is another body's."""

    service_id: int
    service_name: str
    form_version_id: int
    team_id: int
    contact_id: int
    source_record_id: int | None
    title: str
    description: str
    where: Where
    body_id: int
    noticed_at: datetime
    promise: tuple[str, Limit] | None
    is_public: bool
    restricted: bool
    promise_words: str = ""
    reporter: Reporter | None = None
    pass_on_to: str = ""  # the address of the body it is passed on to, where we do that for people
    search_words: str = ""
    for_staff: str = ""  # what came with it that only staff should read
