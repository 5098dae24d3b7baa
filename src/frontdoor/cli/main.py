"""The `frontdoor` command. Commands live in `commands/` and in `*/command.py`; each registers itself.

`--help` must stay quick, so command modules import Django and the rooms only inside their functions.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from frontdoor.cli import faults

INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Says what was wrong in exactly one line, and ends with code 2. Options are never abbreviated."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **settings})

    def error(self, message: str) -> NoReturn:
        sentence = " ".join(message.split())
        self.exit(2, f"frontdoor: {sentence}. Try: {self.prog} --help\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        sys.stdout.flush()  # here and not while Python shuts down, so that a reader who has gone is noticed
        super().exit(status, message)


def build_parser() -> Parser:
    """The whole command line, from every module that registers a command."""
    parser = Parser(
        prog="frontdoor",
        description="One front door to a council. Settings come from the environment: see docs/engineers.md.",
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _command_modules():
        module.register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 could not (one line says why), 2 wrong usage, 130 Ctrl-C."""
    try:
        arguments = build_parser().parse_args(argv)
        code = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; do not complain again while Python shuts down
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        sentence = faults.sentence(error)
        if sentence is None:
            raise
        print(f"frontdoor: {sentence}", file=sys.stderr)
        return error.code if isinstance(error, faults.Fault) else 1
    return code or 0


def _command_modules() -> list[ModuleType]:
    """Found by where they are: this module knows none of them, and any may run another through `main`."""
    here, package = Path(__file__).parent, "frontdoor.cli"
    names = [f"{package}.commands.{found.name}" for found in pkgutil.iter_modules([str(here / "commands")])]
    names += [f"{package}.{path.parent.name}.command" for path in sorted(here.glob("*/command.py"))]
    return [importlib.import_module(name) for name in names]


if __name__ == "__main__":
    sys.exit(main())
