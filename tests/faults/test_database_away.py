"""The database stops and comes back: web server and worker wait, say so, and go on by themselves."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection

from frontdoor.core import jobs
from frontdoor.notifications.models import Notification
from tests import postgres
from tests.faults import installation as installations
from tests.faults import people
from tests.faults.installation import Installation
from tests.faults.people import Browser
from tests.processes import eventually

pytestmark = pytest.mark.proof  # takes a minute: what waits for a database waits for up to 20 seconds, twice
AWAY, AGAIN = "The database does not answer", "The database answers again."


class Away:
    """A database that can be taken away: a PostgreSQL of our own is stopped, SQLite's file is held by somebody else."""

    def __init__(self, council: Installation) -> None:
        self._council = council
        self._holder: sqlite3.Connection | None = None
        self._server: subprocess.Popen[bytes] | None = None
        url = council.environment.get("DATABASE_URL", "")
        self._folder = Path(unquote(urlsplit(url).hostname or "")) if url else None
        self._command: list[str] = []

    def take(self) -> None:
        if self._folder is None:
            self._holder = sqlite3.connect(self._council.folder / "frontdoor.sqlite3", isolation_level=None)
            self._holder.execute("BEGIN EXCLUSIVE")
            return
        pid = int((self._folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        self._command = Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
        os.kill(pid, signal.SIGINT)  # fast: every connection is cut
        if self._server:
            self._server.wait(60)
        eventually(lambda: not _alive(pid), within=60)

    def give_back(self) -> None:
        if self._folder is None:
            assert self._holder is not None
            self._holder.execute("ROLLBACK")
            self._holder.close()
            return
        whose = (self._folder / "data").stat()
        same = {"user": whose.st_uid, "group": whose.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(self._command, cwd="/", stdout=log, stderr=log, **same)
        ask = Path(self._command[0]).with_name("pg_isready")
        ready = [str(ask), "-q", "-h", str(self._folder), "-d", "postgres"]
        eventually(lambda: subprocess.run(ready, check=False).returncode == 0, within=60)

    def stop(self) -> None:
        """Stop a server that we started, before its folder goes."""
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@contextmanager
def _own_database() -> Iterator[None]:
    """A PostgreSQL nobody else of this run uses."""
    if connection.vendor == "sqlite":
        yield
        return
    with postgres.cluster() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        yield


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Installation]:
    with _own_database(), installations.running(tmp_path_factory.mktemp("away"), django_db_blocker) as found:
        yield found


def test_it_recovers_by_itself(council: Installation) -> None:
    browser = people.question_ready(Browser(council.address), "Are you there?", "away@example.org")
    reader = Browser(council.address).go("/services/")
    processes = council.server.find("granian")
    away = Away(council)
    with council.worker():
        time.sleep(2)  # it has looked for work, and holds a connection
        log = council.folder / "worker.log"
        for times in (1, 2):  # a second time, with connections that were made meanwhile
            away.take()
            browser.send()
            assert browser.status == 503, browser.words()
            assert browser.heading() == "Sorry, we cannot save anything just now"
            assert browser.value("draft")
            if connection.vendor == "postgresql":
                time.sleep(6)  # what is kept in memory of the council is older than five seconds now
                reader.go("/services/")
                assert (reader.status, reader.heading()) == (503, "Sorry, we cannot show this page just now")
                assert Browser(council.address).go("/healthz").status == 503
            away.give_back()
            # at once: nobody is sent away by a connection that died meanwhile
            for _ in range(8):
                assert reader.go("/services/").status == 200
            if connection.vendor == "postgresql":  # the worker sleeps longer each time: let it notice, too
                eventually(lambda times=times: log.read_text().count(AGAIN) == times, within=60)
        browser.send()
        assert "/sent/" in browser.url, browser.words()
        sent = Notification.objects.filter(address="away@example.org", delivery="sent")
        eventually(lambda: council.look(sent.all().exists), within=60)
        assert "Traceback" not in log.read_text()
        assert "away@example.org" not in log.read_text()
        if connection.vendor == "postgresql":
            # said once for each time it noticed, not once for each try
            assert (log.read_text().count(AWAY), log.read_text().count(AGAIN)) == (2, 2)
            assert "storage could not be used" in council.server.errors.read_text()
    assert council.server.find("granian") == processes  # nothing was restarted
    assert "Traceback" not in council.server.errors.read_text()
    assert council.look(jobs.given_up) == []
    assert council.broken() == []
    away.stop()
