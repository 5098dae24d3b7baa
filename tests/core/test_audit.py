"""The audit trail: every way of tampering is seen, and writers do not wait for each other."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db import transaction as django_transaction

from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM, staff
from frontdoor.core.models import AuditEntry, AuditHead

AT = datetime(2026, 11, 22, 12, 30, 0, 123456, tzinfo=UTC)


def write(entries: int = 6, chain: int = 0) -> list[AuditEntry]:
    """Some entries, all in one chain."""
    for number in range(entries):
        with audit.transaction():
            audit.record(
                "case.closed",
                subject=f"case:{number}",
                by=staff(7),
                at=AT,
                why="Siân said so",
                clock=3,
                ok=True,
            )
    found = list(AuditEntry.objects.order_by("partition", "seq"))
    assert {entry.partition for entry in found} == {chain}
    return found


def reseal(entry: AuditEntry, **changes: object) -> AuditEntry:
    """Change an entry as somebody would who knows how hashes are made."""
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.hash = audit._hash(entry)
    entry.save()
    return entry


@pytest.mark.django_db
def test_an_honest_trail_verifies() -> None:
    write()
    assert audit.verify() == []


CHANGES: dict[str, object] = {
    "at": datetime(2026, 11, 22, 12, 30, 0, 123457, tzinfo=UTC),
    "actor": "staff:8",
    "action": "case.opened",
    "subject": "case:4",
    "why": "Sian said so",
    "details": {"clock": 4, "ok": True},
    "previous": "0" * 64,
    "hash": "0" * 64,
}


@pytest.mark.django_db
@pytest.mark.parametrize("column", CHANGES)
@pytest.mark.parametrize("which", [0, 3, 5])
def test_a_changed_entry_is_found(column: str, which: int) -> None:
    entry = write()[which]
    AuditEntry.objects.filter(id=entry.pk).update(**{column: CHANGES[column]})
    assert any(f"entry {which + 1} " in fault for fault in audit.verify())


def _remove_one(entries: list[AuditEntry]) -> None:
    entries[2].delete()


def _remove_the_first(entries: list[AuditEntry]) -> None:
    entries[0].delete()


def _remove_the_last(entries: list[AuditEntry]) -> None:
    entries[-1].delete()


def _remove_all(entries: list[AuditEntry]) -> None:
    AuditEntry.objects.all().delete()


def _remove_a_whole_chain(entries: list[AuditEntry]) -> None:
    AuditEntry.objects.all().delete()
    AuditHead.objects.filter(partition=0).delete()


def _swap_two(entries: list[AuditEntry]) -> None:
    one, other = entries[1], entries[2]
    AuditEntry.objects.filter(id=one.pk).update(seq=99)
    AuditEntry.objects.filter(id=other.pk).update(seq=2)
    AuditEntry.objects.filter(id=one.pk).update(seq=3)


def _add_one_at_the_end(entries: list[AuditEntry]) -> None:
    last = entries[-1]
    last.pk = None
    last._state.adding = True
    reseal(last, seq=last.seq + 1, previous=last.hash)


def _reseal_one(entries: list[AuditEntry]) -> None:
    reseal(entries[2], actor="staff:8")


def _reseal_the_rest_as_well(entries: list[AuditEntry]) -> None:
    previous = reseal(entries[2], actor="staff:8").hash
    for entry in entries[3:]:
        previous = reseal(entry, previous=previous).hash


def _a_chain_of_their_own(entries: list[AuditEntry]) -> None:
    first = entries[0]
    first.pk = None
    first._state.adding = True
    reseal(first, partition=4000)


def _move_to_another_chain(entries: list[AuditEntry]) -> None:
    reseal(entries[-1], partition=9, seq=1, previous="")


def _head_gone(entries: list[AuditEntry]) -> None:
    AuditHead.objects.filter(partition=0).delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        _remove_one,
        _remove_the_first,
        _remove_the_last,
        _remove_all,
        _remove_a_whole_chain,
        _swap_two,
        _add_one_at_the_end,
        _reseal_one,
        _reseal_the_rest_as_well,
        _a_chain_of_their_own,
        _move_to_another_chain,
        _head_gone,
    ],
)
def test_tampering_is_found(tamper: Callable[[list[AuditEntry]], None]) -> None:
    tamper(write())
    assert audit.verify() != []


@pytest.mark.django_db
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside"):
        audit.record("case.closed", subject="case:1", by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_a_failure_inside_undoes_everything_also_what_was_nested() -> None:
    def fail_half_way() -> None:
        with audit.transaction():
            audit.record("one", subject="case:1", by=SYSTEM, at=AT)
            with audit.transaction():
                audit.record("two", subject="case:1", by=SYSTEM, at=AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert not AuditEntry.objects.exists()
    write(1)  # and the next one is as good as new
    assert audit.verify() == []


@pytest.mark.django_db
def test_a_long_reason_is_cut_and_still_verifies() -> None:
    with audit.transaction():
        audit.record(
            "one", subject="case:1", by=SYSTEM, at=AT, why="é" * 900, number=1.5, nothing=None, ids=[1, 2]
        )
    assert audit.verify() == []
    entry = AuditEntry.objects.get()
    assert (entry.why, entry.details) == ("é" * 500, {"number": 1.5, "nothing": None, "ids": [1, 2]})
    assert json.dumps(entry.details)


def in_threads(count: int, work: Callable[[int], None]) -> None:
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.mark.usefixtures("lasting_db")
def test_many_writers_at_once_leave_whole_chains() -> None:
    def work(number: int) -> None:
        for step in range(10):
            with audit.transaction():
                audit.record("one", subject=f"case:{number}", by=SYSTEM, at=AT, step=step)
                audit.record("two", subject=f"case:{number}", by=SYSTEM, at=AT, step=step)

    in_threads(8, work)
    assert AuditEntry.objects.count() == 160
    assert audit.verify() == []
    for number in range(8):  # and each writer's own are in order
        steps = [
            e.details["step"] for e in AuditEntry.objects.filter(subject=f"case:{number}").order_by("id")
        ]
        assert steps == sorted(steps)


@pytest.mark.usefixtures("lasting_db")
def test_a_slow_writer_holds_nobody_up_where_the_database_lets_several_write() -> None:
    """On PostgreSQL the second writer takes another chain; SQLite has one writer, and the second waits."""
    holding, release = threading.Event(), threading.Event()
    happened: list[str] = []

    def slow_or_quick(number: int) -> None:
        if number == 0:
            with django_transaction.atomic():
                with audit.transaction():
                    audit.record("slow", subject="case:1", by=SYSTEM, at=AT)
                holding.set()
                release.wait(60)
                happened.append("slow")
        else:
            assert holding.wait(60)
            if connection.vendor == "sqlite":
                threading.Timer(0.5, release.set).start()
            with audit.transaction():
                audit.record("quick", subject="case:2", by=SYSTEM, at=AT)
            happened.append("quick")
            release.set()

    in_threads(2, slow_or_quick)
    assert AuditEntry.objects.count() == 2
    assert audit.verify() == []
    assert happened == (["quick", "slow"] if connection.vendor == "postgresql" else ["slow", "quick"])
