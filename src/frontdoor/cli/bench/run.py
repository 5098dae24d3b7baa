"""The whole benchmark: databases built, servers run, each row measured at each size."""

import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import median_high

from frontdoor.cli.bench import mailing, measuring, postgres, site, targets, tasks
from frontdoor.cli.bench.measuring import Figures, Task
from frontdoor.cli.bench.site import Site
from frontdoor.cli.bench.targets import Targets
from frontdoor.cli.bench.tasks import ROW, ROWS, TIMELINE, Pages

SMALL, MIDDLE = 2_000, 20_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What to measure. `folder` is kept and used again; without one everything is thrown away afterwards."""

    cases: int
    databases: tuple[str, ...]
    each: int = 60
    folder: Path | None = None
    postgres_url: str = ""
    only: frozenset[str] = frozenset()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of cases to measure at, the one asked for last."""
        return (*(size for size in (SMALL, MIDDLE) if size < self.cases), self.cases)


@dataclass(slots=True)
class Measured:
    """What one database did at one size: figures and queries by row."""

    database: str
    version: str
    cases: int
    entries: int
    built_in: float
    figures: dict[str, Figures] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    memory: tuple[float, float] = (0.0, 0.0)
    paces: list[float] = field(default_factory=list)  # see measuring.pace: before each row
    sent: mailing.Sent | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """All of it, with the machine and the day."""

    measured: list[Measured]
    machine: dict[str, str]
    day: date
    took: float


def run(wanted: Settings, *, say: Say) -> Results:
    """Measure. Raises client.Unexpected where a page is not what it should be: a figure for it would be no figure."""
    begun = time.perf_counter()
    measured = []
    with _folder(wanted.folder) as folder:
        for database in wanted.databases:
            for size in wanted.sizes:
                say(f"{database}, {size:,} cases: building ...")
                with _database(database, folder, size, wanted.postgres_url) as url:
                    place = folder / f"{database}-{size}"
                    place.mkdir(parents=True, exist_ok=True)
                    measured.append(
                        _one(site.environment(place, url), database, size, wanted, place / "log", say)
                    )
    return Results(measured, _machine(), datetime.now().astimezone().date(), time.perf_counter() - begun)


