"""Writers on SQLite take turns: over threads and processes, never inside a transaction, and not for ever."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from frontdoor.core import audit, turns
from frontdoor.core.actors import SYSTEM
from frontdoor.core.models import Job
from tests.core.test_rows import T

SQLITE = pytest.mark.usefixtures("lasting_db")


@contextmanager
def somebody_elses(happened: list[str] | None = None) -> Iterator[threading.Event]:
    """Somebody else's turn, which lasts as long as the block, or until the event is set."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.turn():
            begun.set()
            over.wait(60)
            if happened is not None:
                happened.append("the other's turn ended")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert begun.wait(60)
    try:
        yield over
    finally:
        over.set()
        thread.join()


@SQLITE
def test_who_writes_waits_for_who_writes() -> None:
    happened: list[str] = []
    with somebody_elses(happened) as over:
        threading.Timer(0.3, over.set).start()
        with audit.transaction():
            happened.append("we wrote")
            Job.objects.create(kind="k", payload={}, run_at=T, created_at=T)
            audit.record("tried", subject="job:1", by=SYSTEM, at=T)
    if connection.vendor == "sqlite":
        assert happened == ["the other's turn ended", "we wrote"]


@SQLITE
def test_on_postgresql_nobody_waits() -> None:
    if connection.vendor == "sqlite":
        return
    with somebody_elses(), audit.transaction():  # it would not end
        audit.record("tried", subject="job:1", by=SYSTEM, at=T)


@SQLITE
def test_inside_a_transaction_nobody_waits() -> None:
    """Whoever holds the turn would wait for the database, and we for the turn."""
    happened: list[str] = []
    with somebody_elses(happened), transaction.atomic(), turns.turn():
        happened.append("we went on")
    assert happened == ["we went on", "the other's turn ended"]


@SQLITE
def test_a_turn_that_comes_too_late_is_a_locked_database(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL takes no turns
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    with somebody_elses() as over:
        threading.Timer(0.5, over.set).start()
        with pytest.raises(OperationalError, match="locked"), turns.turn():
            pytest.fail("it began")


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
