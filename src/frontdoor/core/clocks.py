"""The arithmetic of time limits: when is something due? Pure: time comes in as arguments.

The clock rows themselves are in `cases`, and wherever else a limit runs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from frontdoor.core.calendars import Calendar

LONDON = ZoneInfo("Europe/London")


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time that something may take. Days count from the day after the start, to midnight."""

    amount: int
    unit: Unit


def due(limit: Limit, start: datetime, calendar: Calendar) -> datetime:
    """The first moment that is too late for something started at `start` (aware).

    A limit in days ends at midnight after its last day, in local time: the whole day counts.
    """
    if limit.unit is Unit.HOURS:
        # in UTC: local time has an hour too many or too few when the clocks change
        return start.astimezone(UTC) + timedelta(hours=limit.amount)
    day = start.astimezone(LONDON).date()
    if limit.unit is Unit.WORKING_DAYS:
        last = calendar.working_days_after(day, limit.amount)
    else:
        last = day + timedelta(days=limit.amount)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=LONDON)


def last_day(due_at: datetime) -> datetime:
    """The last moment that is still in time: what people are told as "by"."""
    return due_at - timedelta(microseconds=1)
