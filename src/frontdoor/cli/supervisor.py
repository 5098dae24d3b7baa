"""Keeps a few programs running: starts them, restarts one that dies, stops all of them cleanly."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event

LOOK_EVERY = 0.2  # seconds between two looks at the programs
STOP_WITHIN = 20.0  # seconds a program has to finish what it is doing
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_SETTLED = 60.0  # seconds after which a program that dies is restarted as if for the first time
_STARTS_BEFORE_GIVING_UP = 3
_READY_WITHIN = 30.0  # seconds after which we say that something must be wrong
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Program:
    """One program to keep running. `essential`: if it cannot start at all, nothing else is worth running."""

    name: str
    command: Sequence[str]
    essential: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)
    deaths: int = field(default=0, init=False)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a process group of its own, asked to stop when this process dies without a word."""
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=_stop_with(os.getpid()),
        )
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """How it ended, after clearing away what it left behind; None while it runs or before it starts."""
        if self.process is None:
            return None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        if os.waitid(os.P_PID, self.process.pid, flags) is None:
            return None
        self.kill()  # its own children, which would hold on to the port
        code = self.process.wait()
        self.process = None
        return code

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing, then stop."""
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and its children at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def plan_restart(self, now: float) -> float:
        """Set when to start it again after a death, and return the wait in seconds: longer each time."""
        if now - self.started > _SETTLED:
            self.deaths = 0
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**self.deaths)
        self.deaths += 1
        self.start_at = now + wait
        return wait


def run(
    programs: Sequence[Program],
    *,
    stop: Event,
    environment: Mapping[str, str],
    ready: Callable[[], bool],
    announce: Callable[[], None],
    say: Callable[[str], None],
) -> int:
    """Run the programs until `stop` is set; return the exit code.

    `announce` is called once, when `ready` first answers yes. 0: stopped as asked. 1: an essential program
    could not be started, or one had to be killed.
    """
    is_ready = is_late = False
    began = time.monotonic()
    try:
        while not stop.is_set():
            now = time.monotonic()
            for program in programs:
                code = program.ended()
                if code is not None:
                    wait = program.plan_restart(now)
                    if program.essential and not is_ready and program.deaths >= _STARTS_BEFORE_GIVING_UP:
                        say(f"The {program.name} does not start. The lines above say why.")
                        return 1
                    say(f"The {program.name} {_how(code)}: starting it again in {wait:g} s.")
                if program.process is None and now >= program.start_at:
                    program.start(environment)
            if not is_ready and ready():
                is_ready = True
                announce()
            if not is_ready and not is_late and now > began + _READY_WITHIN:
                is_late = True
                say("It does not answer yet that it is ready. The lines above may say why. Still trying.")
            stop.wait(LOOK_EVERY)
        return 0 if _stop(programs) else 1
    finally:
        for program in programs:
            program.kill()


def _stop(programs: Sequence[Program]) -> bool:
    """Stop all of them; False where one had to be killed."""
    for program in programs:
        program.ask_to_stop()
    deadline = time.monotonic() + STOP_WITHIN
    while any(program.process is not None and program.ended() is None for program in programs):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _stop_with(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def in_child() -> None:
        if sys.platform == "linux":
            libc.prctl(_DEATH_SIGNAL, signal.SIGTERM)
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

    return in_child
