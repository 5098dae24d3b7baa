"""The command line itself: help, wrong usage, faults, start-up."""

import argparse
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError

from frontdoor.cli import faults
from frontdoor.cli import main as command_line
from tests.processes import FRONTDOOR, frontdoor, processor_time


def leaves(
    parser: argparse.ArgumentParser, *names: str
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    families = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not families:
        yield names, parser
    for family in families:
        for name, inner in family.choices.items():
            yield from leaves(inner, *names, name)


LEAVES = dict(leaves(command_line.build_parser()))


def test_the_commands_are_there() -> None:
    assert {("serve",), ("worker",), ("migrate",), ("api-key", "create"), ("audit", "verify")} <= set(LEAVES)


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_every_command_has_help_and_something_to_run(
    names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(LEAVES[names].get_default("run"))
    for depth in range(len(names) + 1):
        with pytest.raises(SystemExit) as ended:
            command_line.main([*names[:depth], "--help"])
        assert ended.value.code == 0
        said = capsys.readouterr()
        assert said.out.startswith("usage: frontdoor")
        assert said.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["--nonsense"],
        ["api-key"],
        ["api-key", "create"],
        ["api-key", "create", "Partner"],
        ["serve", "--port", "http"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["serve", "--port", "٨٠"],
        ["serve", "--workers", "0"],
        ["serve", "--por", "8000"],
        ["serve", "one\ntwo"],
    ],
    ids=repr,
)
def test_wrong_usage_is_one_line_and_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("frontdoor: ")
    assert said.err.count("\n") == 1


def run_raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a command that ends with this error."""

    def run(_arguments: argparse.Namespace) -> None:
        raise error

    module = SimpleNamespace(register=lambda subparsers: subparsers.add_parser("x").set_defaults(run=run))
    monkeypatch.setattr(command_line, "_command_modules", lambda: [module])
    return command_line.main(["x"])


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (faults.Fault("It is raining."), 1, "It is raining."),
        (faults.Usage("That is not a month."), 2, "That is not a month."),
        (OperationalError("database is locked"), 1, "busy"),
        (OperationalError("canceling statement due to lock timeout"), 1, "busy"),
        (OperationalError("database or disk is full"), 1, "no space left"),
        (OperationalError("could not extend file: No space left on device"), 1, "no space left"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "no space left"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 1, "no space left"),
        (OperationalError("attempt to write a readonly database"), 1, "may not be written"),
        (OperationalError("unable to open database file"), 1, "FRONTDOOR_DATA"),
        (DatabaseError("file is not a database"), 1, "damaged"),
        (OperationalError("connection failed:\n connection refused\n"), 1, "connection refused"),
        (OperationalError("couldn't get a connection after 5.00 sec"), 1, "Cannot connect"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/x"), 1, "/srv/x: Permission denied"),
        (FileExistsError(errno.EEXIST, "File exists", "/srv/x"), 1, "/srv/x: File exists"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/proc/x"), 1, "Cannot use /proc/x"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "/srv/xxx"), 1, "Cannot use /srv/xxx"),
        (ImproperlyConfigured("Error loading psycopg2 or psycopg module"), 1, "frontdoor[postgres]"),
    ],
    ids=lambda value: str(value) if isinstance(value, Exception) else "",
)
def test_what_may_happen_is_one_line(
    error: Exception,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_raising(error, monkeypatch) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("frontdoor: ")
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "error", [ValueError("ours"), OSError(errno.EIO, "I/O"), DatabaseError("syntax error")]
)
def test_a_fault_of_ours_keeps_its_traceback(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(type(error)):
        run_raising(error, monkeypatch)


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 300])
def test_data_in_a_place_that_is_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    environment = {**os.environ, "FRONTDOOR_DATA": str(tmp_path / name)}
    environment.pop("DATABASE_URL", None)
    for command in (["migrate"], ["serve", "--port", "0"]):
        done = frontdoor(*command, environment=environment)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        assert done.stderr.startswith(f"frontdoor: Cannot use {tmp_path}")


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_raising(KeyboardInterrupt(), monkeypatch) == 130


def test_a_reader_who_has_gone() -> None:
    readable, writable = os.pipe()
    os.close(readable)
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    done = subprocess.run(
        [FRONTDOOR, "--help"], stdout=writable, stderr=subprocess.PIPE, env=buffered, check=False
    )
    os.close(writable)
    assert (done.returncode, done.stderr) == (1, b"")


def test_help_does_not_load_django() -> None:
    code = (
        "import sys\nfrom frontdoor.cli.main import main\n"
        "try: main(['serve', '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'django', 'yaml', 'shapely', 'psycopg', 'granian'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_start_up_takes_less_than_half_a_second_of_processor_time() -> None:
    before = processor_time()
    subprocess.run([FRONTDOOR, "--help"], stdout=subprocess.DEVNULL, check=True)
    assert processor_time() - before < 0.5
