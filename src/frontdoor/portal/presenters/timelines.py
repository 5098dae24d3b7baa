"""What happened to a case, in words for those who are not staff."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from frontdoor.cases.queries import Case, Clock, TimelineEntry
from frontdoor.cases.types import ClockState, EntryKind, Outcome, Status
from frontdoor.catalogue import queries as catalogue
from frontdoor.core import text
from frontdoor.core.clocks import last_day
from frontdoor.design.moments import weekday_date
from frontdoor.design.types import Entry, Tag, Tone

_TONES: dict[Status, Tone] = {
    Status.RECEIVED: "info",
    Status.INVESTIGATING: "progress",
    Status.SCHEDULED: "progress",
    Status.IN_PROGRESS: "progress",
    Status.WAITING_CUSTOMER: "warning",
    Status.WAITING_PARTNER: "progress",
}
_OUTCOME_TONES: dict[Outcome, Tone] = {Outcome.RESOLVED: "good"}
_TITLES = {
    EntryKind.OPENED: "We got the report",
    EntryKind.CUSTOMER_SAID: "You wrote to us",
    EntryKind.REPLY: "We wrote to you",
    EntryKind.PARTNER_SAID: "Somebody we work with wrote",
}


def status(case: Case) -> Tag:
    """Where the case is now, for who told us of it."""
    return _outcome(case) or Tag(Status(case.status).words, _TONES[Status(case.status)])


def public_status(case: Case) -> Tag:
    """Where the case is now, for everybody."""
    return _outcome(case) or Tag(Status(case.status).public_words, _TONES[Status(case.status)])


def _outcome(case: Case) -> Tag | None:
    if not case.outcome:
        return None
    outcome = Outcome(case.outcome)
    return Tag(outcome.words, _OUTCOME_TONES.get(outcome, "quiet"))


def entries(rows: Sequence[TimelineEntry], *, mine: frozenset[int], first: bool) -> list[Entry]:
    """The timeline for a reporter, newest first. `mine` are their contacts, `first`: it was theirs."""
    return [_entry(row, mine, first) for row in reversed(rows)]


def public_entries(rows: Sequence[TimelineEntry]) -> list[Entry]:
    """The timeline for everybody, newest first, without a way to reach anybody in its words."""
    made = (_entry(row, frozenset(), first=False, public=True) for row in reversed(rows))
    return [replace(one, text=text.without_contact_details(one.text)) for one in made]


def promise(case: Case, clocks: Sequence[Clock], at: datetime) -> tuple[str, str]:
    """What we promised for this case and how that went, as a heading and a sentence; ("", "") where nothing runs."""
    clock = clocks[-1] if clocks else None
    if clock is None or clock.state == ClockState.VOID:
        return "", ""
    day = weekday_date(last_day(clock.due_at))
    if clock.state == ClockState.MET:
        return "We kept our promise", f"It was due by {day}."
    if clock.state == ClockState.MISSED:
        return "We were late", f"We said by {day}, and it took us longer. We are sorry."
    if clock.due_at <= at:
        return (
            "We are late",
            f"We said by {day}. We have not done it yet. We are sorry. The team and its leader know.",
        )
    service = catalogue.service_by_id(case.service_id)
    promised = service.standard.promise if service else ""
    return "Our promise", f"{promised} For yours, that is by {day}.".strip()


def _entry(row: TimelineEntry, mine: frozenset[int], first: bool, *, public: bool = False) -> Entry:
    kind = EntryKind(row.kind)
    if kind is EntryKind.OPENED:
        return Entry("We got your report" if first else "Somebody told us", row.at, tone="info")
    if kind is EntryKind.JOINED:
        yours = row.contact_id in mine
        title = "You told us about the same" if yours else "Somebody else told us about the same"
        return Entry(title, row.at, tone="neutral" if yours else "quiet")
    if kind is EntryKind.STATUS or (kind is EntryKind.PARTNER_SAID and row.status):
        return _status(row, public)
    return Entry(_TITLES.get(kind, "News"), row.at, text=row.text, quoted=kind is EntryKind.CUSTOMER_SAID)


def _status(row: TimelineEntry, public: bool) -> Entry:
    if row.outcome:
        outcome = Outcome(row.outcome)
        return Entry(outcome.words, row.at, text=row.text, tone=_OUTCOME_TONES.get(outcome, "quiet"))
    now = Status(row.status)
    words = now.public_words if public else now.words
    return Entry(words, row.at, text=row.text, tone=_TONES.get(now, "neutral"))
