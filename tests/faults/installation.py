"""A whole installation of real processes: web server, worker and mail server, to be killed."""

import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from tests import outbox as outboxes
from tests import small_council
from tests.faults import invariants
from tests.outbox import Outbox
from tests.processes import FRONTDOOR, Server, eventually, frontdoor, in_django, installation, serving

_SETTINGS = """
import json
from django.conf import settings
print(json.dumps({**settings.DATABASES["default"], "OPTIONS": {}}, default=str))
"""


@dataclass
class Installation:
    """One council with everything that runs for it."""

    environment: Mapping[str, str]
    outbox: Outbox
    blocker: DjangoDbBlocker
    database: BaseDatabaseWrapper
    key: str = ""
    port: int = field(default_factory=outboxes.free_port)
    _server: Server | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def folder(self) -> Path:
        return Path(self.environment["FRONTDOOR_DATA"])

    @property
    def address(self) -> str:
        """Where the web server is, which is started when this is first asked for."""
        if self._server is None:
            options = ("--web-only", "--workers", "1", "--port", str(self.port))
            self._server = self._stack.enter_context(serving(self.environment, *options))
        return self._server.address

    @property
    def server(self) -> Server:
        assert self._server is not None
        return self._server

    def stop_web(self) -> None:
        self._stack.close()
        self._server = None

    @contextmanager
    def dying_web(self, point: str) -> Iterator[None]:
        """Within the block the web process dies at this point; after it, it was seen to, and another one answers."""
        assert self.address
        log, before = self.server.errors, self.server.find("granian")
        said = len(log.read_text())
        self._arm(point)
        yield
        eventually(lambda: f"crash point {point}\n" in log.read_text()[said:], within=60)
        gone = eventually(lambda: set(before) - set(self.server.processes()), within=60)
        assert len(gone) == 1
        eventually(lambda: len(self.server.find("granian")) == len(before) and self._answers(), within=60)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A real worker until the end of the block."""
        with (self.folder / "worker.log").open("w") as log:
            process = subprocess.Popen([FRONTDOOR, "worker"], env=self.environment, stderr=log, stdout=log)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)

    def dying_worker(self, point: str) -> None:
        """Run a worker until it is killed at this point, and see that it was."""
        self._arm(point)
        with self.worker() as process:
            assert process.wait(60) == -signal.SIGKILL, (self.folder / "worker.log").read_text()
        assert f"crash point {point}\n" in (self.folder / "worker.log").read_text()

    def work(self) -> None:
        """Let a fresh worker do all there is to do."""
        with self.worker():
            eventually(lambda: self.look(_jobs_due) == 0, within=60)

    def flush(self) -> None:
        """Do all there is to do, in this process: for what is not about the worker."""

        def turns() -> None:
            from frontdoor.jobs import worker

            turn = worker._Turn(threading.Event())
            while turn():
                pass

        with patch.object(settings, "SMTP_URL", self.outbox.url):
            self.look(turns)

    def look(self, read: Callable[[], invariants.T]) -> invariants.T:
        """What `read` gives of this installation's database and files, instead of the tests' own."""
        from frontdoor.organisation import queries as organisation

        ours = connections["default"]
        with self.blocker.unblock(), patch.object(settings, "DATA", self.folder):
            connections["default"] = self.database
            organisation.forget_cached()
            try:
                return read()
            finally:
                self.database.close()
                connections["default"] = ours
                organisation.forget_cached()

    def broken(self, *, idle: bool = False) -> list[str]:
        """What does not hold in the database, and between it and the mail server."""
        taken = self.outbox.message_ids()
        return self.look(lambda: invariants.broken(idle=idle) + invariants.broken_mail(taken))

    def leases_end(self) -> None:
        """The time passes after which what a dead worker had is anybody's, and what waits for a retry is due."""
        from django.utils import timezone

        from frontdoor.core.models import Job

        self.look(lambda: Job.objects.update(lease_until=None, run_at=timezone.now()))

    def _arm(self, point: str) -> None:
        Path(self.environment["FRONTDOOR_CRASH_FILE"]).write_text(point)

    def _answers(self) -> bool:
        try:
            return self.server.get("/healthz")[0] == 200
        except OSError:
            return False


def _jobs_due() -> int:
    from django.utils import timezone

    from frontdoor.core.models import Job

    return Job.objects.filter(run_at__lte=timezone.now()).count()


def _load() -> None:
    """The small council; repeating jobs come only when a test asks for them."""
    from datetime import timedelta

    from django.utils import timezone

    from frontdoor.core.models import Schedule
    from frontdoor.jobs import handlers

    small_council.load(at=timezone.now(), passwords=True)
    later = timezone.now() + timedelta(days=9)
    Schedule.objects.bulk_create(Schedule(kind=kind, next_at=later) for kind in handlers.EVERY)


@contextmanager
def running(folder: Path, blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """Make an installation with the small council, a mail server beside it."""
    environment = installation(folder)
    with outboxes.running(outboxes.without_database(folder / "mail")) as outbox:
        environment |= {"SMTP_URL": outbox.url, "FRONTDOOR_CRASH_FILE": str(folder / "crash")}
        done = frontdoor("api-key", "create", "tests", "--scope", "open311", environment=environment)
        assert done.returncode == 0, done.stderr
        made = Installation(environment, outbox, blocker, _database(environment), done.stdout.strip())
        made.look(_load)
        try:
            yield made
        finally:
            made.stop_web()


def _database(environment: Mapping[str, str]) -> BaseDatabaseWrapper:
    """A connection to that installation's database, for the process of the tests."""
    import json

    from django.db.utils import load_backend

    there = json.loads(in_django(_SETTINGS, environment=environment))
    wrapper = load_backend(there["ENGINE"]).DatabaseWrapper(
        {**connections["default"].settings_dict, **there}, "default"
    )
    assert isinstance(wrapper, BaseDatabaseWrapper)
    return wrapper
