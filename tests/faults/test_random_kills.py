"""kill -9 at random moments while people and partners go on: what was promised is there once, nobody is told twice.

SEED repeats the choices of a run (not its timing), KILLS makes it longer or shorter.
"""

import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from frontdoor.cases.models import CaseContact, TimelineEntry
from frontdoor.contacts.models import Contact
from frontdoor.core.models import Job
from frontdoor.notifications.models import Notification
from tests import postgres
from tests.faults import figures
from tests.faults import installation as installations
from tests.faults.crowd import Ledger, Officer, Partner, Person, Resident, Told
from tests.faults.installation import Installation
from tests.processes import Server, eventually, serving

pytestmark = pytest.mark.proof  # minutes

KILLS = int(os.environ.get("KILLS", "60"))
SEED = int(os.environ.get("SEED") or secrets.randbelow(10**6))
TARGETS = ("web process", "web server", "worker", "worker", "everything")
CROWD = (Resident, Resident, Resident, Partner, Officer, Officer)


@dataclass
class Kill:
    """One kill, and what it met."""

    target: str
    at: float  # by the clock of the ledger
    leased: int = 0  # jobs in the hands of the worker that died
    sending: set[int] = field(default_factory=set)  # messages it was handing to the mail server


@dataclass
class Life:
    """`frontdoor serve` of an installation, killed and started again."""

    council: Installation
    kills: list[Kill] = field(default_factory=list)
    log: str = ""
    _leased: set[tuple[int, str]] = field(default_factory=set)
    _sending: set[int] = field(default_factory=set)
    _stack: ExitStack = field(default_factory=ExitStack)
    _server: Server | None = None

    @property
    def server(self) -> Server:
        assert self._server is not None
        return self._server

    def start(self) -> None:
        options = ("--workers", "1", "--port", str(self.council.port))
        self._server = self._stack.enter_context(serving(self.council.environment, *options))

    def stop(self) -> None:
        """As asked, or after it was killed."""
        self._stack.close()
        self.log += self.server.errors.read_text()

    def whole(self) -> bool:
        """Web process and worker are there, and it answers."""
        with suppress(OSError):
            return len(self._web()) > 1 and bool(self._worker()) and self.server.get("/healthz")[0] == 200
        return False

    def kill(self, target: str, aim: Callable[["Life"], None]) -> None:
        """kill -9 when `aim` returns; then look at what the dead worker had in its hands."""
        if target == "everything":
            pids = list(self.server.processes())
        else:
            web = self._web()
            pids = {"web process": web[1:], "web server": web, "worker": self._worker()}[target]
        aim(self)
        done = Kill(target, time.monotonic())
        if target == "everything":
            self.server.process.send_signal(signal.SIGSTOP)  # starts nothing more
        _kill(pids)
        if target == "everything":
            _kill([*self.server.processes(), self.server.process.pid])
        if not pids:
            return  # it is being started: nothing was killed
        self.kills.append(done)
        if target in {"worker", "everything"}:
            time.sleep(
                0.3
            )  # PostgreSQL ends what the dead had begun; the next worker needs longer than this to start
            leased, done.sending = self.in_hand()
            done.leased = len(leased - self._leased)
            self._leased |= leased
            done.sending -= self._sending
            self._sending |= done.sending
        if target == "everything":
            self.stop()
            self.start()

    def in_hand(self) -> tuple[set[tuple[int, str]], set[int]]:
        """Leased jobs with their leases, and messages being handed over."""
        leased = Job.objects.filter(lease_until__gt=timezone.now()).values_list("id", "lease_token")
        sending = Notification.objects.filter(delivery="sending").values_list("id", flat=True)
        return self.council.look(lambda: (set(leased.all()), set(sending.all())))

    def has_in_hand(self, rows: QuerySet[Any], within: float) -> None:
        """Wait until there is such a row, or for this long (seconds). Looks all the time, not to come too late."""
        give_up = time.monotonic() + within

        def wait() -> None:
            while time.monotonic() < give_up and not rows.all().exists():
                time.sleep(0.0005)

        self.council.look(wait)

    def holds_jobs(self) -> None:
        known = [token for _, token in self._leased]
        self.has_in_hand(Job.objects.filter(lease_until__gt=timezone.now()).exclude(lease_token__in=known), 5)

    def hands_over(self) -> None:
        self.has_in_hand(Notification.objects.filter(delivery="sending").exclude(id__in=self._sending), 5)

    def _web(self) -> list[int]:
        return self.server.find("granian")

    def _worker(self) -> list[int]:
        return self.server.find("cli.main worker")


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def council(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Installation]:
    """On a database that writes to the disk as production does."""
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            url = stack.enter_context(postgres.cluster(durable=True))
            stack.enter_context(pytest.MonkeyPatch.context()).setenv("DATABASE_URL", url)
        folder = tmp_path_factory.mktemp("kills")
        found = stack.enter_context(installations.running(folder, django_db_blocker))
        found.environment = {
            **found.environment,
            "FRONTDOOR_PROXIES": "1",
        }  # people have addresses of their own
        yield found


