"""Writers on SQLite take turns: over threads and processes, never inside a transaction, and not for ever."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from frontdoor.core import audit, turns
from frontdoor.core.actors import SYSTEM
from frontdoor.core.models import Job
from tests.core.test_rows import T

SQLITE = pytest.mark.usefixtures("lasting_db")


def held_for(seconds: float) -> threading.Thread:
    """Somebody else's turn, which ends after so long."""
    begun = threading.Event()

    def hold() -> None:
        with turns.turn():
            begun.set()
            time.sleep(seconds)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(10)
    return thread


@SQLITE
def test_who_writes_waits_for_who_writes() -> None:
    other = held_for(0.5)
    begun = time.monotonic()
    with audit.transaction():
        Job.objects.create(kind="k", payload={}, run_at=T, created_at=T)
        audit.record("tried", subject="job:1", by=SYSTEM, at=T)
    waited = time.monotonic() - begun
    other.join()
    assert (waited > 0.3) == (connection.vendor == "sqlite")


@SQLITE
def test_inside_a_transaction_nobody_waits() -> None:
    """Whoever holds the turn would wait for the database, and we for the turn."""
    other = held_for(0.5)
    begun = time.monotonic()
    with transaction.atomic(), turns.turn():
        pass
    assert time.monotonic() - begun < 0.3
    other.join()


@SQLITE
def test_a_turn_that_comes_too_late_is_a_locked_database(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL takes no turns
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    other = held_for(0.5)
    with pytest.raises(OperationalError, match="locked"), turns.turn():
        pytest.fail("it began")
    other.join()


@SQLITE
def test_one_lock_for_every_thread(tmp_path: Path) -> None:
    """Many at once: no two write at the same time, and all have their turn."""
    at_once: list[int] = []
    inside = 0

    def write(**_: Any) -> None:
        nonlocal inside
        with turns.turn():
            inside += 1
            at_once.append(inside)
            time.sleep(0.01)
            inside -= 1
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at_once) == 8
    if connection.vendor == "sqlite":
        assert max(at_once) == 1
