"""Which days are working days. A calendar is data: weekends and a set of days that do not count."""

from dataclasses import dataclass, field
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Saturdays, Sundays and the days named here are not working days."""

    code: str
    closed: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def working_days_after(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; `start` itself never counts. `days` is 1 or more."""
        if days < 1:
            raise ValueError("count at least one working day")
        day = start
        while days:
            day += _ONE_DAY
            days -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative where end is before."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + _ONE_DAY * n) for n in range(1, (end - start).days + 1))
