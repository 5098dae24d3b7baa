"""`frontdoor serve` and `frontdoor worker`: the web server and the job worker."""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from frontdoor.cli.faults import Fault

_MOST_WEB_PROCESSES = 4


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`, `worker` and `outbox` to the command line."""
    serve = subparsers.add_parser("serve", help="run the web server and the job worker")
    add_address(serve)
    serve.add_argument("--workers", type=_count, metavar="N", help="web processes (default: one a processor)")
    serve.add_argument("--web-only", action="store_true", help="leave the jobs to `frontdoor worker`")
    serve.add_argument(
        "--outbox", action="store_true", help="keep mail in the development outbox, never send it"
    )
    serve.set_defaults(run=_serve)
    worker = subparsers.add_parser("worker", help="run the job worker alone")
    worker.set_defaults(run=_work)
    outbox = subparsers.add_parser("outbox", help="run the mail server of the development outbox alone")
    outbox.add_argument("--port", type=_port, default=1025, help="default: 1025")
    outbox.set_defaults(run=_take_mail)


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options that say where to listen."""
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="default: 8000; 0: any free one"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")


@dataclass(frozen=True)
class Plan:
    """What `serve` runs and where."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int | None = None
    web_only: bool = False
    outbox: bool = False
    lines: Sequence[str] = ()  # what more to say once it can be used; {address} stands for where


def serve(plan: Plan) -> int:
    """Run web server and worker until asked to stop; the database must be in place."""
    from frontdoor.cli import supervisor
    from frontdoor.cli.signals import stop_event

    with reserved(plan.host, plan.port) as port, reserved("127.0.0.1", 0) as mail_port:
        here = _reachable(plan.host)
        address = (
            os.environ.get("FRONTDOOR_ADDRESS") or f"http://{f'[{here}]' if ':' in here else here}:{port}"
        )
        environment = {**os.environ, "FRONTDOOR_ADDRESS": address}
        programs = [supervisor.Program("web server", web_command(plan, port), essential=True)]
        if not plan.web_only:
            programs.append(supervisor.Program("worker", [*_ourselves(), "worker"]))
        if plan.outbox:
            environment |= {"FRONTDOOR_OUTBOX": "1", "SMTP_URL": f"smtp://127.0.0.1:{mail_port}"}
            programs.append(supervisor.Program("outbox", [*_ourselves(), "outbox", "--port", str(mail_port)]))
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


def _serve(arguments: argparse.Namespace) -> int:
    from frontdoor.cli.setup import database

    with reserved(arguments.host, arguments.port):
        pass  # say so at once where the port is taken
    with database():
        pass
    return serve(
        Plan(
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            web_only=arguments.web_only,
            outbox=arguments.outbox or os.environ.get("FRONTDOOR_OUTBOX") == "1",
        )
    )


def _work(_arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database
    from frontdoor.cli.signals import stop_event

    stop = stop_event()
    with database():
        from frontdoor.jobs import worker

        worker.run(stop)


def _take_mail(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database
    from frontdoor.cli.signals import stop_event

    stop = stop_event()
    with database():
        from frontdoor.counterparts import mail

        mail.run(port=arguments.port, stop=stop)


def _ourselves() -> list[str]:
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
    import http.client

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


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"a number from 1 to 256 is wanted, not {text!r}")
    return int(text)
