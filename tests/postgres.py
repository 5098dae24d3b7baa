"""A PostgreSQL of the tests' own, thrown away afterwards.

python -m tests.postgres [--durable] -- command ...   runs a command with DATABASE_URL naming it

It listens on a Unix socket in a folder that only its user may enter, and on no network port. A guard
holds it: when whoever asked for it is gone, killed or not, the guard stops it and removes the folder.
"""

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER = "frontdoor"
_START_WITHIN = 60.0  # seconds

_GUARD = """
bin=$1 folder=$2; shift 2
umask 077
if "$bin/initdb" --pgdata="$folder/data" --username=frontdoor --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync --no-instructions; then
    "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= "$@" &
    server=$!
    cat    # until whoever holds the other end of our input is gone
    kill -INT $server
    wait $server
fi >"$folder/log" 2>&1
rm -rf "$folder"
"""
_FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL and yield its DATABASE_URL; the database of that name is made by whoever uses it.

    `durable`: write to the disk as in production, for benchmarks and for tests that kill things.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="frontdoor-postgres-", dir="/tmp"))
    options = () if durable else _FORGETFUL
    guard = subprocess.Popen(
        [*_as_somebody_else(folder), "sh", "-c", _GUARD, "guard", str(programs), str(folder), *options],
        stdin=subprocess.PIPE,
        cwd="/",
        start_new_session=True,
    )
    assert guard.stdin is not None
    try:
        _wait_until_ready(guard, programs, folder)
        yield f"postgresql://{USER}@{quote(str(folder), safe='')}/{USER}"
    finally:
        guard.stdin.close()
        guard.wait(60)


def _programs() -> Path:
    """The folder of the newest PostgreSQL installed."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return max(found, key=lambda path: float(path.parts[-3])).parent
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise SystemExit("PostgreSQL is not installed. Run: tools/packages.sh postgresql")
    return Path(elsewhere).resolve().parent


def _as_somebody_else(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: give its folder and the process to another user."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _wait_until_ready(guard: subprocess.Popen[bytes], programs: Path, folder: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN
    ask = [
        str(programs / "pg_isready"),
        "--quiet",
        "--host",
        str(folder),
        "--username",
        USER,
        "--dbname",
        "postgres",
    ]
    while subprocess.run(ask, check=False).returncode != 0:
        if guard.poll() is not None or time.monotonic() > deadline:
            log = folder / "log"
            raise RuntimeError("PostgreSQL did not start:\n" + (log.read_text() if log.exists() else ""))
        time.sleep(0.05)


def main() -> int:
    """Run a command with DATABASE_URL naming a PostgreSQL that lives as long as the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.postgres")
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    with cluster(durable=arguments.durable) as url:
        return subprocess.run(
            arguments.command, env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
