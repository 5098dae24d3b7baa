"""Working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.core import bank_holidays
from frontdoor.core.calendars import Calendar

pytestmark = pytest.mark.once

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
CALENDARS = st.builds(
    Calendar, st.just("test"), st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
)
STARTS = st.dates(date(2025, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "New Year's Day"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 4), "May Day"),
        (date(2026, 5, 25), "Spring Bank Holiday"),
        (date(2026, 8, 31), "Late Summer Bank Holiday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day"),  # 26 December is a Saturday
        (date(2023, 5, 8), "Coronation"),  # by proclamation, once
    ],
)
def test_bank_holidays_as_published(day: date, name: str) -> None:
    assert name in bank_holidays.england_wales(2023, 2027)[day]


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 4, 2), date(2026, 1, 2), date(2026, 3, 17)])
def test_other_days_and_other_nations_holidays_are_working_days(day: date) -> None:
    assert day not in bank_holidays.england_wales(2026, 2026)


def test_over_easter() -> None:
    calendar = Calendar("england_wales", frozenset(bank_holidays.england_wales(2026, 2026)))
    assert calendar.working_days_after(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert calendar.working_days_after(date(2026, 3, 30), 5) == date(2026, 4, 8)


@given(CALENDARS, STARTS, st.integers(1, 60))
def test_the_day_found_is_the_nth_working_day(calendar: Calendar, start: date, days: int) -> None:
    end = calendar.working_days_after(start, days)
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(calendar.is_working(day) for day in between) == days
    assert calendar.is_working(end)
    assert calendar.working_days_between(start, end) == days
    assert calendar.working_days_between(end, start) == -days


@given(CALENDARS, STARTS, st.integers(1, 30), st.integers(1, 30))
def test_days_add_up(calendar: Calendar, start: date, first: int, then: int) -> None:
    halfway = calendar.working_days_after(start, first)
    assert calendar.working_days_after(halfway, then) == calendar.working_days_after(start, first + then)


@given(CALENDARS, STARTS, STARTS)
def test_later_starts_never_end_earlier(calendar: Calendar, one: date, other: date) -> None:
    early, late = sorted([one, other])
    assert calendar.working_days_after(early, 5) <= calendar.working_days_after(late, 5)


@pytest.mark.parametrize("days", [0, -1])
def test_less_than_a_day_is_no_count(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Calendar("test").working_days_after(date(2026, 1, 1), days)


@given(DAYS)
def test_weekends_never_count(day: date) -> None:
    assert Calendar("test").is_working(day) == (day.strftime("%a") not in {"Sat", "Sun"})
