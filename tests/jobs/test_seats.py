"""Seats of workers: one worker each, and whoever comes next knows that the last one is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from frontdoor.jobs import seats
from tests.processes import in_django, installation

_SIT = """
from frontdoor.jobs import seats
with seats.taken() as seat:
    print(seat, flush=True)
    {then}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / "workers"


@pytest.mark.usefixtures("folder")
def test_nobody_sits_where_somebody_sits() -> None:
    with seats.taken() as first, seats.taken() as second:
        assert len(first) == len(second) == 16
        assert first != second
    with seats.taken() as next_one:
        assert next_one == first


def test_who_was_killed_leaves_the_seat(tmp_path: Path, folder: Path) -> None:
    environment = installation(tmp_path)
    setup = "import django, os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'frontdoor.config.settings'\ndjango.setup()"
    code = setup + _SIT.format(then="import time; time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        theirs = process.stdout.readline().decode().strip()
        with seats.taken() as ours:
            assert ours != theirs
        os.kill(process.pid, signal.SIGKILL)
    assert in_django(_SIT.format(then=""), environment=environment).strip() == theirs
    assert {path.name for path in folder.iterdir()} == {"1", "2"}


def test_a_name_that_was_cut_off_is_made_anew(folder: Path) -> None:
    folder.mkdir()
    (folder / "1").write_text("half")
    with seats.taken() as name:
        assert len(name) == 16
    assert (folder / "1").read_text() == name
