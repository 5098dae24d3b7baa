"""Measures one thing at a time: rounds of requests after a warm-up; the best of the rounds, and how far they differ.

What else a machine does, and the machines beside it on the same metal, only ever adds to processor time: the least
of the rounds is nearest to what the work itself takes.
"""

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from frontdoor.cli.bench.client import Answer
from frontdoor.cli.bench.site import Site

ROUNDS = 5


class Task(Protocol):
    """Something to ask of a site, again and again. One `ask` is one request and nothing else."""

    def ready(self, count: int) -> None:
        """Do what must come before the next `count` requests. Not measured."""

    def ask(self, number: int) -> Answer:
        """The request. Numbers begin with 0 after each `ready`."""

    def check(self, answer: Answer) -> None:
        """Raise client.Unexpected where this was not what is to be measured. Not measured."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one request took. Milliseconds; processor time is of the server's side only.

    `application` and `database` are of the round in which both together took least; `spread` are the least and the
    most of the rounds. `per_second` of several clients is that of the fastest round.
    """

    requests: int
    application: float
    database: float
    spread: tuple[float, float]
    p50: float
    p95: float
    per_second: float

    @property
    def processor(self) -> float:
        """Processor time of application and database together."""
        return self.application + self.database


def measure(site: Site, task: Task, *, each: int, warm: int) -> Figures:
    """Ask `warm` times, then in rounds of `each`, one client, one request after the other."""
    for number in _prepared(task, warm):
        task.check(task.ask(number))
    application: list[float] = []
    database: list[float] = []
    walls: list[float] = []
    for _ in range(ROUNDS):
        numbers = _prepared(task, each)
        before = site.processor()
        answers = []
        for number in numbers:
            start = time.perf_counter()
            answers.append(task.ask(number))
            walls.append(time.perf_counter() - start)
        after = site.processor()
        application.append((after[0] - before[0]) / each * 1000)
        database.append((after[1] - before[1]) / each * 1000)
        for answer in answers:
            task.check(answer)
    return _figures(application, database, walls, len(walls) / sum(walls))


def measure_command(command: Sequence[str], settings: Mapping[str, str], *, each: int) -> Figures:
    """Run a command to its end in rounds of `each`: its own processor time, not that of a database server."""
    application: list[float] = []
    walls: list[float] = []
    for _ in range(ROUNDS):
        before = _ended()
        for _ in range(each):
            start = time.perf_counter()
            subprocess.run(command, env=settings, stdout=subprocess.DEVNULL, check=True)
            walls.append(time.perf_counter() - start)
        application.append((_ended() - before) / each * 1000)
    return _figures(application, [0.0] * ROUNDS, walls, len(walls) / sum(walls))


def _ended() -> float:
    """Processor seconds of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_together(site: Site, tasks: Sequence[Task], *, each: int) -> Figures:
    """All tasks at once, each a client of its own that asks `each` times: what the site takes in a second."""
    for task in tasks:
        task.ready(each)
        task.check(task.ask(0))
    rates: list[float] = []
    application: list[float] = []
    database: list[float] = []
    walls: list[float] = []
    for _ in range(3):
        for task in tasks:
            task.ready(each)
        before, start = site.processor(), time.perf_counter()
        found = _together(tasks, each)
        took, after = time.perf_counter() - start, site.processor()
        count = len(found)
        rates.append(count / took)
        application.append((after[0] - before[0]) / count * 1000)
        database.append((after[1] - before[1]) / count * 1000)
        walls += found
    return _figures(application, database, walls, max(rates))


def _figures(
    application: Sequence[float], database: Sequence[float], walls: list[float], per_second: float
) -> Figures:
    """The best of the rounds, from what each took of both processors and from all waits (seconds)."""
    rounds = sorted(zip(application, database, strict=True), key=sum)
    walls.sort()
    return Figures(
        len(walls), *rounds[0], (sum(rounds[0]), sum(rounds[-1])),
        walls[len(walls) // 2] * 1000, walls[int(len(walls) * 0.95)] * 1000, per_second,
    )  # fmt: skip


def pace() -> float:
    """Processor time (ms) of a piece of work that is always the same: how fast this machine is just now."""
    start = time.process_time()
    total = 0
    for number in range(500_000):
        total += number * number
    return (time.process_time() - start) * 1000


def _together(tasks: Sequence[Task], each: int) -> list[float]:
    """How long each request took. Raises the first fault of any client."""
    walls: list[float] = []
    faults: list[BaseException] = []

    def work(task: Task) -> None:
        try:
            for number in range(each):
                start = time.perf_counter()
                answer = task.ask(number)
                walls.append(time.perf_counter() - start)
                task.check(answer)
        except BaseException as fault:  # handed to the thread that waits
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return walls


def _prepared(task: Task, count: int) -> range:
    task.ready(count)
    return range(count)
