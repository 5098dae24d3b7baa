"""Seats of the workers that share a data folder.

A seat is a file with a name of its own, locked by the worker that sits there. The system takes the lock away when that
worker ends, however it ends. So whoever gets the lock knows that the last worker of this name is dead, and that what it
had in its hands need not wait until its lease runs out.
"""

import fcntl
import itertools
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_LONG = 16  # characters of a name


@contextmanager
def taken() -> Iterator[str]:
    """The name of the first free seat, which is this worker's until the end of the block."""
    folder = Path(settings.DATA) / "workers"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in itertools.count(1):
        seat = os.open(folder / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(seat)
            continue
        try:
            yield _name(seat)
            return
        finally:
            os.close(seat)


def _name(seat: int) -> str:
    """What stands in the file; a new name where there is none yet, or where its writer was cut off."""
    name = os.read(seat, _LONG).decode("ascii", "replace")
    if len(name) < _LONG:
        name = secrets.token_hex(_LONG // 2)
        os.pwrite(seat, name.encode(), 0)
    return name
