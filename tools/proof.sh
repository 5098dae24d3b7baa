#!/bin/sh
# The long runs, on both databases. They write their figures into the docs.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || tools/packages.sh postgresql
python -m pytest -q -m proof
python -m tests.postgres --durable -- python -m pytest -q -m proof
exec frontdoor bench --write-docs
