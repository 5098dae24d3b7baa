"""When things happen in the invented year."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest

from frontdoor.cli.demo import moments, volumes
from frontdoor.contacts.types import Channel
from frontdoor.core import bank_holidays
from frontdoor.core.calendars import Calendar
from frontdoor.core.clocks import LONDON

pytestmark = pytest.mark.once

CALENDAR = Calendar("test", frozenset(bank_holidays.england_wales(2025, 2027)))


@pytest.mark.parametrize(
    ("until", "months", "first", "count"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 23), 365),
        (date(2026, 3, 31), 1, date(2026, 3, 1), 31),
        (date(2026, 1, 15), 1, date(2025, 12, 16), 31),
        (date(2024, 2, 29), 12, date(2023, 3, 1), 366),
        (date(2026, 12, 31), 12, date(2026, 1, 1), 365),
    ],
)
def test_a_year_ends_on_its_last_day(until: date, months: int, first: date, count: int) -> None:
    days = moments.days_of(months, until)
    assert (days[0], days[-1], len(days)) == (first, until, count)


def test_working_time_has_no_nights_weekends_or_holidays() -> None:
    work = moments.WorkingTime(CALENDAR, date(2025, 11, 23), date(2026, 11, 22))
    friday = datetime(2026, 4, 2, 15, 0, tzinfo=LONDON).timestamp()  # the Thursday before Good Friday
    tuesday = datetime(2026, 4, 7, 10, 0, tzinfo=LONDON).timestamp()
    assert work.of(tuesday) - work.of(friday) == pytest.approx(3.75 * 3600)
    rng = Random(1)
    for _ in range(2000):
        at = work.at(rng.uniform(work.of(friday), work.of(friday) + 40 * 8.75 * 3600))
        local = datetime.fromtimestamp(at, LONDON)
        assert CALENDAR.is_working(local.date())
        assert 8 <= local.hour < 17
        assert work.at(work.of(at)) == pytest.approx(at, abs=0.01)


def test_spread_moments_come_in_order_between_the_two() -> None:
    work = moments.WorkingTime(CALENDAR, date(2025, 11, 23), date(2026, 11, 22))
    start = datetime(2026, 5, 1, 16, 0, tzinfo=LONDON).timestamp()
    end = datetime(2026, 5, 8, 9, 0, tzinfo=LONDON).timestamp()
    for seed in range(200):
        found = work.spread(Random(seed), start, end, 7)
        assert found == sorted(found)
        assert start < found[0]
        assert found[-1] <= end + 7 * 61
        assert all(b - a >= 61 for a, b in itertools.pairwise(found))


def test_residents_come_as_real_ones_do() -> None:
    days = moments.days_of(12, date(2026, 11, 22))
    channels = list(volumes.CHANNELS)
    found = moments.arrivals(Random(1), 30_000, days, volumes.VOLUMES["pothole"], CALENDAR, channels)
    local = [(datetime.fromtimestamp(at, UTC).astimezone(LONDON), channel) for at, channel in found]
    by_weekday = Counter(at.weekday() for at, _ in local)
    assert {day for day, _ in by_weekday.most_common(2)} == {0, 4}  # Mondays and Fridays
    assert max(by_weekday[5], by_weekday[6]) < 0.6 * by_weekday[2]
    by_month = Counter(at.month for at, _ in local)
    assert sum(by_month[m] for m in (1, 2, 3)) > 2 * sum(by_month[m] for m in (6, 7, 8))
    shares = Counter(channel for _, channel in local)
    for channel, share in volumes.CHANNELS.items():
        assert shares[channel] / 30_000 == pytest.approx(share, rel=0.25)
    for at, channel in local:
        if channel in volumes.IN_OPENING_HOURS:
            assert 8 <= at.hour < 17
            assert CALENDAR.is_working(at.date())
    evening = sum(1 for at, channel in local if channel is Channel.WEB and at.hour >= 18)
    assert evening > 0.15 * shares[Channel.WEB]


def test_fly_tipping_is_a_thing_of_spring_and_bins_of_january() -> None:
    for script, months in (("fly_tipping", (3, 4, 5)), ("missed_bin", (12, 1, 2))):
        figures = volumes.VOLUMES[script].months
        assert sum(figures[m - 1] for m in months) > 3.4
