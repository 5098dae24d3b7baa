"""How fast the worker sends: real messages, waiting in the database, to a real mail server on this machine."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontdoor.cli.bench import trees

_WITHIN = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, how fast, and what one took of the worker's and the database's processors (ms)."""

    messages: int
    per_second: float
    application: float
    database: float


def send(settings: Mapping[str, str], *, database: int, log: Path) -> Sent:
    """Run a mail server and the worker until every waiting message is sent. Raises RuntimeError where that fails."""
    from frontdoor.cli import serving

    with serving.reserved("127.0.0.1", 0) as port:
        mail = {**settings, "SMTP_URL": f"smtp://127.0.0.1:{port}", "FRONTDOOR_OUTBOX": "1"}
        with _running(["outbox", "--port", str(port)], mail, log), _waiting(settings) as waiting:
            time.sleep(2)  # the mail server is up long before
            count = waiting()
            if not count:
                raise RuntimeError("no messages are waiting")
            before = trees.processor_seconds(database) if database else 0.0
            with _running(["worker"], mail, log) as worker:
                while waiting() == count:
                    _look(worker, log)
                start, first = time.perf_counter(), waiting()
                while waiting():
                    _look(worker, log)
                took = time.perf_counter() - start
                used = trees.processor_seconds(worker.pid)
            also = (trees.processor_seconds(database) if database else 0.0) - before
    return Sent(count, first / took, used / count * 1000, also / count * 1000)


def _look(worker: subprocess.Popen[bytes], log: Path) -> None:
    if worker.poll() is not None:
        raise RuntimeError(f"the worker ended: {log.read_text()[-2000:]}")
    time.sleep(0.05)


@contextmanager
def _running(command: list[str], settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "frontdoor.cli.main", *command],
            env=settings, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@contextmanager
def _waiting(settings: Mapping[str, str]) -> Iterator[Callable[[], int]]:
    """A look at how many messages wait, which costs the database next to nothing."""
    question = "SELECT count(*) FROM core_job WHERE kind = 'notifications.deliver'"  # a small table, always
    with connected(settings) as ask:
        yield lambda: int(ask(question))


@contextmanager
def connected(settings: Mapping[str, str]) -> Iterator[Callable[[str], Any]]:
    """Ask the installation's database for one value, without any of the application."""
    url = settings.get("DATABASE_URL", "")
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as session:
            yield lambda sql: (session.execute(sql).fetchone() or (0,))[0]
    else:
        name = Path(settings["FRONTDOOR_DATA"]) / "frontdoor.sqlite3"
        with closing(sqlite3.connect(name, timeout=20)) as session:
            yield lambda sql: session.execute(sql).fetchone()[0]
