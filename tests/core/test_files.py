"""Stored files: whole or not there at all."""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from frontdoor.core import files
from frontdoor.core.models import StoredFile


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)


def on_disk() -> list[Path]:
    return [path for path in Path(settings.DATA).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_what_is_kept_is_read_back_and_kept_once() -> None:
    row = files.keep(b"one", content_type="image/jpeg")
    assert files.keep(b"one", content_type="image/jpeg").pk == row.pk
    other = files.keep(b"other", content_type="image/png")
    assert files.read(row.pk) == (b"one", "image/jpeg")
    assert files.read(other.pk) == (b"other", "image/png")
    assert (row.size, StoredFile.objects.count(), len(on_disk())) == (3, 2, 2)


@pytest.mark.django_db
def test_what_is_not_there_is_said_to_be_missing() -> None:
    row = files.keep(b"one", content_type="image/jpeg")
    on_disk()[0].unlink()
    for missing in (row.pk, row.pk + 1, -1):
        with pytest.raises(LookupError):
            files.read(missing)
    files.keep(b"one", content_type="image/jpeg")  # and it heals when it comes again
    assert files.read(row.pk)[0] == b"one"


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_row_nor_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, hard))
    try:
        size = 80 * 1024 * 1024  # the limit is above what the database needs meanwhile
        with pytest.raises(OSError, match="too large"):
            files.keep(b"x" * size, content_type="image/jpeg")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert on_disk() == []
    assert not StoredFile.objects.exists()
    assert files.keep(b"small", content_type="image/jpeg").size == 5


_KILLED_WHILE_WRITING = """
import os, sys, django
django.setup()
from frontdoor.core import files
real = os.fsync
os.fsync = lambda handle: os.kill(os.getpid(), 9)   # the bytes are written, their name is not
files.keep(b"half" * 1000, content_type="image/jpeg")
"""


@pytest.mark.django_db
def test_killed_while_writing_no_half_file_has_the_name_of_a_whole_one(tmp_path: Path) -> None:
    environment = {**os.environ, "FRONTDOOR_DATA": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", _KILLED_WHILE_WRITING], env=environment, check=False)
    assert done.returncode == -9
    row = files.keep(b"half" * 1000, content_type="image/jpeg")
    assert files.read(row.pk)[0] == b"half" * 1000


@pytest.mark.usefixtures("lasting_db")
def test_the_same_file_from_many_at_once_is_one_file() -> None:
    ids: list[int] = []

    def work() -> None:
        try:
            ids.append(files.keep(b"the same" * 1000, content_type="image/jpeg").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1
    assert len(on_disk()) == 1
