"""`frontdoor council check` and `frontdoor council load`."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from frontdoor.cli.faults import Usage
from frontdoor.cli.output import add_json, answer, progress

if TYPE_CHECKING:
    from frontdoor.cli.council.reading import Files
    from frontdoor.cli.council.source import Fault
    from frontdoor.core.loading import Loaded

_PATH = "a folder with a council pack, or the word demo for the one that ships with the software"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `council check` and `council load` to the command line."""
    family = subparsers.add_parser("council", help="council packs: check them, load them")
    verbs = family.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = verbs.add_parser(
        "check",
        help="say what is wrong with a council pack",
        description="Names file, line, field and remedy. Ends with code 1 where something is wrong.",
    )
    check.add_argument("path", metavar="PATH", help=_PATH)
    add_json(check)
    check.set_defaults(run=_check)
    load = verbs.add_parser(
        "load",
        help="bring the database in line with a council pack",
        description="Loading the same pack again changes nothing. What left the pack is withdrawn, not deleted.",
    )
    load.add_argument("path", metavar="PATH", help=_PATH)
    add_json(load)
    load.set_defaults(run=_load)


def _check(arguments: argparse.Namespace) -> int:
    _, faults = _read(arguments.path)
    text = "\n".join(map(str, faults)) if faults else "This pack is sound."
    answer(arguments, {"sound": not faults, "faults": [asdict(fault) for fault in faults]}, text)
    return 1 if faults else 0


def _load(arguments: argparse.Namespace) -> int:
    files, faults = _read(arguments.path)
    if faults:
        if arguments.json:
            answer(arguments, {"loaded": False, "faults": [asdict(fault) for fault in faults]}, "")
        for fault in faults:
            progress(str(fault))
        progress("Nothing was loaded. Mend these faults first.")
        return 1
    from frontdoor.cli.setup import database

    with database():
        from django.utils import timezone

        from frontdoor.cli.council import loading
        from frontdoor.core.actors import SYSTEM

        done = loading.load(files, by=SYSTEM, at=timezone.now())
    parts = {part: asdict(count) for part, count in done.items()}
    answer(arguments, {"loaded": True, "changed": any(done.values()), "parts": parts}, _in_words(done))
    return 0


def _read(name: str) -> "tuple[Files, list[Fault]]":
    from frontdoor.cli.council.checking import check
    from frontdoor.cli.council.reading import folder

    path = folder(name)
    if not name:  # of which Python makes the folder one is in
        raise Usage("Name the folder of a council pack, or say demo.")
    if not _is_folder(path):
        raise Usage(f"There is no folder {path}. Name the folder of a council pack, or say demo.")
    return check(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, or with a NUL in it
        return False


def _in_words(done: "dict[str, Loaded]") -> str:
    lines = [
        f"{part.replace('_', ' ')}: {', '.join(said)}"
        for part, count in done.items()
        if (said := [f"{n:,} {word}" for word, n in asdict(count).items() if n])
    ]
    return "\n".join(lines) if lines else "Nothing changed."
