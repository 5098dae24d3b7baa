"""A PostgreSQL of the tests' own, thrown away afterwards.

python -m tests.postgres [--durable] -- command ...   runs a command with DATABASE_URL naming it
"""

import argparse
import os
import subprocess
import sys

from frontdoor.cli.bench.postgres import NoPostgresql, cluster

__all__ = ["cluster"]


def main() -> int:
    """Run a command with DATABASE_URL naming a PostgreSQL that lives as long as the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.postgres")
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    try:
        with cluster(durable=arguments.durable) as url:
            return subprocess.run(
                arguments.command, env={**os.environ, "DATABASE_URL": url}, check=False
            ).returncode
    except NoPostgresql:
        raise SystemExit("PostgreSQL is not installed. Run: tools/packages.sh postgresql") from None


if __name__ == "__main__":
    sys.exit(main())
