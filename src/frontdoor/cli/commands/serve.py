"""`frontdoor serve` and `frontdoor worker`: the web server and the job worker."""

import argparse
import os


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


def _serve(arguments: argparse.Namespace) -> int:
    from frontdoor.cli import serving
    from frontdoor.cli.setup import database

    with serving.reserved(arguments.host, arguments.port):
        pass  # say so at once where the port is taken
    with database():
        pass
    return serving.run(
        serving.Plan(
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


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"a number from 1 to 256 is wanted, not {text!r}")
    return int(text)
