"""The worker: every waiting job once, fast to stop, patient with its database."""

import ast
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.utils import timezone

import frontdoor
from frontdoor.accounts import queries as accounts
from frontdoor.catalogue import queries as catalogue
from frontdoor.core import audit, jobs, rates
from frontdoor.core.models import CacheRow, Job, RateWindow
from frontdoor.intake import operations as intake
from frontdoor.intake.queries import Draft
from frontdoor.jobs import handlers, worker
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.adapters.smtp import NoServer
from frontdoor.notifications.queries import Notification
from frontdoor.notifications.types import Delivery, Message, Recipient
from tests.notifications import scripted
from tests.outbox import Outbox
from tests.processes import eventually

SOURCE = Path(frontdoor.__file__).parent
pytestmark = pytest.mark.usefixtures("lasting_council")


@contextmanager
def working(count: int = 1) -> Iterator[threading.Event]:
    """Workers of their own threads until the end of the block."""
    stop = threading.Event()

    def work() -> None:
        try:
            worker.run(stop)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


def tell(count: int) -> None:
    user = accounts.by_email("olu.officer@wold.example")
    assert user is not None
    with audit.transaction():
        for number in range(count):
            message = Message(
                "case_reply", {"message": f"number {number}"}, f"case:{number}", f"entry:{number}"
            )
            notifications.tell(
                message, Recipient(f"r{number}@example.org", user_id=user.pk), at=timezone.now()
            )


def all_done() -> bool:
    return jobs.waiting() == 0


def sent() -> int:
    return Notification.objects.filter(delivery=Delivery.SENT).count()


def test_messages_are_sent_over_one_connection_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted.server() as there:
        monkeypatch.setattr(settings, "SMTP_URL", there.url)
        tell(2 * worker.BATCH)
        with working():
            eventually(all_done)
        assert sent() == 2 * worker.BATCH
        assert there.connections == 2
        assert there.lines.count(".") == 2 * worker.BATCH


def test_several_workers_send_each_message_once(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", outbox.url)
    tell(120)
    with working(4):
        eventually(all_done, within=60)
    assert sent() == 120
    assert sorted(outbox.message_ids()) == sorted(Notification.objects.values_list("message_id", flat=True))


def test_an_idle_worker_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "IDLE", 3600)  # far longer than `working` waits for its end
    with working():
        eventually(lambda: jobs.waiting() == 0 and len(_schedules()) == len(handlers.EVERY))
        time.sleep(0.2)


def _schedules() -> list[str]:
    from frontdoor.core.models import Schedule

    return list(Schedule.objects.values_list("kind", flat=True))


def test_a_worker_asked_to_stop_finishes_one_job_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(payload: jobs.Payload, at: datetime) -> None:
        begun.set()
        assert go_on.wait(60)

    monkeypatch.setattr(handlers, "table", lambda server: {"slow": slow})
    monkeypatch.setattr(handlers, "EVERY", {})
    with transaction.atomic():
        for _ in range(5):
            jobs.enqueue("slow", {}, run_at=timezone.now())
    with working() as stop:
        assert begun.wait(60)
        stop.set()
        go_on.set()
    assert jobs.waiting() == 4
    assert len(jobs.claim(at=timezone.now(), limit=9)) == 4  # at once, not after their lease
    assert set(Job.objects.values_list("attempts", flat=True)) == {0}


def test_a_failing_job_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[object] = []

    def work(payload: jobs.Payload, at: datetime) -> None:
        if payload["number"] == 1:
            raise KeyError("Siân")
        done.append(payload["number"])

    monkeypatch.setattr(handlers, "table", lambda server: {"work": work})
    with transaction.atomic():
        for number in range(3):
            jobs.enqueue("work", {"number": number}, run_at=timezone.now())
    with caplog.at_level(logging.INFO), working():
        eventually(lambda: len(done) == 2)
        eventually(lambda: Job.objects.filter(kind="work", attempts=1).exists())
    assert "KeyError at" in caplog.text
    assert "Siân" not in caplog.text


