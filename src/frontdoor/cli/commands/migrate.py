"""`frontdoor migrate`: create the database, or bring it up to this version."""

import argparse

from frontdoor.cli.output import add_json, answer


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `migrate` to the command line."""
    parser = subparsers.add_parser(
        "migrate",
        help="create the database, or bring it up to this version",
        description="Every command that needs the database does this by itself; this one does only this.",
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database() as migrated:
        pass
    text = "The database is now of this version." if migrated else "The database was of this version already."
    answer(arguments, {"migrated": migrated}, text)
