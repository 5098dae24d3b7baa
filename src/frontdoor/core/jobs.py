"""Jobs: work that must happen after a transaction, and happens even if the machine goes down.

A job is a row written with what asked for it. A worker leases it, runs it and removes it; if the worker
dies, the lease runs out and another runs it again, so every handler is safe to run twice.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from frontdoor.core import audit, crash
from frontdoor.core.actors import Actor
from frontdoor.core.models import Job, Schedule

log = logging.getLogger("frontdoor.jobs")

LEASE = timedelta(minutes=5)  # longer than the slowest mail server may take over one message
MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)

Payload = dict[str, object]
Handler = Callable[[Payload, datetime], object]  # what it returns does not matter


class Later(Exception):
    """Raised by a handler that knows when it wants to be tried again.

    Counts as an attempt unless `counts` is False: then nothing was tried, and the job never gives up.
    """

    def __init__(self, why: str, *, wait: timedelta, counts: bool = True) -> None:
        super().__init__(why)
        self.wait = wait
        self.counts = counts


@dataclass(frozen=True, slots=True)
class Leased:
    """A job this worker may run until its lease ends."""

    id: int
    kind: str
    payload: Payload
    attempts: int
    token: str


def enqueue(kind: str, payload: Payload, *, run_at: datetime, key: str | None = None) -> None:
    """Ask for a job in the current transaction. With `key`, one waiting job of that key is enough."""
    job = row(kind, payload, run_at=run_at, key=key)
    if key is None:
        job.save(force_insert=True)
    else:
        Job.objects.bulk_create([job], ignore_conflicts=True)


def row(kind: str, payload: Payload, *, run_at: datetime, key: str | None = None) -> Job:
    """A job not yet written, for a transaction that writes its rows together."""
    return Job(kind=kind, payload=payload, run_at=run_at, key=key, created_at=run_at)


def claim(*, at: datetime, limit: int = 1, seat: str = "") -> list[Leased]:
    """Lease up to `limit` due jobs, longest due first; jobs whose lease has run out are due again.

    `seat` (at most 16 characters) is where this worker sits, for `take_back`.
    """
    token = seat + secrets.token_hex(8)
    due = Job.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lt=at), run_at__lte=at, gave_up_at=None
    )
    if not due.exists():  # the usual case: look without taking the write lock
        return []
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        jobs = list(due.select_for_update(skip_locked=skip).order_by("run_at")[:limit])
        Job.objects.filter(id__in=[job.id for job in jobs]).update(lease_until=at + LEASE, lease_token=token)
    crash.point("job.claimed")
    return [Leased(job.id, job.kind, job.payload, job.attempts, token) for job in jobs]


def renew(job: Leased, *, at: datetime) -> bool:
    """Begin the lease anew, just before running the job; False where another worker has it by now."""
    return bool(Job.objects.filter(id=job.id, lease_token=job.token).update(lease_until=at + LEASE))


def take_back(seat: str) -> None:
    """Let what the last worker of this seat had in its hands be run at once: it is dead, somebody else sits there."""
    Job.objects.filter(lease_token__startswith=seat, lease_until__isnull=False).update(lease_until=None)


def give_back(jobs: Sequence[Leased]) -> None:
    """Let others run these jobs at once: this worker stops before their turn."""
    for job in jobs:
        Job.objects.filter(id=job.id, lease_token=job.token).update(lease_until=None)


def hurry(kind: str, *, at: datetime) -> None:
    """Run now what waits without having been tried: what was in its way is gone."""
    Job.objects.filter(kind=kind, attempts=0, lease_until=None, gave_up_at=None, run_at__gt=at).update(
        run_at=at
    )


def run(job: Leased, handlers: Mapping[str, Handler], *, at: datetime) -> bool:
    """Run one leased job; True where it is done. A failure waits longer each time, and is kept and logged."""
    handler = handlers.get(job.kind)
    try:
        if handler is None:
            raise LookupError(f"no handler for jobs of kind {job.kind}")
        handler(job.payload, at)
    except Later as later:
        _put_back(job, str(later), wait=later.wait, at=at, tries=1 if later.counts else 0)
        return False
    except Exception as fault:  # a job's own fault must not stop the worker
        log.error("job %d (%s) failed: %s", job.id, job.kind, _where(fault))
        _put_back(job, f"{type(fault).__name__}: {fault}", wait=_back_off(job.attempts), at=at, tries=1)
        return False
    crash.point("job.before_done")
    Job.objects.filter(id=job.id, lease_token=job.token).delete()
    return True


def due_schedules(every: Mapping[str, timedelta], *, at: datetime) -> None:
    """Enqueue each repeating job whose time has come, once, however many workers ask.

    One that was given up is tried again: a repeating job never ends.
    """
    known = dict(Schedule.objects.values_list("kind", "next_at"))
    for kind, period in every.items():
        next_at = known.get(kind)
        if next_at is None:
            Schedule.objects.bulk_create([Schedule(kind=kind, next_at=at)], ignore_conflicts=True)
        elif next_at <= at:
            with transaction.atomic():
                if Schedule.objects.filter(kind=kind, next_at=next_at).update(next_at=at + period):
                    key = f"schedule:{kind}"
                    Job.objects.filter(key=key, gave_up_at__isnull=False).delete()
                    enqueue(kind, {}, run_at=at, key=key)


def given_up() -> list[Job]:
    """Jobs that failed every time and wait for a person."""
    return list(Job.objects.exclude(gave_up_at=None).order_by("gave_up_at"))


def waiting() -> int:
    """How many jobs have not been done yet."""
    return Job.objects.filter(gave_up_at=None).count()


def try_again(job_id: int, *, by: Actor, at: datetime) -> bool:
    """Put a job that was given up back into the queue; False where it was not given up."""
    with audit.transaction():
        changed = (
            Job.objects.filter(id=job_id)
            .exclude(gave_up_at=None)
            .update(gave_up_at=None, attempts=0, run_at=at, lease_until=None)
        )
        if changed:
            audit.record("job.tried_again", subject=f"job:{job_id}", by=by, at=at)
    return bool(changed)


def _where(fault: Exception) -> str:
    """What failed in which line: no words of the fault, which may hold personal data."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{type(fault).__name__} at {frames[-1].filename}:{frames[-1].lineno}"


def _put_back(job: Leased, why: str, *, wait: timedelta, at: datetime, tries: int) -> None:
    attempts = job.attempts + tries
    Job.objects.filter(id=job.id, lease_token=job.token).update(
        attempts=attempts,
        run_at=at + wait,
        lease_until=None,
        last_error=why[:500],
        gave_up_at=at if attempts >= MAX_ATTEMPTS else None,
    )


def _back_off(attempts: int) -> timedelta:
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << attempts))
