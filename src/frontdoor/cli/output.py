"""Where commands write: the answer to standard output, everything else to standard error."""

import argparse
import json
import sys
from collections.abc import Mapping


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option of every command that prints data."""
    parser.add_argument("--json", action="store_true", help="print exactly one JSON object")


def answer(arguments: argparse.Namespace, data: Mapping[str, object], text: str) -> None:
    """Print what was asked for: `data` as one JSON object with --json, else `text`."""
    print(json.dumps(data, ensure_ascii=False, default=str) if arguments.json else text)


def progress(text: str) -> None:
    """Tell whoever waits how far we are. Never part of the answer."""
    print(text, file=sys.stderr, flush=True)
