"""A year for one council, from the plan to the last batch: begun once, and gone on with where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from frontdoor.accounts import queries as accounts
from frontdoor.cli.demo import pictures, setting, writing
from frontdoor.cli.demo.histories import Teller
from frontdoor.cli.demo.moments import WorkingTime, days_of
from frontdoor.cli.demo.people import People
from frontdoor.cli.demo.plan import Size, plan, size_of, size_of_a_council
from frontdoor.cli.demo.setting import Setting
from frontdoor.cli.demo.stories import Report, Story
from frontdoor.core import audit, files
from frontdoor.core.actors import SYSTEM
from frontdoor.core.clocks import LONDON

BATCH = 250
_PEOPLE_TO_REPORTS = 0.62  # how many people make 100 reports: some come back (assumption)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to invent: `scale` 1 is a real council's volume; with `cases` exactly so many cases instead."""

    months: int = 12
    seed: int = 1
    scale: float = 0.02
    cases: int = 0


@dataclass(slots=True)
class Invented:
    """What was loaded by this run, and what was there before it."""

    cases: int = 0
    entries: int = 0
    there_before: int = 0

    @property
    def nothing_to_do(self) -> bool:
        return not self.cases and bool(self.there_before)


def stories(
    council: Setting, wanted: Wanted, *, now: datetime, photos: dict[str, list[int]], skip: int = 0
) -> Iterator[Story]:
    """The stories of the year until `now` in the order of their beginnings, without the first `skip`."""
    size = _size(council, wanted)
    people = People(wanted.seed, council.homes, max(50, round(_PEOPLE_TO_REPORTS * sum(size.cases.values()))))
    reports = plan(council, people, size, months=wanted.months, seed=wanted.seed, now=now)
    return _told(council, people, reports[skip:], wanted, now=now, photos=photos)


def load(wanted: Wanted, *, now: datetime, say: Callable[[str], None]) -> Invented:
    """Invent the year and load it, in batches that are kept as they are done.

    A run that was stopped is gone on with, as it was begun; a finished one adds nothing.
    Raises setting.NoSetting for a council that is not there or not for demonstrations.
    """
    council = setting.read()
    begun = _begun()
    if begun is None:
        with audit.transaction():
            audit.record(
                "demonstration.begun", subject=writing.SUBJECT, by=SYSTEM, at=now,
                months=wanted.months, seed=wanted.seed, scale=wanted.scale, cases=wanted.cases,
            )  # fmt: skip
        begun = _Begun(wanted, now, 0, False)
    done = Invented(there_before=begun.last)
    if begun.finished:
        return done
    photos = _keep_photos(begun.wanted.seed)
    emails = {user.pk: user.email for user in accounts.active_staff()}
    coming = stories(council, begun.wanted, now=begun.now, photos=photos, skip=begun.last)
    while batch := list(islice(coming, BATCH)):
        done.entries += writing.load(batch, emails, at=now)
        done.cases += len(batch)
        say(f"{begun.last + done.cases:,} cases, {done.entries:,} timeline entries ...")
    with audit.transaction():
        audit.record("demonstration.finished", subject=writing.SUBJECT, by=SYSTEM, at=now, cases=done.cases)
    return done


@dataclass(frozen=True, slots=True)
class _Begun:
    wanted: Wanted
    now: datetime
    last: int
    finished: bool


def _begun() -> _Begun | None:
    """What an earlier run set out to do and how far it came, as the audit trail says."""
    entries = audit.history(writing.SUBJECT, limit=100_000)
    first = next((entry for entry in entries if entry.action == "demonstration.begun"), None)
    if first is None:
        return None
    wanted = Wanted(**{name: first.details[name] for name in ("months", "seed", "scale", "cases")})
    last = max((int(entry.details.get("last", 0)) for entry in entries), default=0)
    finished = any(entry.action == "demonstration.finished" for entry in entries)
    return _Begun(wanted, first.at.astimezone(LONDON), last, finished)


def _size(council: Setting, wanted: Wanted) -> Size:
    if wanted.cases:
        return size_of(council, wanted.cases)
    return size_of_a_council(council, months=wanted.months, scale=wanted.scale)


def _told(
    council: Setting,
    people: People,
    reports: Sequence[Report],
    wanted: Wanted,
    *,
    now: datetime,
    photos: dict[str, list[int]],
) -> Iterator[Story]:
    days = days_of(wanted.months, now.astimezone(LONDON).date())
    time = WorkingTime(council.calendar, days[0], days[-1])
    teller = Teller(council, people, time, photos, seed=wanted.seed, now=now)
    return (teller.tell(report) for report in reports)


def _keep_photos(seed: int) -> dict[str, list[int]]:
    """A few pictures of each kind, kept once and shared by many reports."""
    return {
        kind: [
            files.keep(pictures.draw(kind, number, seed), content_type="image/jpeg").pk
            for number in range(pictures.EACH)
        ]
        for kind in pictures.KINDS
    }
