"""Jobs: once each, again after a crash, longer waits after faults, and repeating ones that never end."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from frontdoor.core import jobs
from frontdoor.core.actors import SYSTEM
from frontdoor.core.models import Job, Schedule

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fails(payload: jobs.Payload, at: datetime) -> None:
    raise ZeroDivisionError("Siân's telephone number")


def nothing(payload: jobs.Payload, at: datetime) -> None:
    pass


def only(at: datetime = AT) -> jobs.Leased:
    (leased,) = jobs.claim(at=at, limit=10)
    return leased


@pytest.mark.django_db
def test_a_job_is_run_with_its_payload_and_is_gone() -> None:
    jobs.enqueue("one", {"number": 17}, run_at=AT)
    seen: list[tuple[jobs.Payload, datetime]] = []
    assert jobs.waiting() == 1
    assert jobs.run(only(), {"one": lambda payload, at: seen.append((payload, at))}, at=AT)
    assert seen == [({"number": 17}, AT)]
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_what_is_not_due_waits_and_the_longest_due_comes_first() -> None:
    for minutes in (3, 1, 2):
        jobs.enqueue("one", {"minutes": minutes}, run_at=AT + minutes * MINUTE)
    assert jobs.claim(at=AT, limit=10) == []
    assert [job.payload["minutes"] for job in jobs.claim(at=AT + 2 * MINUTE, limit=10)] == [1, 2]


@pytest.mark.django_db
def test_a_leased_job_is_nobody_elses_until_the_lease_ends() -> None:
    jobs.enqueue("one", {}, run_at=AT)
    first = only()
    assert jobs.claim(at=AT + jobs.LEASE, limit=10) == []
    second = only(AT + jobs.LEASE + MINUTE)
    assert second.id == first.id
    assert second.token != first.token
    # the first worker, should it wake up, neither goes on nor takes the second one's job away
    assert not jobs.renew(first, at=AT + jobs.LEASE + MINUTE)
    jobs.run(first, {"one": nothing}, at=AT)
    assert jobs.waiting() == 1
    jobs.run(first, {"one": fails}, at=AT)
    assert Job.objects.get().attempts == 0
    assert jobs.renew(second, at=AT + jobs.LEASE + MINUTE)
    assert jobs.run(second, {"one": nothing}, at=AT)
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_renewed_lease_begins_anew() -> None:
    jobs.enqueue("one", {}, run_at=AT)
    assert jobs.renew(only(), at=AT + 3 * MINUTE)
    assert jobs.claim(at=AT + jobs.LEASE + MINUTE) == []


@pytest.mark.django_db
def test_a_job_given_back_is_taken_at_once() -> None:
    jobs.enqueue("one", {}, run_at=AT)
    jobs.give_back([only()])
    assert only().attempts == 0


@pytest.mark.django_db
def test_a_failing_job_waits_longer_each_time_then_a_person_is_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    jobs.enqueue("one", {}, run_at=AT)
    at, waits = AT, []
    with caplog.at_level(logging.ERROR):
        while not jobs.given_up():
            assert not jobs.run(only(at), {"one": fails}, at=at)
            waits.append(Job.objects.get().run_at - at)
            at += waits[-1]
    assert len(waits) == jobs.MAX_ATTEMPTS
    assert waits[:4] == [timedelta(seconds=s) for s in (5, 10, 20, 40)]
    assert waits == sorted(waits)
    assert max(waits) == timedelta(hours=1)
    assert jobs.claim(at=at + timedelta(days=9)) == []
    (lost,) = jobs.given_up()
    assert "Siân" in lost.last_error  # the database may know; the log must not
    assert len(caplog.messages) == jobs.MAX_ATTEMPTS
    assert "ZeroDivisionError at " in caplog.text
    assert "test_jobs.py:" in caplog.text
    assert "Siân" not in caplog.text
    assert jobs.try_again(lost.pk, by=SYSTEM, at=at)
    assert not jobs.try_again(lost.pk, by=SYSTEM, at=at)
    assert jobs.run(only(at), {"one": nothing}, at=at)


@pytest.mark.django_db
def test_a_kind_nobody_knows_is_a_fault_not_a_loss() -> None:
    jobs.enqueue("other", {}, run_at=AT)
    assert not jobs.run(only(), {"one": nothing}, at=AT)
    assert "no handler for jobs of kind other" in Job.objects.get().last_error


@pytest.mark.django_db
def test_later_counts_unless_nothing_was_tried() -> None:
    jobs.enqueue("one", {}, run_at=AT)

    def later(payload: jobs.Payload, at: datetime) -> None:
        raise jobs.Later("not yet", wait=MINUTE)

    def not_tried(payload: jobs.Payload, at: datetime) -> None:
        raise jobs.Later("cannot", wait=MINUTE, counts=False)

    at = AT
    for handler, attempts in ((later, 1), (not_tried, 1), (not_tried, 1), (later, 2)):
        assert not jobs.run(only(at), {"one": handler}, at=at)
        job = Job.objects.get()
        assert (job.attempts, job.run_at) == (attempts, at + MINUTE)
        at += MINUTE
    for _ in range(50):
        jobs.run(only(at), {"one": not_tried}, at=at)
        at += MINUTE
    assert jobs.given_up() == []


@pytest.mark.django_db
def test_what_waited_untried_can_be_hurried_and_what_failed_cannot() -> None:
    jobs.enqueue("one", {"n": 1}, run_at=AT + 60 * MINUTE)
    jobs.enqueue("two", {"n": 2}, run_at=AT + 60 * MINUTE)
    jobs.enqueue("one", {"n": 3}, run_at=AT)
    jobs.run(only(), {"one": fails}, at=AT)
    jobs.hurry("one", at=AT)
    assert [job.payload["n"] for job in jobs.claim(at=AT, limit=9)] == [1]


@pytest.mark.django_db
def test_one_job_of_a_key_is_enough_until_it_is_done() -> None:
    for _ in range(3):
        jobs.enqueue("one", {}, run_at=AT, key="only one")
    assert jobs.waiting() == 1
    assert jobs.run(only(), {"one": nothing}, at=AT)
    jobs.enqueue("one", {}, run_at=AT, key="only one")
    assert jobs.waiting() == 1


@pytest.mark.django_db
def test_a_job_goes_with_the_transaction_that_asked_for_it() -> None:
    with transaction.atomic():
        jobs.enqueue("one", {}, run_at=AT)
        transaction.set_rollback(True)
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_repeating_job_comes_once_each_time() -> None:
    every = {"tidy": MINUTE}
    runs = 0
    for second in range(0, 600, 5):
        at = AT + timedelta(seconds=second)
        jobs.due_schedules(every, at=at)
        jobs.due_schedules(every, at=at)
        for job in jobs.claim(at=at, limit=10):
            runs += jobs.run(job, {"tidy": nothing}, at=at)
    assert runs == 10
    assert Schedule.objects.count() == 1


@pytest.mark.django_db
def test_a_repeating_job_missed_for_long_comes_once_not_many_times() -> None:
    every = {"tidy": MINUTE}
    jobs.due_schedules(every, at=AT)
    for _ in range(5):
        jobs.due_schedules(every, at=AT + timedelta(days=30))
    assert jobs.waiting() == 1
    at = AT + timedelta(days=30)
    assert jobs.run(only(at), {"tidy": nothing}, at=at)
    for _ in range(5):
        jobs.due_schedules(every, at=at)
    assert jobs.waiting() == 0


@pytest.mark.django_db
def test_a_repeating_job_that_gave_up_comes_again() -> None:
    every = {"tidy": MINUTE}
    at = AT
    while not jobs.given_up():
        jobs.due_schedules(every, at=at)
        for job in jobs.claim(at=at, limit=10):
            jobs.run(job, {"tidy": fails}, at=at)
        at += timedelta(minutes=20)
        assert at < AT + timedelta(days=3)
    jobs.due_schedules(every, at=at)
    assert jobs.run(only(at), {"tidy": nothing}, at=at)
    assert jobs.given_up() == []


@pytest.mark.usefixtures("lasting_db")
def test_several_workers_give_each_job_once() -> None:
    with transaction.atomic():
        for number in range(200):
            jobs.enqueue("one", {"number": number}, run_at=AT)
    done: list[int] = []
    start = threading.Barrier(5)

    def work() -> None:
        try:
            start.wait()
            while leased := jobs.claim(at=AT, limit=7):
                for job in leased:
                    jobs.run(
                        job, {"one": lambda payload, at: done.append(int(str(payload["number"])))}, at=AT
                    )
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == list(range(200))
    assert jobs.waiting() == 0


@pytest.mark.usefixtures("lasting_db")
def test_several_workers_make_one_job_of_a_schedule() -> None:
    jobs.due_schedules({"tidy": MINUTE}, at=AT)
    start = threading.Barrier(5)

    def work() -> None:
        try:
            start.wait()
            jobs.due_schedules({"tidy": MINUTE}, at=AT + MINUTE)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert jobs.waiting() == 1
    assert Schedule.objects.get().next_at == AT + 2 * MINUTE
