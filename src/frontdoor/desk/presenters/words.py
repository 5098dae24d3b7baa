"""Statuses, due times and people, as staff read them."""

from datetime import datetime, timedelta

from frontdoor.cases.queries import DUE_SOON, Case
from frontdoor.cases.types import Outcome, Status
from frontdoor.core import clocks
from frontdoor.design.types import Tag, Tone
from frontdoor.organisation import queries as organisation

_TONES: dict[Status, Tone] = {
    Status.RECEIVED: "info",
    Status.INVESTIGATING: "progress",
    Status.SCHEDULED: "progress",
    Status.IN_PROGRESS: "progress",
    Status.WAITING_CUSTOMER: "neutral",
    Status.WAITING_PARTNER: "neutral",
    Status.CLOSED: "quiet",
}
_ONE_DAY = timedelta(days=1)


def status_tag(case: Case) -> Tag:
    """How far the work is, and for a closed case how it ended."""
    status = Status(case.status)
    if status is Status.CLOSED:
        return Tag(f"Closed: {Outcome(case.outcome).words.lower()}", "quiet")
    return Tag(status.staff_words, _TONES[status])


def due_tag(due_at: datetime | None, now: datetime) -> Tag:
    """How long there is left, in words; the colour only helps."""
    if due_at is None:
        return Tag("No time limit", "quiet")
    if due_at <= now:
        return Tag(f"Overdue by {_overdue(due_at, now)}", "bad")
    days = _days_between(now, clocks.last_day(due_at))
    tone: Tone = "warning" if due_at - now < DUE_SOON else "neutral"
    return Tag({0: "Due today", 1: "Due tomorrow"}.get(days, f"Due in {days} days"), tone)


def due_day(due_at: datetime | None) -> str:
    """The last day that is in time: Fri 27 Nov."""
    if due_at is None:
        return ""
    day = clocks.last_day(due_at).astimezone(clocks.LONDON)
    return f"{day:%a} {day.day} {day:%b}"


def person(user_id: int | None) -> str:
    """The name of a member of staff; "" for nobody."""
    return organisation.staff_names().get(user_id, "Somebody who has left") if user_id else ""


def who(actor: str) -> str:
    """Who did something, from the actor that was kept; "" where it happened by itself."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        return person(int(number))
    return {"customer": "the customer", "public": "the customer", "key": "a partner system"}.get(kind, "")


def count(number: int, *, up_to: int) -> str:
    """A count that stopped at a number: 1,000+."""
    return f"{up_to:,}+" if number > up_to else f"{number:,}"


def some(number: int, one: str, many: str) -> str:
    """1 report, 3 reports."""
    return f"{number:,} {one if number == 1 else many}"


def _overdue(due_at: datetime, now: datetime) -> str:
    days = _days_between(clocks.last_day(due_at), now)
    if days:
        return some(days, "day", "days")
    hours = int((now - due_at).total_seconds() // 3600)
    return some(hours, "hour", "hours") if hours else "less than an hour"


def _days_between(start: datetime, end: datetime) -> int:
    return (end.astimezone(clocks.LONDON).date() - start.astimezone(clocks.LONDON).date()) // _ONE_DAY


def sentence(said: str) -> str:
    """The words as they stand at the beginning of a line."""
    return said[:1].upper() + said[1:]
