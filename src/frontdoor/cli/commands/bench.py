"""`frontdoor bench`: how fast this installation's software is on this machine."""

import argparse
from pathlib import Path

from frontdoor.cli.faults import Fault
from frontdoor.cli.output import add_json, answer, progress

_DOCS = Path("docs/speed.md")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `bench` to the command line."""
    parser = subparsers.add_parser(
        "bench",
        help="measure speed on this machine, on databases of its own",
        description="Builds databases with so many invented cases, runs the web server as production does and asks it "
        "through HTTP. Your own data is not touched. Ends with code 1 where a gate is not reached.",
    )
    parser.add_argument(
        "--cases", type=_cases, default=200_000, metavar="N", help="how many (default: 200000)"
    )
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql", "both"), default="both", help="default: both"
    )
    parser.add_argument(
        "--postgres-url",
        default="",
        metavar="URL",
        help="a PostgreSQL to use (default: a throw-away one of its own)",
    )
    parser.add_argument(
        "--each", type=_each, default=60, metavar="N", help="requests in a round (default: 60)"
    )
    parser.add_argument("--only", default="", metavar="ROWS", help="some rows, by code, with commas between")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the databases here, and use them again"
    )
    parser.add_argument(
        "--write-docs",
        nargs="?",
        type=Path,
        const=_DOCS,
        metavar="FILE",
        help=f"write the figures into {_DOCS}",
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from frontdoor.cli.bench import report, run
    from frontdoor.cli.bench.postgres import NoPostgresql

    databases = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    only = frozenset(arguments.only.split(",")) - {""}
    wanted = run.Settings(
        arguments.cases, databases, arguments.each, arguments.keep, arguments.postgres_url, only
    )
    if arguments.write_docs and not arguments.write_docs.is_file():
        raise Fault(f"There is no {arguments.write_docs} to write the figures into.")
    try:
        results = run.run(wanted, say=progress)
    except NoPostgresql as missing:
        raise Fault(str(missing)) from None
    if arguments.write_docs:
        report.write(arguments.write_docs, results)
    data = report.data(results)
    answer(arguments, data, report.text(results))
    return 0 if data["reached"] else 1


def _cases(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 500 <= int(text) <= 5_000_000:
        raise argparse.ArgumentTypeError(f"a number from 500 to 5000000 is wanted, not {text!r}")
    return int(text)


def _each(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 5 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"a number from 5 to 10000 is wanted, not {text!r}")
    return int(text)
