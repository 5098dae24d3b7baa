"""What happened on a case, in words, with how far each message got beside what it told of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from frontdoor.cases.queries import TimelineEntry
from frontdoor.cases.types import EntryKind, Outcome, Status, Visibility
from frontdoor.design.types import Tone
from frontdoor.desk.presenters import messages, words
from frontdoor.desk.presenters.messages import Sent


class Show(StrEnum):
    """Which part of a timeline is shown."""

    ALL = "all"
    MESSAGES = "messages"
    INTERNAL = "internal"


KINDS: dict[Show, frozenset[EntryKind]] = {
    Show.ALL: frozenset(),
    Show.MESSAGES: frozenset(
        {
            EntryKind.OPENED,
            EntryKind.STATUS,
            EntryKind.REPLY,
            EntryKind.TOLD,
            EntryKind.CUSTOMER_SAID,
            EntryKind.PARTNER_SAID,
            EntryKind.JOINED,
        }
    ),
    Show.INTERNAL: frozenset(
        {EntryKind.NOTE, EntryKind.ASSIGNED, EntryKind.TRANSFERRED, EntryKind.JOINED, EntryKind.OVERDUE}
    ),
}
TITLES = {Show.ALL: "All", Show.MESSAGES: "Messages", Show.INTERNAL: "Internal"}
_TELLING = (EntryKind.REPLY, EntryKind.STATUS, EntryKind.OPENED, EntryKind.JOINED)
_ONE_BY_ONE = 3  # more messages that got equally far are told as one


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline. `private`: only staff read it. `quoted`: somebody's own words."""

    title: str
    at: datetime
    by: str
    text: str
    tone: Tone
    private: bool
    quoted: bool
    sent: Sequence[Sent]


def lines(entries: Sequence[TimelineEntry]) -> list[Line]:
    """The entries as lines, in their order. Messages stand with what they told of, which happened at the same time."""
    found: list[Line] = []
    for _, together in groupby(entries, key=lambda entry: entry.at):
        found += _together(list(together))
    return found


def _together(entries: list[TimelineEntry]) -> Iterable[Line]:
    told = [entry for entry in entries if entry.kind == EntryKind.TOLD]
    others = [entry for entry in entries if entry.kind != EntryKind.TOLD]
    telling = next((entry for kind in _TELLING for entry in others if entry.kind == kind), None)
    if telling is None:
        return [_line(entry, _sent([entry]) if entry in told else []) for entry in entries]
    return [_line(entry, _sent(told) if entry is telling else []) for entry in others]


def _line(entry: TimelineEntry, sent: Sequence[Sent]) -> Line:
    kind = EntryKind(entry.kind)
    title, tone = _title(entry, kind)
    return Line(
        title,
        entry.at,
        words.who(entry.actor),
        "" if kind in (EntryKind.TOLD, EntryKind.ASSIGNED) else entry.text,
        tone,
        private=entry.visibility == Visibility.STAFF and kind is not EntryKind.TOLD,
        quoted=kind in (EntryKind.CUSTOMER_SAID, EntryKind.REPLY),
        sent=sent,
    )


def _title(entry: TimelineEntry, kind: EntryKind) -> tuple[str, Tone]:
    if kind is EntryKind.STATUS or (kind is EntryKind.PARTNER_SAID and entry.status):
        if entry.outcome:
            return f"Closed: {Outcome(entry.outcome).words.lower()}", "good"
        return Status(entry.status).staff_words, "info"
    if kind is EntryKind.JOINED and entry.visibility == Visibility.STAFF:
        return "Another case was joined to this one", "neutral"
    if kind is EntryKind.ASSIGNED:
        return entry.text or "The owner changed", "quiet"
    return {
        EntryKind.OPENED: ("Reported", "neutral"),
        EntryKind.NOTE: ("Note", "warning"),
        EntryKind.REPLY: ("Reply to the customer", "info"),
        EntryKind.TOLD: ("Message sent by itself", "quiet"),
        EntryKind.CUSTOMER_SAID: ("The customer wrote", "info"),
        EntryKind.PARTNER_SAID: ("A partner wrote", "info"),
        EntryKind.TRANSFERRED: ("Sent to another team", "quiet"),
        EntryKind.JOINED: ("Reported by somebody else as well", "neutral"),
        EntryKind.OVERDUE: ("Overdue", "bad"),
    }[kind]  # type: ignore[return-value]


def _sent(told: Sequence[TimelineEntry]) -> list[Sent]:
    """How far the messages got: what needs a person one by one, many that arrived as one line."""
    each = [messages.sent(entry.notification) for entry in told if entry.notification]
    fine = [one for one in each if not one.again]
    if len(fine) <= _ONE_BY_ONE:
        return each
    arrived = [one for one in fine if one.tone == "good"]
    waiting = len(fine) - len(arrived)
    summed = [Sent(f"E-mail to {len(arrived)} people was sent.", "good")] if arrived else []
    if waiting:
        summed.append(
            Sent(f"E-mail to {words.some(waiting, 'person', 'people')} waits to be sent.", "neutral")
        )
    return [*summed, *(one for one in each if one.again)]
