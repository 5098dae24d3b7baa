"""The web server, the worker and the outbox, run together: what `frontdoor serve` and others do."""

import errno
import http.client
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from frontdoor.cli import supervisor
from frontdoor.cli.faults import Fault
from frontdoor.cli.signals import stop_event

_MOST_WEB_PROCESSES = 4


@dataclass(frozen=True)
class Plan:
    """What `serve` runs and where."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int | None = None
    web_only: bool = False
    outbox: bool = False
    lines: Sequence[str] = ()  # what more to say once it can be used; {address} stands for where


def run(plan: Plan) -> int:
    """Run web server and worker until asked to stop; the database must be in place."""
    with reserved(plan.host, plan.port) as port, reserved("127.0.0.1", 0) as mail_port:
        here = _reachable(plan.host)
        address = (
            os.environ.get("FRONTDOOR_ADDRESS") or f"http://{f'[{here}]' if ':' in here else here}:{port}"
        )
        environment = {**os.environ, "FRONTDOOR_ADDRESS": address}
        programs = [supervisor.Program("web server", web_command(plan, port), essential=True)]
        if not plan.web_only:
            programs.append(supervisor.Program("worker", [*ourselves(), "worker"]))
        if plan.outbox:
            environment |= {"FRONTDOOR_OUTBOX": "1", "SMTP_URL": f"smtp://127.0.0.1:{mail_port}"}
            programs.append(supervisor.Program("outbox", [*ourselves(), "outbox", "--port", str(mail_port)]))
        return supervisor.run(
            programs,
            stop=stop_event(),
            environment=environment,
            ready=lambda: _answers(plan.host, port),
            announce=lambda: _announce(address, plan.lines),
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )


def _announce(address: str, lines: Sequence[str]) -> None:
    said = [line.replace("{address}", address) for line in lines]
    print(f"Front Door is ready: {address}/", *said, sep="\n", flush=True)


def ourselves() -> list[str]:
    """The beginning of a command line that runs this same program."""
    return [sys.executable, "-P", "-m", "frontdoor.cli.main"]


def web_command(
    plan: Plan, port: int, *, application: str = "frontdoor.config.wsgi:application"
) -> list[str]:
    """The web server's command line, as production runs it."""
    from frontdoor.config.receiving import WAITING

    workers = plan.workers or min(_MOST_WEB_PROCESSES, len(os.sched_getaffinity(0)))
    return [
        *(sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", plan.host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(WAITING)),
        *("--http1-header-read-timeout", "10000"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "15"),
        # no line for each request: addresses carry references and search words
        *("--log-level", "error", "--no-access-log"),
        application,
    ]


@contextmanager
def reserved(host: str, port: int) -> Iterator[int]:
    """Keep a port for the programs we start, which share it; other programs cannot take it meanwhile."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if port:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(trial, host, port)
    with socket.socket(family) as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _bind(kept, host, port)
        yield kept.getsockname()[1]


def _bind(listener: socket.socket, host: str, port: int) -> None:
    try:
        listener.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Fault(
                f"Port {port} is in use by another program. Choose another: --port {port + 1}"
            ) from None
        if error.errno == errno.EACCES:
            raise Fault(f"This user may not use port {port}. Choose one above 1023.") from None
        raise Fault(f"Cannot listen on {host} port {port}: {error.strerror or error}.") from None


def _answers(host: str, port: int) -> bool:
    """Whether the web server says that it is ready to work."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """An address of this machine by which a server that listens on `host` can be reached."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
