"""When things happen: busy days and hours for residents, working time for officers. Seconds since 1970, as floats."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from frontdoor.cli.demo import volumes
from frontdoor.contacts.types import Channel
from frontdoor.core.calendars import Calendar
from frontdoor.core.clocks import LONDON

_DAY = timedelta(days=1)
_OPENS, _CLOSES = time(8, 0), time(16, 45)
_WORKING_SECONDS = 8.75 * 3600
_LONGER = 200  # days of working time known before and after the year: some work goes on


def moment(seconds: float) -> datetime:
    """The moment as everything else knows it, to the second."""
    return datetime.fromtimestamp(int(seconds), UTC)


class WorkingTime:
    """Officers' hours as one line without nights and weekends, so that work can be spread along it."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        days = (first + _DAY * n for n in range(-5, (last - first).days + _LONGER))
        self._opens = [
            datetime.combine(day, _OPENS, tzinfo=LONDON).timestamp()
            for day in days
            if calendar.is_working(day)
        ]

    def of(self, seconds: float) -> float:
        """How much working time had passed at this moment."""
        number = bisect_right(self._opens, seconds) - 1
        if number < 0:
            return 0.0
        return number * _WORKING_SECONDS + min(_WORKING_SECONDS, seconds - self._opens[number])

    def at(self, working: float) -> float:
        """The moment at which so much working time had passed."""
        number, rest = divmod(working, _WORKING_SECONDS)
        return self._opens[min(int(number), len(self._opens) - 1)] + rest

    def spread(self, rng: Random, after: float, before: float, count: int) -> list[float]:
        """`count` moments in working time between two others, in order, at least a minute apart where they fit."""
        first, last = self.of(after), self.of(before)
        marks = sorted(rng.uniform(first, max(first, last)) for _ in range(count))
        found: list[float] = []
        previous = after
        for mark in marks:
            previous = max(self.at(mark), previous + 61)
            found.append(previous)
        return found


def days_of(months: int, until: date) -> list[date]:
    """Every day of the `months` before `until`, which is the last one."""
    year, month = divmod(until.year * 12 + until.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    length = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - first).days
    first = first.replace(day=min(until.day, length)) + _DAY
    return [first + _DAY * n for n in range((until - first).days + 1)]


def arrivals(
    rng: Random,
    count: int,
    days: Sequence[date],
    volume: volumes.Volume,
    calendar: Calendar,
    channels: Sequence[Channel],
) -> list[tuple[float, Channel]]:
    """When `count` approaches come and by which of these channels, not in order."""
    bursts = {day.isocalendar()[:2] for day in rng.sample(days, min(volume.bursts, len(days)))}
    loads = [_load(day, volume, calendar) * (1.9 if day.isocalendar()[:2] in bursts else 1.0) for day in days]
    anytime = list(accumulate(loads))
    open_days = list(
        accumulate(load if calendar.is_working(day) else 0.0 for day, load in zip(days, loads, strict=True))
    )
    shares = [volumes.CHANNELS[channel] for channel in channels]
    found = []
    for channel in rng.choices(channels, shares, k=count):
        closed = channel in volumes.IN_OPENING_HOURS
        chosen = open_days if closed and open_days[-1] else anytime
        day = rng.choices(days, cum_weights=chosen)[0]
        found.append((_within(rng, day, volumes.HOURS_OPEN if closed else volumes.HOURS_ONLINE), channel))
    return found


def _load(day: date, volume: volumes.Volume, calendar: Calendar) -> float:
    weekday = volumes.CLOSED_DAY if day in calendar.closed else volumes.WEEKDAYS[day.weekday()]
    return weekday * volume.months[day.month - 1]


def _within(rng: Random, day: date, hours: Sequence[int]) -> float:
    hour = rng.choices(range(24), hours)[0]
    begins = datetime.combine(day, time(hour), tzinfo=LONDON).timestamp()
    return begins + rng.random() * 3600
