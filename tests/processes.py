"""The real `frontdoor` command in processes of its own, with a data folder and a database of its own."""

import os
import resource
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.request import ProxyHandler, build_opener

FRONTDOOR = str(Path(sys.executable).parent / "frontdoor")
ROOT = Path(__file__).parents[1]
_READY_WITHIN = 120  # seconds, for a machine that does other things as well
_NOWHERE = "http://127.0.0.1:9"
T = TypeVar("T")


def installation(folder: Path) -> dict[str, str]:
    """The environment of an installation in this folder, on the kind of database that this run tests."""
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FRONTDOOR_", "DJANGO_"))
        },
        "FRONTDOOR_DATA": str(folder),
        # what a test starts uses no network either: a proxy that is not there
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
        "no_proxy": "localhost,127.0.0.1,::1",
    }
    cluster, found, _ = os.environ.get("DATABASE_URL", "").rpartition("/")
    if found:
        environment["DATABASE_URL"] = f"{cluster}/test_{secrets.token_hex(6)}"
    return environment


def frontdoor(
    *arguments: str, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [FRONTDOOR, *arguments], env=environment, input=stdin, capture_output=True, text=True, check=False
    )


def in_django(code: str, *, environment: Mapping[str, str]) -> str:
    """Run some lines with Django loaded in that installation, and return what they print."""
    setup = "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'frontdoor.config.settings'\ndjango.setup()\n"
    command = [sys.executable, "-c", setup + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def eventually(holds: Callable[[], T], within: float = 60) -> T:
    """What `holds` returns as soon as that is true; fails when it does not become true in time (seconds)."""
    deadline = time.monotonic() + within
    while not (answer := holds()):
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
    return answer


def processor_time() -> float:
    """Seconds of processor time used so far by programs that were started here and have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def alive(pid: int) -> bool:
    """Whether that process runs; one that has ended and is only not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class Server:
    """A running `frontdoor serve`."""

    process: subprocess.Popen[str]
    address: str
    errors: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with build_opener(ProxyHandler({})).open(self.address + path, timeout=60) as answer:
            return answer.status, answer.read().decode()

    def processes(self) -> dict[int, str]:
        """Everything running below it: process ids and command lines."""
        return dict(_below(self.process.pid))

    def find(self, words: str) -> list[int]:
        """The processes below it whose command line has these words, oldest first."""
        return sorted(pid for pid, command in self.processes().items() if words in command)


@contextmanager
def serving(environment: Mapping[str, str], *options: str, command: str = "serve") -> Iterator[Server]:
    """Run `frontdoor serve`, or another command that serves, on a free port until the end of the block.

    Then stop it, and see that it stopped as it should.
    """
    errors = Path(environment["FRONTDOOR_DATA"]) / "serve.log"
    errors.parent.mkdir(parents=True, exist_ok=True)
    with errors.open("w") as log:
        process = subprocess.Popen(
            # a run of tests that is itself killed leaves no server behind
            ["setpriv", "--pdeathsig", "TERM", FRONTDOOR, command, "--port", "0", *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], _READY_WITHIN)
        first = process.stdout.readline() if ready else ""
        assert first.startswith("Front Door is ready: "), errors.read_text()
        yield Server(process, first.split()[-1].rstrip("/"), errors)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) in {0, -signal.SIGKILL}, errors.read_text()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _below(pid: int) -> Iterator[tuple[int, str]]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            try:
                yield child, Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            yield from _below(child)
