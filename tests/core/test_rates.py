"""Rate limits: exact, also when many try at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from frontdoor.core import rates
from frontdoor.core.models import RateWindow

AT = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)


def tries(count: int, *, at: datetime = AT, who: str = "192.0.2.1", limit: int = 5, seconds: int = 60) -> int:
    """How many of these tries were let through."""
    through = 0
    for _ in range(count):
        try:
            rates.spend("sign-in", who, limit=limit, seconds=seconds, at=at)
            through += 1
        except rates.TooMany:
            pass
    return through


@pytest.mark.django_db
def test_the_limit_is_exact_and_each_counts_alone() -> None:
    assert tries(9) == 5
    assert tries(9, who="192.0.2.2") == 5
    rates.spend("something else", "192.0.2.1", limit=5, seconds=60, at=AT)


@pytest.mark.django_db
def test_a_new_window_begins_anew() -> None:
    assert tries(9) == 5
    assert tries(9, at=AT + timedelta(seconds=49)) == 0
    assert tries(9, at=AT + timedelta(seconds=50)) == 5


@pytest.mark.django_db
def test_a_process_whose_clock_is_behind_does_not_open_the_door_again() -> None:
    assert tries(9, at=AT + timedelta(seconds=50)) == 5
    assert tries(9, at=AT) == 0
    assert tries(9, at=AT + timedelta(seconds=51)) == 0


@pytest.mark.django_db
def test_it_says_when_to_try_again() -> None:
    tries(5)
    with pytest.raises(rates.TooMany, match="Wait 1 minute and try again") as refused:
        rates.spend("sign-in", "192.0.2.1", limit=5, seconds=60, at=AT)
    assert refused.value.seconds == 50
    tries(5, seconds=3600)
    with pytest.raises(rates.TooMany, match="Wait 60 minutes and try again"):
        rates.spend("sign-in", "192.0.2.1", limit=5, seconds=3600, at=AT)


@pytest.mark.django_db
def test_who_it_was_is_not_kept() -> None:
    rates.spend("follow", "siân@example.org \ud800", limit=5, seconds=60, at=AT)
    (row,) = RateWindow.objects.all()
    assert len(row.key) == 64
    assert "example" not in row.key


@pytest.mark.django_db
def test_old_windows_are_forgotten_and_running_ones_are_not() -> None:
    tries(1)
    tries(1, who="192.0.2.2", at=AT + timedelta(minutes=5))
    assert rates.forget(before=AT + timedelta(minutes=2)) == 1
    assert RateWindow.objects.count() == 1


@pytest.mark.usefixtures("lasting_db")
def test_many_at_once_get_exactly_as_many_as_allowed() -> None:
    through: list[int] = []

    def work() -> None:
        try:
            through.append(tries(20, limit=50))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == 6
    assert sum(through) == 50
    assert RateWindow.objects.get().count == 120
