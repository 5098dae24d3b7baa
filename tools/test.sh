#!/bin/sh
# Everything a change must pass: style, types, import contracts, then the tests on both databases.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

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

step tests on PostgreSQL
python -m tests.postgres -- python -m pytest -q -n 3 -m "not browser and not once"
# The whole run comes last, so that its last line is the last line.
step tests on SQLite, and the browser journeys
exec python -m pytest -q -n 3
