"""`frontdoor demo-data`: a year of invented activity for a demonstration council."""

import argparse

from frontdoor.cli.faults import Fault
from frontdoor.cli.output import add_json, answer, progress


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo-data` to the command line."""
    parser = subparsers.add_parser(
        "demo-data",
        help="a year of invented activity for a demonstration council",
        description="Everybody in it is invented. It is loaded once: run again, it adds nothing.",
    )
    parser.add_argument(
        "--months", type=_months, default=12, metavar="N", help="how long, until today (default: 12)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number makes another year (default: 1)"
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default=0.02,
        metavar="X",
        help="1: as much as a real council has (default: 0.02)",
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database():
        from django.utils import timezone

        from frontdoor.cli.demo import setting, year

        wanted = year.Wanted(months=arguments.months, seed=arguments.seed, scale=arguments.scale)
        try:
            done = year.load(wanted, now=timezone.now(), say=progress)
        except setting.NoSetting as missing:
            raise Fault(str(missing)) from None
    if done.nothing_to_do:
        text = (
            f"The demonstration year is there already, with {done.there_before:,} cases. Nothing was added."
        )
    else:
        text = f"Added {done.cases:,} cases with {done.entries:,} timeline entries."
    data = {"cases": done.cases, "timeline_entries": done.entries, "there_before": done.there_before}
    answer(arguments, data, text)


def _months(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36:
        raise argparse.ArgumentTypeError(f"a number from 1 to 36 is wanted, not {text!r}")
    return int(text)


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.001 <= value <= 20:
        raise argparse.ArgumentTypeError(f"a number from 0.001 to 20 is wanted, not {text!r}")
    return value
