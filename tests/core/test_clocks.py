"""When is something due? Over weekends, bank holidays and the changes of the clocks."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.core import bank_holidays
from frontdoor.core.calendars import Calendar
from frontdoor.core.clocks import LONDON, Limit, Unit, due, last_day

pytestmark = pytest.mark.once

ENGLAND = Calendar("england_wales", frozenset(bank_holidays.england_wales(2025, 2028)))
MOMENTS = st.integers(1_735_700_000, 1_827_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (london(2026, 11, 23, 9), 5, date(2026, 11, 30)),  # a Monday: to the Monday after
        (london(2026, 11, 20, 23, 59), 5, date(2026, 11, 27)),  # Friday night counts as Friday
        (london(2026, 11, 21, 0, 0), 1, date(2026, 11, 23)),  # Saturday: Monday is the first
        (london(2026, 12, 23, 12), 2, date(2026, 12, 29)),  # over Christmas
        (london(2026, 3, 27, 12), 1, date(2026, 3, 30)),  # the clocks go forward in between
        (london(2026, 10, 23, 12), 1, date(2026, 10, 26)),  # the clocks go back in between
        (london(2026, 4, 2, 17), 1, date(2026, 4, 7)),  # over Easter
    ],
)
def test_working_days(start: datetime, days: int, last: date) -> None:
    due_at = due(Limit(days, Unit.WORKING_DAYS), start, ENGLAND)
    assert due_at == datetime.combine(last + timedelta(1), datetime.min.time(), LONDON)
    assert last_day(due_at).astimezone(LONDON).date() == last


def test_summer_evenings_belong_to_the_day_on_the_wall() -> None:
    # 23:30 in London on Friday 10 July is 22:30 UTC; 00:30 is Saturday, though still Friday in UTC
    friday = datetime(2026, 7, 10, 22, 30, tzinfo=UTC)
    saturday = datetime(2026, 7, 10, 23, 30, tzinfo=UTC)
    assert last_day(due(Limit(1, Unit.CALENDAR_DAYS), friday, ENGLAND)).astimezone(LONDON).day == 11
    assert last_day(due(Limit(1, Unit.CALENDAR_DAYS), saturday, ENGLAND)).astimezone(LONDON).day == 12


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (london(2026, 3, 28, 12), 24),  # 24 hours later it is 13:00 on the wall
        (london(2026, 10, 24, 12), 24),  # and here 11:00
        (london(2026, 10, 25, 0, 30), 2),  # 1:30 comes twice
        (london(2026, 6, 1, 8), 4),
    ],
)
def test_hours_are_hours_that_pass(start: datetime, hours: int) -> None:
    due_at = due(Limit(hours, Unit.HOURS), start, ENGLAND)
    assert due_at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


@given(MOMENTS, st.integers(1, 40), st.sampled_from(list(Unit)), st.integers(-12, 14))
def test_when_it_starts_does_not_depend_on_the_zone_it_is_written_in(
    start: datetime, amount: int, unit: Unit, offset: int
) -> None:
    elsewhere = start.astimezone(timezone(timedelta(hours=offset)))
    limit = Limit(amount, unit)
    assert (
        due(limit, start, ENGLAND)
        == due(limit, elsewhere, ENGLAND)
        == due(limit, start.astimezone(LONDON), ENGLAND)
    )


@given(MOMENTS, st.integers(1, 40), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
def test_a_limit_in_days_ends_at_midnight_after_a_whole_day(start: datetime, amount: int, unit: Unit) -> None:
    due_at = due(Limit(amount, unit), start, ENGLAND)
    assert due_at.astimezone(LONDON).time() == datetime.min.time()
    end = last_day(due_at).astimezone(LONDON).date()
    began = start.astimezone(LONDON).date()
    if unit is Unit.WORKING_DAYS:
        assert ENGLAND.working_days_between(began, end) == amount
        assert ENGLAND.is_working(end)
    else:
        assert (end - began).days == amount


@given(MOMENTS, MOMENTS, st.integers(1, 30), st.sampled_from(list(Unit)))
def test_who_comes_first_is_due_first(one: datetime, other: datetime, amount: int, unit: Unit) -> None:
    early, late = sorted([one, other])
    assert due(Limit(amount, unit), early, ENGLAND) <= due(Limit(amount, unit), late, ENGLAND)
