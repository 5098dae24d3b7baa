from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.design import moments

pytestmark = pytest.mark.once

WINTER = datetime(2026, 11, 22, 16, 36, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London, the day after


def test_dates_are_in_words_and_in_the_councils_time_zone() -> None:
    assert moments.plain_date(WINTER) == "22 November 2026"
    assert moments.plain_date(SUMMER) == "2 July 2026"
    assert moments.plain_date(date(2026, 3, 4)) == "4 March 2026"
    assert moments.short_date(WINTER) == "22 Nov 2026"
    assert moments.weekday_date(WINTER) == "Sunday 22 November 2026"
    assert moments.plain_datetime(WINTER) == "22 November 2026 at 4:36pm"
    assert moments.plain_datetime(SUMMER) == "2 July 2026 at 12:30am"
    assert moments.short_datetime(WINTER) == "22 Nov 2026, 4:36pm"
    assert moments.iso(SUMMER) == "2026-07-02T00:30:00+01:00"
    assert moments.iso(date(2026, 3, 4)) == "2026-03-04"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "midnight"), (0, 5, "12:05am"), (9, 0, "9am"), (12, 0, "midday"), (12, 1, "12:01pm"), (23, 59, "11:59pm")],
)  # fmt: skip
def test_times_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert moments.plain_time(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(seconds=20), "in less than a minute"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=59), "in 59 minutes"),
        (timedelta(hours=-5), "5 hours ago"),
        (timedelta(hours=-16), "16 hours ago"),  # still today
        (timedelta(hours=8), "tomorrow"),
        (timedelta(hours=-17), "yesterday"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=28), "in 28 days"),
        (timedelta(days=-29), "24 Oct 2026"),
    ],
)
def test_how_far_away(away: timedelta, said: str) -> None:
    assert moments.relative(WINTER + away, WINTER) == said


def test_days_are_days_of_the_calendar() -> None:
    assert moments.relative(date(2026, 11, 22), WINTER) == "today"
    assert moments.relative(date(2026, 11, 23), WINTER) == "tomorrow"
    assert moments.relative(date(2026, 11, 20), WINTER) == "2 days ago"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        moments.plain_date(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time of day"):
        moments.plain_time(date(2026, 1, 1))  # type: ignore[arg-type]


@given(st.integers(946684800, 4102444800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_moment_can_be_said(moment: datetime) -> None:
    said = moments.plain_datetime(moment)
    assert " at " in said
    assert datetime.fromisoformat(moments.iso(moment)) == moment
    assert moments.relative(moment, WINTER)
