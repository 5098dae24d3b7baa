"""Builds the data that is measured, in a process of its own: python -m frontdoor.cli.bench.building CASES

It loads the demo council and so many invented cases into the database that the environment names, unless they are
there already, and prints what can be asked for (see `targets`) as one JSON object.
"""

import secrets
import sys
from contextlib import redirect_stdout
from random import Random

from frontdoor.cli.output import progress

_TEAM, _SERVICE = "highways", "pothole"


def main(arguments: list[str]) -> int:
    """Build, choose, print."""
    from frontdoor.cli.main import main as frontdoor
    from frontdoor.cli.setup import database

    cases = int(arguments[0])
    with redirect_stdout(sys.stderr):
        if frontdoor(["council", "load", "demo"]):
            return 1
    with database():
        from django.utils import timezone

        from frontdoor.cli.bench.choosing import choose
        from frontdoor.cli.demo import year

        year.load(year.Wanted(cases=cases), now=timezone.now(), say=progress)
        found = choose(Random(), team=_TEAM, service=_SERVICE, key_name=f"bench {secrets.token_hex(4)}")
        _settle_down()
    print(found.to_json())
    return 0


def _settle_down() -> None:
    """What a database in use has behind it after so many rows: its statistics, and its log written back."""
    from django.db import connection

    connection.ensure_connection()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # autovacuum does this within minutes
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
