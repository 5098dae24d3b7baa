"""The audit trail: who did what, when and why, in hash chains that show any later change.

A write happens inside `transaction()`; what it records is chained and inserted just before the commit.
There are many chains (partitions): a writer takes any that is free, so that writers never queue.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db import transaction as django_transaction

from frontdoor.core import crash
from frontdoor.core.actors import Actor
from frontdoor.core.models import AuditEntry, AuditHead

PARTITIONS = 64


@dataclass(frozen=True, slots=True)
class _Pending:
    at: datetime
    actor: str
    action: str
    subject: str
    why: str
    details: dict[str, object]


@contextmanager
def transaction() -> Iterator[None]:
    """One database transaction with its audit entries: both are kept or neither is.

    A nested use joins the outer one; there are no savepoints, so a failure anywhere undoes all of it.
    """
    if _pending() is not None:
        yield
        return
    with django_transaction.atomic():
        setattr(connection, "audit_pending", [])  # noqa: B010 - the attribute is ours, not Django's
        try:
            yield
            _write(_pending() or [])
            crash.point("transaction.before_commit")
        finally:
            setattr(connection, "audit_pending", None)  # noqa: B010
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
    pending = _pending()
    if pending is None:
        raise RuntimeError("audit.record outside audit.transaction")
    pending.append(_Pending(at, str(by), action, subject, why[:500], dict(details)))


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


def _pending() -> list[_Pending] | None:
    return getattr(connection, "audit_pending", None)


def _write(pending: list[_Pending]) -> None:
    if not pending:
        return
    head = _free_head()
    entries = []
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
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(partition=head.partition).update(seq=head.seq, hash=head.hash)


def _free_head() -> AuditHead:
    heads = AuditHead.objects.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )
    head = heads.first()
    if head is None:  # every chain is in use: wait for one of them
        head = AuditHead.objects.select_for_update().first()
    if head is None:
        raise RuntimeError("the audit chains are missing: run frontdoor migrate")
    return head


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