def test_without_a_mail_server_messages_wait_and_go_when_there_is_one(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(3)
    with working():
        eventually(lambda: Notification.objects.exclude(last_error="").count() == 3)
    for row in Notification.objects.all():
        assert (row.delivery, row.attempts) == (Delivery.WAITING, 0)
        assert row.last_error == "No mail server is set up (SMTP_URL). The message waits."
    assert set(Job.objects.filter(kind=notifications.DELIVER).values_list("attempts", flat=True)) == {0}
    monkeypatch.setattr(settings, "SMTP_URL", outbox.url)
    with working():
        eventually(lambda: sent() == 3)


def test_a_database_that_is_away_is_waited_for_in_one_line(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", outbox.url)
    real, away = jobs.claim, threading.Event()

    def claim(*, at: datetime, limit: int, seat: str) -> list[jobs.Leased]:
        if away.is_set():
            with connection.cursor() as cursor:
                _break(cursor)
        return real(at=at, limit=limit, seat=seat)

    monkeypatch.setattr(jobs, "claim", claim)
    with caplog.at_level(logging.INFO), working():
        away.set()
        eventually(lambda: "does not answer" in caplog.text)
        tell(2)
        time.sleep(2)
        away.clear()
        eventually(lambda: sent() == 2)
    lines = [record.getMessage() for record in caplog.records if record.name == "frontdoor.worker"]
    assert len(lines) == 2
    assert lines[0].startswith("The database does not answer (")
    assert lines[1] == "The database answers again."


def _break(cursor: object) -> None:
    """A real fault of each database: our connection is ended, or the file is held by somebody else."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")  # type: ignore[attr-defined]
        return
    cursor.execute("PRAGMA busy_timeout = 50")  # type: ignore[attr-defined]
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            held.set()
            release.wait(60)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    try:
        cursor.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    finally:
        release.set()
        holder.join()


def test_the_schedule_does_its_work() -> None:
    """Each repeating job in the table is run by the worker and does what it says."""
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    service = catalogue.service("pothole")
    assert service is not None
    old, fresh = intake.start_draft(service, at=long_ago), intake.start_draft(service, at=timezone.now())
    rates.spend("old", "x", limit=1, seconds=60, at=long_ago)
    rates.spend("fresh", "x", limit=1, seconds=60, at=timezone.now())
    cache.set("old", 1, timeout=-1)
    cache.set("fresh", 1)
    session = SessionStore()
    session.set_expiry(long_ago)
    session.save()
    with pytest.MonkeyPatch.context() as patch, working():
        patch.setattr(worker, "_SCHEDULE_EVERY", 0.1)
        eventually(lambda: not SessionStore().exists(session.session_key))
        eventually(lambda: RateWindow.objects.count() == 1)
        eventually(lambda: CacheRow.objects.count() == 1)
        eventually(lambda: [draft.pk for draft in Draft.objects.all()] == [fresh.pk])
    assert old.pk != fresh.pk
    assert jobs.given_up() == []


def test_every_kind_of_job_that_is_asked_for_has_a_handler() -> None:
    table = handlers.table(NoServer(""))
    assert set(handlers.EVERY) <= set(table)
    asked = {kind for path in SOURCE.rglob("*.py") for kind in _kinds_asked_for(ast.parse(path.read_text()))}
    assert "DELIVER" in asked
    assert {getattr(notifications, kind, kind) for kind in asked} <= set(table)


def _kinds_asked_for(tree: ast.AST) -> Iterator[str]:
    """The first argument of every jobs.enqueue(...), jobs.row(...) and jobs.hurry(...)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "jobs.enqueue",
            "jobs.row",
            "jobs.hurry",
        }:
            kind = node.args[0]
            yield (
                kind.value
                if isinstance(kind, ast.Constant)
                else kind.id
                if isinstance(kind, ast.Name)
                else "?"
            )


def test_a_lease_that_was_lost_while_others_were_done_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first job of a batch took so long that another worker has the second one by now."""
    done: list[object] = []
    stolen: list[jobs.Leased] = []
    real: Callable[..., list[jobs.Leased]] = jobs.claim

    def work(payload: jobs.Payload, at: datetime) -> None:
        done.append(payload["number"])
        if payload["number"] == 0:
            stolen.extend(real(at=timezone.now() + jobs.LEASE + timedelta(minutes=1), limit=9))

    monkeypatch.setattr(handlers, "table", lambda server: {"work": work})
    monkeypatch.setattr(handlers, "EVERY", {})
    with transaction.atomic():
        for number in range(2):
            jobs.enqueue("work", {"number": number}, run_at=timezone.now() + timedelta(milliseconds=number))
    time.sleep(0.01)
    with working():
        eventually(lambda: len(stolen) == 2)
        time.sleep(0.5)
    assert done == [0]
    assert jobs.waiting() == 2  # both are the other worker's now
