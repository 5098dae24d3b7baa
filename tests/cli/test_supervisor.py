"""The supervisor, with small programs that do what it must cope with."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from frontdoor.cli import supervisor
from frontdoor.cli.supervisor import Program
from tests.processes import alive, eventually

pytestmark = pytest.mark.once


@dataclass
class Run:
    """A supervisor at work in a thread."""

    programs: Sequence[Program]
    ready: Callable[[], bool] = lambda: True
    said: list[str] = field(default_factory=list)
    announced: list[float] = field(default_factory=list)
    code: int | None = None

    def __post_init__(self) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.code = supervisor.run(
            self.programs,
            stop=self.stop,
            environment=os.environ,
            ready=self.ready,
            announce=lambda: self.announced.append(time.monotonic()),
            say=self.said.append,
        )

    def end(self) -> int | None:
        self.stop.set()
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self.code


def program(code: str, **options: bool) -> Program:
    return Program("program", [sys.executable, "-c", code], **options)


SLEEP = "import time; time.sleep(60)"


def test_one_that_is_killed_is_started_again() -> None:
    run = Run([program(SLEEP)])
    eventually(lambda: run.programs[0].process is not None)
    first = run.programs[0].process
    assert first is not None
    first.kill()
    eventually(lambda: run.programs[0].process not in {first, None})
    assert run.said == ["The program was ended by SIGKILL: starting it again in 0.5 s."]
    assert run.end() == 0


def test_one_that_keeps_dying_waits_longer_each_time() -> None:
    run = Run([program("raise SystemExit(3)")])
    eventually(lambda: len(run.said) == 3)
    run.end()
    assert run.said[:3] == [
        f"The program ended with code 3: starting it again in {wait} s." for wait in ("0.5", "1", "2")
    ]


def test_one_that_ran_for_long_is_restarted_at_once() -> None:
    sample = program(SLEEP)
    sample.deaths, sample.started = 9, 100.0
    assert sample.plan_restart(101.0) == 30
    assert sample.plan_restart(161.0) == 0.5


def test_if_the_essential_one_cannot_start_the_rest_is_stopped() -> None:
    run = Run([program("raise SystemExit(3)", essential=True), program(SLEEP)], ready=lambda: False)
    run.thread.join(60)
    assert run.code == 1
    assert run.said[-1] == "The program does not start. The lines above say why."
    assert not run.announced
    assert run.programs[1].process is not None
    assert run.programs[1].process.wait(60) == -signal.SIGKILL


def test_once_ready_it_is_announced_once_and_never_given_up() -> None:
    run = Run([program("raise SystemExit(3)", essential=True)])
    eventually(lambda: len(run.said) == 4)
    assert run.end() == 0
    assert len(run.announced) == 1


def test_if_it_is_not_ready_for_long_it_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_READY_WITHIN", 0.1)
    run = Run([program(SLEEP)], ready=lambda: False)
    eventually(lambda: run.said)
    time.sleep(3 * supervisor.LOOK_EVERY)
    assert run.end() == 0
    assert len(run.said) == 1
    assert "does not answer yet" in run.said[0]
    assert not run.announced


def test_stopping_lets_programs_finish(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time, pathlib\n"
        "def finish(*_):\n"
        f"    time.sleep(0.5); pathlib.Path({str(tmp_path)!r}, 'finished').touch(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, finish)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'started').touch()\n"
        "time.sleep(60)"
    )
    run = Run([program(code)])
    eventually((tmp_path / "started").exists)
    assert run.end() == 0
    assert (tmp_path / "finished").exists()


def test_one_that_does_not_stop_is_killed_and_told_by_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_WITHIN", 0.5)
    code = (
        "import signal, time, pathlib\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'started').touch()\ntime.sleep(60)"
    )
    run = Run([program(code)])
    eventually((tmp_path / "started").exists)
    assert run.end() == 1
    process = run.programs[0].process
    assert process is not None
    assert process.wait(60) == -signal.SIGKILL


def test_what_a_killed_program_left_behind_is_cleared_away(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, pathlib, os, time\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path)!r}, 'new').write_text(str(inner.pid))\n"
        f"os.rename({str(tmp_path / 'new')!r}, {str(child)!r})\ntime.sleep(60)"
    )
    run = Run([program(code)])
    eventually(child.exists)
    orphan = int(child.read_text())
    assert alive(orphan)
    process = eventually(lambda: run.programs[0].process)  # it may be there sooner than we are told
    assert process is not None
    process.kill()
    eventually(lambda: not alive(orphan))
    run.end()


def test_programs_stop_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, threading\nfrom frontdoor.cli.supervisor import Program, run\nimport os\n"
        "sleeper = Program('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "run([sleeper], stop=threading.Event(), environment=os.environ, ready=lambda: bool(sleeper.process),"
        " announce=lambda: print(sleeper.process.pid, flush=True), say=print)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        sleeper = int(keeper.stdout.readline())
        assert alive(sleeper)
        keeper.kill()
    eventually(lambda: not alive(sleeper))
