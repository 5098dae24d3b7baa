"""The worker: does what is waiting, job by job, until it is asked to stop. Any number may run at once."""

import logging
import time
from threading import Event

from django.db import Error as DatabaseFault
from django.db import connections
from django.utils import timezone

from frontdoor.core import jobs
from frontdoor.jobs import handlers, seats
from frontdoor.notifications import operations as notifications

log = logging.getLogger("frontdoor.worker")

IDLE = 0.5  # seconds between two looks for work when there was none
BATCH = 20  # jobs leased at once, which share one connection to the mail server
_SCHEDULE_EVERY = 5.0  # seconds between two looks at the schedule
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 10.0  # seconds, while the database does not answer


def run(stop: Event) -> None:
    """Do jobs until `stop` is set; then finish the one at hand and leave the others to whoever comes next.

    A database that is away or locked is waited for: one line says so, another that it answers again.
    """
    with seats.taken() as seat:
        _run(stop, _Turn(stop, seat))


def _run(stop: Event, turn: "_Turn") -> None:
    wait = 0.0
    while not stop.is_set():
        try:
            busy = turn()
        except DatabaseFault as fault:
            if not wait:
                log.warning("The database does not answer (%s). Waiting for it.", type(fault).__name__)
            wait = min(_LONGEST_WAIT, wait * 2 or _FIRST_WAIT)
            connections.close_all()
            stop.wait(wait)
            continue
        if wait:
            log.warning("The database answers again.")
            wait = 0.0
        if not busy:
            stop.wait(IDLE)
    connections.close_all()


class _Turn:
    """One look for work, and the work found."""

    def __init__(self, stop: Event, seat: str = "") -> None:
        self._stop = stop
        self._seat = seat
        self._started = False
        self._schedule_at = 0.0

    def __call__(self) -> bool:
        """Do the next jobs; False where none was waiting."""
        if not self._started:
            if self._seat:
                jobs.take_back(self._seat)
            notifications.mail_goes_again(at=timezone.now())
            self._started = True
        if time.monotonic() >= self._schedule_at:
            jobs.due_schedules(handlers.EVERY, at=timezone.now())
            self._schedule_at = time.monotonic() + _SCHEDULE_EVERY
        leased = jobs.claim(at=timezone.now(), limit=BATCH, seat=self._seat)
        if leased:
            self._work(leased)
        return bool(leased)

    def _work(self, leased: list[jobs.Leased]) -> None:
        with notifications.mail_server() as server:
            table = handlers.table(server)
            for done, job in enumerate(leased):
                if self._stop.is_set():
                    jobs.give_back(leased[done:])
                    return
                if jobs.renew(job, at=timezone.now()):
                    jobs.run(job, table, at=timezone.now())
