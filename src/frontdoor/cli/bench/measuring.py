"""Measures one thing at a time: rounds of requests after a warm-up; medians of the rounds, and how far they differ."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
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

    `spread` are the least and the most processor time, application and database, of the rounds.
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
    both = [a + d for a, d in zip(application, database, strict=True)]
    walls.sort()
    return Figures(
        len(walls), median(application), median(database), (min(both), max(both)),
        walls[len(walls) // 2] * 1000, walls[int(len(walls) * 0.95)] * 1000, len(walls) / sum(walls),
    )  # fmt: skip


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
    both = [a + d for a, d in zip(application, database, strict=True)]
    walls.sort()
    return Figures(
        len(walls), median(application), median(database), (min(both), max(both)),
        walls[len(walls) // 2] * 1000, walls[int(len(walls) * 0.95)] * 1000, median(rates),
    )  # fmt: skip


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