def _one(
    settings: dict[str, str], database: str, size: int, wanted: Settings, log: Path, say: Say
) -> Measured:
    start = time.perf_counter()
    found = _build(settings, size)
    built_in = time.perf_counter() - start
    done = Measured(database, "", found.cases, found.entries, built_in)
    with mailing.connected(settings) as ask:
        done.version = str(
            ask("SHOW server_version" if database == "postgresql" else "SELECT sqlite_version()")
        )
    server = _server_of(settings) if database == "postgresql" else 0
    if not wanted.only or "start" in wanted.only:
        done.figures["start"] = figures = measuring.measure_command(
            site.frontdoor("migrate"), settings, each=5
        )
        say(_line(database, size, "start", figures, 0))
    tasks.begin()
    with site.counting(settings, found, log=log) as counted:
        for code, task in _tasks(counted, wanted.only):
            done.queries[code] = _count(task)
    with site.serving(settings, found, database=server, log=log) as served:
        for code, task in _tasks(served, wanted.only):
            each = min(wanted.each, getattr(task, "most", wanted.each))
            done.paces.append(measuring.pace())
            figures = measuring.measure(served, task, each=each, warm=max(12, each // 3))
            done.figures[code] = figures
            say(_line(database, size, code, figures, done.queries.get(code, 0)))
        if not wanted.only or "create_4" in wanted.only:
            together = [tasks.Create(served) for _ in range(4)]
            done.figures["create_4"] = figures = measuring.measure_together(
                served, together, each=wanted.each * 2
            )
            say(_line(database, size, "create_4", figures, 0))
        done.memory = served.memory()
    if not wanted.only or "mail" in wanted.only:
        done.sent = mailing.send(settings, database=server, log=log)
        say(f"{database}, {size:,}: mail {done.sent.per_second:.0f}/s")
    return done


def _tasks(served: Site, only: frozenset[str]) -> Iterator[tuple[str, Task]]:
    """The tasks in their order: what only reads comes before what writes."""
    found = served.targets
    officer, manager = found.officer, found.manager
    every: dict[str, Callable[[], Task]] = {
        "queue": lambda: Pages(served.signed_in(manager), ["/desk/queues/team/"], mark=ROW, least=ROWS),
        "case": lambda: Pages(
            served.signed_in(officer), [f"/desk/cases/{one}/" for one in found.long_cases], mark=TIMELINE, least=10
        ),
        "resident": lambda: tasks.Follow(served),
        "search_rare": lambda: _search(served, found.rare_words, 1),
        "search_common": lambda: _search(served, found.common_words, ROWS),
        "search_two": lambda: _search(served, found.word_pairs, ROWS),
        "dashboard": lambda: Pages(served.signed_in(manager), ["/desk/"], mark=ROW, least=10),
        "list": lambda: Pages(
            served.visitor(), ["/open311/v2/requests.json?page_size=25"],
            mark='"service_request_id"', least=ROWS, pages=False,
        ),
        "one": lambda: Pages(
            served.visitor(), [f"/open311/v2/requests/{one}.json" for one in found.public_cases],
            mark='"service_request_id"', least=1, pages=False,
        ),
        "create": lambda: tasks.Create(served),
        "form": lambda: tasks.SubmitForm(served),
        "form_whole": lambda: tasks.WholeForm(served),
        "reply": lambda: tasks.Act(served, "reply"),
        "status": lambda: tasks.Act(served, "status"),
    }  # fmt: skip
    for code, make in every.items():
        if not only or code in only:
            yield code, make()


def _search(served: Site, words: list[str], least: int) -> Pages:
    paths = [f"/desk/search/?q={one.replace(' ', '+')}" for one in words]
    return Pages(served.signed_in(served.targets.officer), paths, mark=ROW, least=least)


def _count(task: Task) -> int:
    """How many queries a request takes, as most of them do: after enough to fill what is kept in memory.

    Every five seconds one request takes one more, to see whether a council pack was loaded.
    """
    number = min(21, getattr(task, "most", 21))
    for _ in range(2):
        task.ready(number)
        counts = []
        for place in range(number):
            answer = task.ask(place)
            task.check(answer)
            counts.append(int(answer.headers["x-queries"]))
    return median_high(counts)


def _build(settings: Mapping[str, str], size: int) -> Targets:
    command = [sys.executable, "-P", "-m", "frontdoor.cli.bench.building", str(size)]
    done = subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError("the data could not be built: the lines above say why")
    return targets.from_json(done.stdout)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="frontdoor-bench-") as folder:
        yield Path(folder)


@contextmanager
def _database(database: str, folder: Path, size: int, url: str) -> Iterator[str]:
    """The URL of the database to use; "" for SQLite, which lives in the folder."""
    if database == "sqlite":
        yield ""
    elif url:
        yield f"{url.rpartition('/')[0]}/frontdoor_bench_{size}"
    else:
        with postgres.cluster(durable=True, kept=folder / f"postgresql-{size}-data") as cluster:
            yield cluster


def _server_of(settings: Mapping[str, str]) -> int:
    """The process that all of PostgreSQL's run below, where it is on this machine; 0 where not."""
    with mailing.connected(settings) as ask:
        backend = int(ask("SELECT pg_backend_pid()"))
        stat = Path(f"/proc/{backend}/stat")
        if not stat.exists() or "postgres" not in stat.read_text():
            return 0
        return int(stat.read_text().rpartition(")")[2].split()[1])


def _line(database: str, size: int, code: str, figures: Figures, queries: int) -> str:
    low, high = figures.spread
    return (
        f"{database}, {size:,}: {code:<14} {figures.application:6.1f} + {figures.database:5.1f} ms CPU"
        f" ({low:.1f} to {high:.1f}), {queries:2d} queries, p50 {figures.p50:6.1f} p95 {figures.p95:6.1f} ms,"
        f" {figures.per_second:6.1f}/s"
    )


def _machine() -> dict[str, str]:
    """The machine as far as it says what the figures mean."""
    cpus = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    return {
        "processor": f"{len(cpus)} x {cpus[0]}" if cpus else platform.machine(),
        "memory": f"{memory / 1024 / 1024:.0f} GB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
