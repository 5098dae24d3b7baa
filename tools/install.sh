#!/bin/sh
# Makes .venv/bin/frontdoor from uv.lock. Needs only Python 3.11 or newer with pip; no venv module, and
# nothing outside the checkout is changed. Does next to nothing when nothing changed.
set -eu
cd "$(dirname "$0")/.."
uv_version=0.13.9

# Python is told to write bytecode here, once: where a machine forbids it to (PYTHONDONTWRITEBYTECODE),
# every start would compile everything again, which triples the start-up time.
finish() { exec .venv/bin/python -m compileall -q src/frontdoor; }

# The stamp names the checkout too: a virtual environment does not survive being moved.
wanted="$(cat uv.lock pyproject.toml tools/install.sh | sha256sum) $PWD"
if [ -x .venv/bin/frontdoor ] && [ -x .venv/bin/python ] \
    && [ "$(cat .venv/frontdoor-stamp 2>/dev/null)" = "$wanted" ]; then
    finish
fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
python=
for name in python3 /usr/bin/python3 python3.11 python3.12 python3.13; do
    if new_enough "$name"; then python=$(command -v "$name"); break; fi
done
if [ -z "$python" ]; then
    tools/packages.sh python3
    python=/usr/bin/python3
fi

if [ "$(.tools/bin/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$uv_version" ]; then
    "$python" -m pip --version >/dev/null 2>&1 || { tools/packages.sh python3-pip; python=/usr/bin/python3; }
    echo "Installing uv $uv_version into .tools ..." >&2
    rm -rf .tools
    # --target works where the system's Python is "externally managed" and without the venv module
    PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check \
        --target .tools "uv==$uv_version" >&2
fi

echo "Installing Front Door and what it needs into .venv ..." >&2
.tools/bin/uv sync --quiet --frozen --all-extras --compile-bytecode --python "$python" >&2
printf '%s\n' "$wanted" > .venv/frontdoor-stamp
finish
