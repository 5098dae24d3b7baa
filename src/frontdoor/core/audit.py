"""The audit trail: who did what, when and why, in hash chains that show any later change.

A write happens inside `transaction()`; what it records is chained and inserted just before the commit,
together with the rows that were left to `at_the_end`.
There are many chains (partitions): a writer takes any that is free, so that writers never queue.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection
from django.db import transaction as django_transaction
from django.db.models import Model, QuerySet

from frontdoor.core import crash
from frontdoor.core.actors import Actor
from frontdoor.core.models import AuditEntry, AuditHead
from frontdoor.core.prepared import prepared
from frontdoor.core.rows import Statement, write_together
from frontdoor.core.turns import turn

PARTITIONS = 64


@dataclass(frozen=True, slots=True)
class _Pending:
    at: datetime
    actor: str
    action: str
    subject: str
    why: str
    details: dict[str, object]


@dataclass(slots=True)
class _Open:
    """What a transaction that is under way has still to write."""

    entries: list[_Pending] = field(default_factory=list)
    rows: list[Model | Statement] = field(default_factory=list)


@contextmanager
def transaction() -> Iterator[None]:
    """One database transaction with its audit entries: both are kept or neither is.

    A nested use joins the outer one; there are no savepoints, so a failure anywhere undoes all of it.
    """
    if _under_way() is not None:
        yield
        return
    with turn(), django_transaction.atomic():
        under_way = _Open()
        setattr(connection, "frontdoor_transaction", under_way)  # noqa: B010 - ours, not Django's
        try:
            yield
            write_together([*under_way.rows, *_chained(under_way.entries)])
            crash.point("transaction.before_commit")
        finally:
            setattr(connection, "frontdoor_transaction", None)  # noqa: B010
    crash.point("transaction.after_commit")


def record(
    action: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    why: str = "",
    **details: str | int | float | bool | list[int] | None,
) -> None:
    """Note in the current `transaction()` that `by` did `action` to `subject`.

    `subject` is an opaque id such as "case:17"; `details` hold ids and codes, never personal data.
    Raises RuntimeError outside a `transaction()`: a change without its entry must not be possible.
    """
    under_way = _under_way()
    if under_way is None:
        raise RuntimeError("audit.record outside audit.transaction")
    under_way.entries.append(_Pending(at, str(by), action, subject, why[:500], dict(details)))


def at_the_end(*rows: Model | Statement) -> None:
    """Leave rows to be written just before the commit of the current `transaction()`, all in one trip.

    For rows whose ids nobody needs and that nothing reads back before. Raises RuntimeError outside a transaction.
    """
    under_way = _under_way()
    if under_way is None:
        raise RuntimeError("audit.at_the_end outside audit.transaction")
    under_way.rows.extend(rows)


def verify() -> list[str]:
    """Walk every chain; return a sentence for each entry that was changed, removed or added by hand."""
    faults: list[str] = []
    heads = {head.partition: head for head in AuditHead.objects.all()}
    last: dict[int, tuple[int, str]] = {}
    for entry in AuditEntry.objects.order_by("partition", "seq").iterator(chunk_size=2000):
        seq, previous = last.get(entry.partition, (0, ""))
        if entry.seq != seq + 1:
            faults.append(f"chain {entry.partition}: entries {seq + 1} to {entry.seq - 1} are missing")
        elif entry.previous != previous:
            faults.append(f"chain {entry.partition}: entry {entry.seq} does not follow the one before it")
        elif entry.hash != _hash(entry):
            faults.append(f"chain {entry.partition}: entry {entry.seq} was changed")
        last[entry.partition] = (entry.seq, entry.hash)
    for partition in sorted({*range(PARTITIONS), *heads, *last}):
        head = heads.get(partition)
        if head is None or last.get(partition, (0, "")) != (head.seq, head.hash):
            faults.append(f"chain {partition}: its last entries are missing or its head was changed")
    return faults


def history(subject: str, *, limit: int = 200) -> list[AuditEntry]:
    """The newest entries about one subject, newest first."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("-id")[:limit])


def _under_way() -> _Open | None:
    return getattr(connection, "frontdoor_transaction", None)


def _chained(pending: list[_Pending]) -> list[Model | Statement]:
    """The entries as links of a free chain, and its head moved on."""
    if not pending:
        return []
    head = _free_head()
    entries: list[Model | Statement] = []
    for item in pending:
        head.seq += 1
        entry = AuditEntry(
            partition=head.partition,
            seq=head.seq,
            at=item.at,
            actor=item.actor,
            action=item.action,
            subject=item.subject,
            why=item.why,
            details=item.details,
            previous=head.hash,
        )
        entry.hash = head.hash = _hash(entry)
        entries.append(entry)
    move_on = Statement(_MOVE_ON, [head.seq, head.hash, head.partition])
    return [*entries, move_on]


_MOVE_ON = "UPDATE core_audithead SET seq = %s, hash = %s WHERE partition = %s"


def _free_head() -> AuditHead:
    head = next(iter(_first_free_head(connection.features.has_select_for_update_skip_locked)), None)
    if head is None:  # every chain is in use: wait for one of them
        head = AuditHead.objects.select_for_update().first()
    if head is None:
        raise RuntimeError("the audit chains are missing: run frontdoor migrate")
    return head


@prepared
def _first_free_head(skip_locked: bool) -> QuerySet[AuditHead]:
    return AuditHead.objects.select_for_update(skip_locked=skip_locked).order_by("partition")[:1]


def _hash(entry: AuditEntry) -> str:
    content = [
        entry.partition,
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.why,
        entry.details,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
