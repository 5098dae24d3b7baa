"""A PostgreSQL of one's own, thrown away afterwards: for benchmarks, and for this project's tests.

It listens on a Unix socket in a folder that only its user may enter, and on no network port. A guard
holds it: when whoever asked for it is gone, killed or not, the guard stops it and removes the folder.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER = "frontdoor"
_START_WITHIN = 60.0  # seconds

_GUARD = """
bin=$1 folder=$2 data=$3; shift 3
umask 077
if [ -e "$data/PG_VERSION" ] || "$bin/initdb" --pgdata="$data" --username=frontdoor --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync --no-instructions; then
    "$bin/postgres" -D "$data" -k "$folder" -c listen_addresses= "$@" &
    server=$!
    cat    # until whoever holds the other end of our input is gone
    kill -INT $server
    wait $server
fi >"$folder/log" 2>&1
rm -rf "$folder"
"""
# what docs/running.md advises: every write waits for the disk, and memory is not that of the year 2005
_ADVISED = (
    "-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=15min",
    "-c", "random_page_cost=1.1",
)  # fmt: skip
_FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class NoPostgresql(LookupError):
    """There is no PostgreSQL on this machine. The text says how to get one."""


@contextmanager
def cluster(*, durable: bool = False, kept: Path | None = None) -> Iterator[str]:
    """Run a PostgreSQL and yield its DATABASE_URL; the database of that name is made by whoever uses it.

    `durable`: set up as in production and writing to the disk, for benchmarks and for tests that kill things.
    `kept`: a folder in which its data stays afterwards, to be used again.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="frontdoor-postgres-", dir="/tmp"))
    data = kept or folder / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = _ADVISED if durable else _FORGETFUL
    command = ["sh", "-c", _GUARD, "guard", str(programs), str(folder), str(data), *options]
    guard = subprocess.Popen(
        [*_as_somebody_else(folder, data), *command],
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
        raise NoPostgresql("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    return Path(elsewhere).resolve().parent


def _as_somebody_else(*folders: Path) -> list[str]:
    """PostgreSQL refuses to run as root: give its folders and the process to another user."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    for folder in folders:
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