def test_killed_at_random(council: Installation) -> None:
    print(f"SEED={SEED} KILLS={KILLS}")
    began, chance, ledger, enough = time.monotonic(), random.Random(SEED), Ledger(), threading.Event()
    life = Life(council)
    life.start()
    crowd = _crowd(council, life.server.address, ledger, enough)
    try:
        while len(life.kills) < KILLS:
            _kill_somewhere(life, chance)
        eventually(life.whole, within=180)
    finally:
        enough.set()
        for one in crowd:
            one.join(Person.patience + 30)
    assert not [one for one in crowd if one.is_alive()]
    eventually(lambda: council.look(_undone) == 0, within=150)  # less than a lease is long
    life.stop()

    assert not ledger.faults, "\n".join(ledger.faults)
    assert "Traceback" not in life.log, life.log
    assert council.broken(idle=True) == []
    assert council.look(lambda: _not_as_told(ledger)) == []
    explained = set().union(*(kill.sending for kill in life.kills))
    rows = Notification.objects.filter(delivery="unknown").values_list("id", "last_error", "tried_at")
    unknown = council.look(lambda: list(rows))
    assert [row for row in unknown if row[0] not in explained] == []
    assert council.look(lambda: _told_twice(council.outbox.kept())) == []

    cuts = [{cut for cut in ledger.cuts if cut[0] < kill.at < cut[1]} for kill in life.kills]
    cutting = [cut for cut in cuts if cut]
    holding = [kill for kill in life.kills if kill.leased]
    handing = [kill for kill in life.kills if kill.sending]
    lines = _lines(
        council, life, ledger, cuts=cutting, holding=len(holding), handing=len(handing), unknown=len(unknown)
    )
    print("; ".join(line.removeprefix("- ") for line in lines))
    # a run that hits nothing proves nothing
    assert len(cutting) >= KILLS // 4
    assert len(holding) >= KILLS // 6
    assert len(handing) >= KILLS // 20
    took = f"- seed {SEED}, {(time.monotonic() - began) / 60:.0f} minutes on {os.cpu_count()} processors"
    figures.write(f"random kills, {connection.vendor}", [*lines, took])


def _crowd(council: Installation, address: str, ledger: Ledger, enough: threading.Event) -> list[Person]:
    crowd: list[Person] = []
    for number, kind in enumerate(CROWD):
        one = kind(address, ledger, random.Random(SEED * 100 + number), enough)
        if isinstance(one, Partner):
            one.key = council.key
        if isinstance(one, Officer):
            one.sign_in()
        crowd.append(one)
    for one in crowd:
        one.start()
    return crowd


def _kill_somewhere(life: Life, chance: random.Random) -> None:
    """At any moment; or, of the worker, a moment after it took jobs into its hands or began to hand a message over."""
    target = chance.choice(TARGETS)
    if chance.random() < 0.85:  # else it may not even have come up again
        eventually(life.whole, within=180)
    time.sleep(chance.uniform(0.1, 2.5))
    pause = chance.uniform(0, 1)
    aims: list[Callable[[Life], None]] = [lambda life: None]
    if target in {"worker", "everything"}:
        aims.append(lambda life: (life.holds_jobs(), time.sleep(pause * 0.06))[0])
        aims.append(lambda life: (life.hands_over(), time.sleep(pause * 0.01))[0])
    life.kill(target, chance.choice(aims))


def _undone() -> int:
    return Job.objects.exclude(key__startswith="schedule:").count()


def _found(what: Told) -> Counter[str]:
    """How often a thing that was sent is in the database, by the reference of the case it is in."""
    rows: QuerySet[Any]
    if what.kind in {"report", "question", "open311"}:
        rows = CaseContact.objects.filter(
            source_record__email=what.words, notice__in=["first", "also_reported"]
        )
    else:
        rows = TimelineEntry.objects.filter(text=what.words)
    return Counter(rows.values_list("case__reference", flat=True))


def _not_as_told(ledger: Ledger) -> list[str]:
    """What is not as somebody was told, by each of them and altogether."""
    wanted: list[tuple[list[Told], Callable[[int], bool]]] = [
        (ledger.promised, lambda count: count == 1),
        (ledger.perhaps, lambda count: count <= 1),
        (ledger.refused, lambda count: count == 0),
    ]
    found = []
    for all_of_them, right in wanted:
        for what in all_of_them:
            places = _found(what)
            if not right(places.total()) or (what.reference and set(places) - {what.reference}):
                found.append(f"{what} is in {dict(places)}")
    sent = len([what for what in [*ledger.promised, *ledger.perhaps] if what.kind not in {"status", "close"}])
    if Contact.objects.count() > sent:
        found.append(f"{Contact.objects.count()} contacts came of {sent} things sent")
    return found


def _told_twice(mails: list[EmailMessage]) -> list[str]:
    """Mails of the same words to the same person, and people who were told twice that their report arrived."""
    same = Counter((str(mail["To"]), str(mail["Subject"]), mail.get_content()) for mail in mails)
    return [f"{to} got {subject!r} {count} times" for (to, subject, _), count in same.items() if count > 1]


def _lines(
    council: Installation,
    life: Life,
    ledger: Ledger,
    *,
    cuts: list[set[tuple[float, float]]],
    holding: int,
    handing: int,
    unknown: int,
) -> list[str]:
    targets = Counter(kill.target for kill in life.kills)
    jobs = sum(kill.leased for kill in life.kills)
    cases = council.look(lambda: CaseContact.objects.filter(notice="first").count())
    messages = council.look(Notification.objects.count)
    return [
        f"- {len(life.kills)} kills: {', '.join(f'{target} {targets[target]}' for target in sorted(targets))}",
        f"- {len(cuts)} kills cut {len(set().union(*cuts))} requests in progress",
        f"- {holding} kills met the worker with {jobs} jobs in its hands, {handing} while it handed a message over",
        f"- {len(ledger.promised)} things were promised, and each is there once; of {len(ledger.perhaps)} nobody knew, "
        "and each is there once or not at all",
        f"- {cases} cases; {messages} messages, none arrived twice, {unknown} are said to be unknown",
    ]
