#!/bin/sh
# Everything a change must pass: style, types, import contracts, then the tests on both databases.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
# Where this is set, each of some dozen processes would compile the tests again.
unset PYTHONDONTWRITEBYTECODE

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing=postgresql
command -v chromium >/dev/null || missing="$missing chromium"
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"  # what drives the browser needs it
tools/packages.sh $missing

step() { echo "== $* =="; }

step lint
ruff check --quiet .
ruff format --quiet --check .
step types
mypy
step import contracts
lint-imports

# Three at a time, since many wait. Each takes a run of neighbours, so that what a file needs is made once, and
# whoever is done takes over from another.
some="-q -n 3 --dist worksteal"
step tests on PostgreSQL
# shellcheck disable=SC2086  # several options
python -m tests.postgres -- python -m pytest $some -m "not browser and not once"
# The whole run comes last, so that its last line is the last line.
step tests on SQLite, and the browser journeys
# shellcheck disable=SC2086
exec python -m pytest $some
