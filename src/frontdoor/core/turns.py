"""One writer after the other on SQLite, where who waits otherwise sleeps and tries again, up to 0.1 s at a time."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection


@contextmanager
def turn() -> Iterator[None]:
    """Wait, where the database is SQLite, until no other thread or process writes; the system wakes us at once.

    The lock is a file beside the database; it goes with the process that holds it. Raises OperationalError when our
    turn comes only after SQLite itself would have given up. Not to be waited for inside a transaction: its writer
    would wait for us.
    """
    path = _beside_the_database()
    if path is None or connection.in_atomic_block:
        yield
        return
    with path.open("a") as lock:
        begun = time.monotonic()
        fcntl.flock(lock, fcntl.LOCK_EX)
        if time.monotonic() - begun > connection.settings_dict["OPTIONS"].get("timeout", 5.0):
            raise OperationalError("database is locked")
        yield


def _beside_the_database() -> Path | None:
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or name.startswith("file:") else Path(f"{name}.writing")
