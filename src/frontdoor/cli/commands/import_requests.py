"""`frontdoor import requests`: what another system has had, from a CSV file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from frontdoor.cli.faults import Usage
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
        "--rejects",
        metavar="OUT.csv",
        type=Path,
        help="where rejected rows go, with the reason; default: a file in the folder rejected/ of FRONTDOOR_DATA",
    )
    add_json(requests)
    requests.set_defaults(run=_requests)


def _requests(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database():
        from frontdoor.cli.importing import running

        mapping = _mapping(arguments.mapping)
        rejects = _rejects(arguments.rejects, arguments.file, mapping)
        result = running.run(arguments.file, mapping, rejects, say=progress)
    done = result.done
    if not done.rejected and not arguments.rejects:
        rejects.unlink(missing_ok=True)
    kept = rejects if rejects.exists() else None
    answer(
        arguments,
        {
            "read": done.rows,
            "loaded": done.loaded,
            "skipped": done.skipped,
            "rejected": done.rejected,
            "resumed_at": result.resumed_at,
            "rejects": str(kept) if kept else None,
            "seconds": round(result.seconds, 1),
        },
        _sentence(done, rejects),
    )


def _rejects(given: Path | None, *read: Path) -> Path:
    """Where rejected rows go: the file given, which takes the place of none that is read, or one of our own."""
    if given is None:
        from frontdoor.cli.setup import data_folder

        folder = data_folder() / "rejected"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{read[0].name.removesuffix('.gz').removesuffix('.csv')}.csv"
    if not given.parent.is_dir():
        raise Usage(f"There is no folder {given.parent} for the rejected rows.")
    if given.is_dir():
        raise Usage(f"{given} is a folder. Name a file for the rejected rows.")
    if any(given.exists() and one.exists() and given.samefile(one) for one in read):
        raise Usage(f"{given} is read by this import. Name another file for the rejected rows.")
    return given


def _mapping(given: str) -> Path:
    from importlib import resources

    import frontdoor

    if given == SHIPPED:
        return Path(str(resources.files(frontdoor).joinpath("packs", "mappings", f"{SHIPPED}.yaml")))
    path = Path(given)
    if not path.is_file():
        raise Usage(f"There is no mapping {path}.")
    return path


def _sentence(done: "Imported", rejects: Path) -> str:
    became = f"{done.loaded:,} loaded, {done.skipped:,} known already, {done.rejected:,} rejected"
    text = f"{done.rows:,} rows read: {became}."
    return f"{text} The rejected rows are in {rejects}." if done.rejected else text
