"""`frontdoor import requests`: what another system has had, from a CSV file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from frontdoor.cli.faults import Fault, Usage
from frontdoor.cli.output import add_json, answer, progress

if TYPE_CHECKING:
    from frontdoor.intake.types import Imported

SHIPPED = "requests"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import requests` to the command line."""
    family = subparsers.add_parser("import", help="bring in what other systems have")
    kinds = family.add_subparsers(title="commands", metavar="COMMAND", required=True)
    requests = kinds.add_parser(
        "requests",
        help="service requests from a CSV file",
        description=(
            "Loads each request once, however often the file or another with the same requests is imported. "
            "An import that was stopped goes on where it was when the same command is run again."
        ),
    )
    requests.add_argument("file", metavar="FILE", type=Path, help="a CSV file, plain or compressed with gzip")
    requests.add_argument(
        "--mapping",
        metavar="MAP.yaml",
        default=SHIPPED,
        help=f"which columns and words mean what; default: {SHIPPED}, which ships with the software",
    )
    requests.add_argument(
        "--rejects", metavar="OUT.csv", type=Path, help="where rejected rows go, with the reason"
    )
    add_json(requests)
    requests.set_defaults(run=_requests)


def _requests(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database():
        from frontdoor.cli.importing import running

        mapping = _mapping(arguments.mapping)
        if arguments.rejects and not arguments.rejects.parent.is_dir():
            raise Usage(f"There is no folder {arguments.rejects.parent} for the rejected rows.")
        result = running.run(arguments.file, mapping, arguments.rejects, say=progress)
    done = result.done
    answer(
        arguments,
        {
            "read": done.rows,
            "loaded": done.loaded,
            "skipped": done.skipped,
            "rejected": done.rejected,
            "resumed_at": result.resumed_at,
            "rejects": str(arguments.rejects) if arguments.rejects else None,
            "seconds": round(result.seconds, 1),
        },
        _sentence(done, arguments.rejects),
    )


def _mapping(given: str) -> Path:
    from importlib import resources

    import frontdoor

    if given == SHIPPED:
        return Path(str(resources.files(frontdoor).joinpath("packs", "mappings", f"{SHIPPED}.yaml")))
    path = Path(given)
    if not path.is_file():
        raise Fault(f"There is no mapping {path}.")
    return path


def _sentence(done: "Imported", rejects: Path | None) -> str:
    became = f"{done.loaded:,} loaded, {done.skipped:,} known already, {done.rejected:,} rejected"
    text = f"{done.rows:,} rows read: {became}."
    return f"{text} The rejected rows are in {rejects}." if rejects and done.rejected else text
