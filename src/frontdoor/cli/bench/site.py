"""A running installation to measure: the web server as production runs it, behind a proxy, with its database."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from frontdoor.cli.bench import trees
from frontdoor.cli.bench.client import Client
from frontdoor.cli.bench.targets import Targets

HOST = "front-door.example"
_READY = re.compile(r"Front Door is ready: ")
_ENVIRONMENT = {
    "FRONTDOOR_ADDRESS": f"https://{HOST}",
    "FRONTDOOR_PROXIES": "1",  # so that limits by network address count the visitors, not this machine
}
_CLEARED = (
    "FRONTDOOR_SECRET_KEY",
    "FRONTDOOR_HOSTS",
    "FRONTDOOR_OUTBOX",
    "FRONTDOOR_SQLITE_SYNC",
    "SMTP_URL",
)


def environment(data: Path, database_url: str = "") -> dict[str, str]:
    """The environment of an installation in this folder, with this database or else SQLite, as production has it."""
    kept = {name: value for name, value in os.environ.items() if name not in {*_CLEARED, "DATABASE_URL"}}
    found = {**kept, **_ENVIRONMENT, "FRONTDOOR_DATA": str(data)}
    return {**found, "DATABASE_URL": database_url} if database_url else found


@dataclass
class Site:
    """Where the server listens, whose processes it and its database have, and visitors to it."""

    port: int
    web: int
    database: int  # the process all of the database's run below; 0 where it runs inside the application
    targets: Targets
    _visitors: int = 0
    _staff: dict[str, Client] = field(default_factory=dict)

    def visitor(self) -> Client:
        """A new visitor, at a network address of their own."""
        self._visitors += 1
        number = self._visitors
        return Client(
            self.port, host=HOST, seen_as=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        )

    def signed_in(self, email: str) -> Client:
        """A browser in which this member of staff signed in, by the page for it."""
        if email not in self._staff:
            client = self.visitor()
            page = client.get("/sign-in/").expect(200)
            fields = {**page.hidden(), "login": email, "password": self.targets.password}
            client.post("/sign-in/", fields).expect(302)
            client.get("/desk/").expect(200)
            self._staff[email] = client
        return self._staff[email]

    def processor(self) -> tuple[float, float]:
        """Processor seconds used so far by the application and by its database."""
        return trees.processor_seconds(self.web), trees.processor_seconds(
            self.database
        ) if self.database else 0.0

    def memory(self) -> tuple[float, float]:
        """Megabytes in use by the application and by its database."""
        return trees.memory_megabytes(self.web), trees.memory_megabytes(
            self.database
        ) if self.database else 0.0


@contextmanager
def serving(settings: Mapping[str, str], targets: Targets, *, database: int, log: Path) -> Iterator[Site]:
    """Run `frontdoor serve --web-only`: the command of production."""
    command = frontdoor("serve", "--web-only", "--port", "0")
    with _running(command, settings, log) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if not _READY.match(first):
            raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
        yield Site(_port_of(process.pid), process.pid, database, targets)


@contextmanager
def counting(settings: Mapping[str, str], targets: Targets, *, log: Path) -> Iterator[Site]:
    """Run the same web server, one process of it, with the application that counts its queries."""
    from frontdoor.cli import serving

    with serving.reserved("127.0.0.1", 0) as port:
        command = serving.web_command(
            serving.Plan(workers=1), port, application="frontdoor.cli.bench.counted:application"
        )
        with _running(command, settings, log) as process:
            site = Site(port, process.pid, 0, targets)
            _wait_for(site, log)
            yield site


def _wait_for(site: Site, log: Path) -> None:
    import time

    for _ in range(300):
        try:
            site.visitor().get("/healthz").expect(200)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")


@contextmanager
def _running(command: list[str], settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def frontdoor(*arguments: str) -> list[str]:
    """The command line of a `frontdoor` command, in this Python."""
    return [sys.executable, "-P", "-m", "frontdoor.cli.main", *arguments]


def _port_of(pid: int) -> int:
    """The port that a web server below this process was told to listen on."""
    for one in trees.below(pid):
        words = Path(f"/proc/{one}/cmdline").read_text().split("\0")
        if "--port" in words and "granian" in words:
            return int(words[words.index("--port") + 1])
    raise RuntimeError("the web server is not there")
