"""What happens in the year, before anybody says a word: when, where, who, how long it takes, who joins.

Everything follows from the seed and the last day. The whole of the last day is drawn, and what would come after
the present moment is left out, so that the hour of the run changes nothing else.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from frontdoor.cases.types import Where
from frontdoor.catalogue.types import QuestionType
from frontdoor.cli.demo.moments import WorkingTime, arrivals, days_of, moment
from frontdoor.cli.demo.people import People
from frontdoor.cli.demo.places import Spot
from frontdoor.cli.demo.setting import SCRIPTS, Setting, Team
from frontdoor.cli.demo.stories import Hold, Join, Report
from frontdoor.cli.demo.volumes import VOLUMES, Volume
from frontdoor.contacts.types import Channel
from frontdoor.core import clocks
from frontdoor.core.clocks import LONDON
from frontdoor.intake import queries as intake

_HOUR, _DAY = 3600.0, 86400.0
_WORKING_DAY = 8.75 * _HOUR
_SEEN = 80  # how many of the latest open reports somebody may find and join
_MOST_JOINS = 14


@dataclass(frozen=True, slots=True)
class Size:
    """How much to invent: cases and further reports of the same, by script. `exact`: as many as said, at any hour."""

    cases: dict[str, int]
    joins: dict[str, int]
    exact: bool = False


def size_of_a_council(setting: Setting, *, months: int, scale: float) -> Size:
    """A real council's volume for the services it has, times `scale`."""
    cases, joins = {}, {}
    for script, service in setting.services.items():
        volume = VOLUMES[script]
        reports = volume.a_year * months / 12 * scale
        share = volume.joined if service.public_reports else 0.0
        cases[script] = max(1, round(reports * (1 - share)))
        joins[script] = round(reports * share)
    return Size(cases, joins)


def size_of(setting: Setting, cases: int) -> Size:
    """Exactly so many cases, shared among the services as in a real council."""
    whole = size_of_a_council(setting, months=12, scale=1)
    total = sum(whole.cases.values())
    shared = {script: count * cases // total for script, count in whole.cases.items()}
    shared[next(iter(shared))] += cases - sum(shared.values())
    joins = {script: count * cases // total for script, count in whole.joins.items()}
    return Size(shared, joins, exact=True)


def plan(
    setting: Setting, people: People, size: Size, *, months: int, seed: int, now: datetime
) -> list[Report]:
    """The reports of the year until `now`, in the order in which they come."""
    return _Planner(setting, people, months=months, seed=seed, now=now).plan(size)


@dataclass(frozen=True, slots=True)
class _Arrival:
    at: float
    script: str
    channel: Channel
    joining: bool
    hold: Hold = Hold.NONE
    team_id: int = 0
    owner: int = -1


class _Planner:
    def __init__(self, setting: Setting, people: People, *, months: int, seed: int, now: datetime) -> None:
        self._setting = setting
        self._people = people
        self._rng = Random(f"{seed}:plan")
        self._now = now.timestamp()
        self._days = days_of(months, now.astimezone(LONDON).date())
        self._work = WorkingTime(setting.calendar, self._days[0], self._days[-1])
        self._recent: dict[str, list[Report]] = {script: [] for script in setting.services}
        self._spots: dict[str, list[Spot]] = {script: [] for script in setting.services}
        self._homes: dict[str, list[int]] = {}
        self._teams = {script: self._teams_of(script) for script in setting.services}

    def plan(self, size: Size) -> list[Report]:
        reports: list[Report] = []
        for arrival in sorted(self._arrivals(size), key=lambda one: one.at):
            if arrival.at > self._now:
                break
            if arrival.joining and self._join(arrival):
                continue
            if not arrival.joining:
                reports.append(self._report(len(reports) + 1, arrival))
        return reports

    def _arrivals(self, size: Size) -> list[_Arrival]:
        found: list[_Arrival] = []
        for script, service in self._setting.services.items():
            channels = [
                Channel.WEB,
                Channel.PHONE,
                Channel.EMAIL,
                Channel.COUNTER,
                Channel.SOCIAL,
                Channel.CHAT,
            ]
            channels += [Channel.POST] if not service.public_reports else [Channel.OPEN311]
            volume, calendar = VOLUMES[script], self._setting.calendar
            reserved = self._reserved(script)[: size.cases[script] // 3]
            cases = size.cases[script] - len(reserved)
            for count, joining in ((cases, False), (size.joins[script], True)):
                drawn = arrivals(self._rng, count, self._days, volume, calendar, channels)
                for at, channel in drawn:
                    early = at - _DAY if size.exact and at > self._now else at
                    found.append(_Arrival(early, script, channel, joining))
            found += reserved
        return found

    def _reserved(self, script: str) -> list[_Arrival]:
        """Cases of the last days that leave work in each queue of each team, for each of its members."""
        found: list[_Arrival] = []
        for team in self._teams[script]:
            # how each stands, and between which days from now it is due
            soon, overdue = (Hold.OPEN, 0.0, 2.0), (Hold.OPEN, -9.0, -0.1)
            wanted = [overdue if number % 3 == 2 else soon for number in range(len(team.members) + 2)]
            waiting = (Hold.WAITING_CUSTOMER, Hold.WAITING_PARTNER, Hold.FRESH, Hold.FRESH)
            wanted += [(hold, 0.0, 40.0) for hold in waiting]
            for owner, (hold, after, before) in enumerate(wanted):
                at = self._arriving(script, self._now + after * _DAY, self._now + before * _DAY)
                if at is not None:
                    found.append(_Arrival(at, script, Channel.WEB, False, hold, team.id, owner))
        return found

    def _arriving(self, script: str, after: float, before: float) -> float | None:
        """A moment in the past at which a report is due between two others; None where there is none."""
        fitting = []
        for back in range(45):
            at = self._now - (back + self._rng.random()) * _DAY
            if after < self._due(script, at) <= before:
                fitting.append(at)
        return self._rng.choice(fitting) if fitting else None

    def _teams_of(self, script: str) -> list[Team]:
        """The service's own team, and those that its scenes go on to."""
        own = self._setting.team_for(script, "")
        others = [
            self._setting.team_for(script, scene.team) for scene in SCRIPTS[script].scenes if scene.team
        ]
        busy = {service.team_id for service in self._setting.services.values()}
        return [own, *{team.id: team for team in others if team.id not in busy}.values()]

    def _report(self, number: int, arrival: _Arrival) -> Report:
        rng, script = self._rng, arrival.script
        scene, team = self._scene(arrival)
        due = self._due(script, arrival.at)
        owner = (
            arrival.owner % len(team.members) if arrival.owner >= 0 and team.members else self._worker(team)
        )
        if self._setting.services[script].form.of_type(QuestionType.PLACE):
            home, person = -1, self._people.somebody(rng)
            spot, elsewhere = self._spot(
                script, SCRIPTS[script].scenes[scene].said, held=arrival.hold is not Hold.NONE
            )
        else:
            home = self._home(script)
            person, elsewhere = self._people.at_home(home, rng), False
            spot = self._setting.places.at_home(self._setting.homes[home])
        report = Report(
            number, script, scene, arrival.at, arrival.channel, person, spot, home, due,
            self._close(VOLUMES[script], arrival, due), arrival.hold, team.id, owner, elsewhere,
        )  # fmt: skip
        if self._setting.services[script].public_reports and not elsewhere:
            recent = self._recent[script]
            recent.append(report)
            del recent[: -_SEEN * 4]
        return report

    def _scene(self, arrival: _Arrival) -> tuple[int, Team]:
        """Which scene it is, and the team it ends with; a held case belongs to the team it is held for."""
        scenes = SCRIPTS[arrival.script].scenes
        teams = [self._setting.team_for(arrival.script, scene.team) for scene in scenes]
        weights = [
            scene.weight if not arrival.team_id or team.id == arrival.team_id else 0.0
            for scene, team in zip(scenes, teams, strict=True)
        ]
        chosen = self._rng.choices(range(len(scenes)), weights)[0]
        return chosen, teams[chosen]

    def _worker(self, team: Team) -> int:
        daily = [place for place, member in enumerate(team.members) if member.does_the_work]
        return self._rng.choice(daily or range(max(1, len(team.members))))

    def _close(self, volume: Volume, arrival: _Arrival, due: float) -> float:
        if arrival.hold is not Hold.NONE:
            return math.inf
        first, last = self._work.of(arrival.at), self._work.of(due)
        if self._rng.random() < volume.in_time and last > first:
            return self._work.at(first + (last - first) * (0.1 + 0.88 * self._rng.betavariate(2.2, 1.5)))
        late = min(40.0, 0.2 + self._rng.expovariate(1 / 4.5))
        return max(self._work.at(last + late * _WORKING_DAY), due + _HOUR)

    def _spot(self, script: str, said: Mapping[str, Any], *, held: bool) -> tuple[Spot, bool]:
        """Where it is, and whether that is likely to be another body's. Some places are reported again and again."""
        rng, places, known = self._rng, self._setting.places, self._spots[script]
        if known and not held and rng.random() < VOLUMES[script].same_place:
            return known[-1 - int(min(len(known), 400) * rng.random() ** 2)], False
        chance = rng.random()
        if not held and chance < 0.03:
            return places.on_a_road(rng, trunk=True), True
        if not held and script == "fly_tipping" and chance < 0.10:
            return places.on_land(rng), True
        spot = places.on_a_road(rng)
        for _ in range(8 if held else 0):
            service = self._setting.services[script]
            if intake.settle(Where(point=spot.point), service, said).responsibility.ours:
                break
            spot = places.on_a_road(rng)
        known.append(spot)
        return spot, False

    def _home(self, script: str) -> int:
        """Whose home it is about, by its place in the gazetteer: often near the last ones, when a street was missed."""
        known = self._homes.setdefault(script, [])
        home = self._rng.randrange(len(self._setting.homes))
        if known and self._rng.random() < 2.5 * VOLUMES[script].same_place:
            home = (self._rng.choice(known[-6:]) + self._rng.randint(-4, 4)) % len(self._setting.homes)
        known.append(home)
        return home

    def _due(self, script: str, at: float) -> float:
        limit = self._setting.services[script].standard.limit
        return clocks.due(limit, moment(at), self._setting.calendar).timestamp()

    def _join(self, arrival: _Arrival) -> bool:
        """Somebody finds one of the latest open reports; those that many joined are found more often."""
        open_now = [
            one
            for one in self._recent[arrival.script][-_SEEN:]
            if one.at < arrival.at < min(one.close, self._now) and len(one.joins) < _MOST_JOINS
        ]
        if not open_now:
            return False
        report = self._rng.choices(open_now, [1 + 2 * len(one.joins) for one in open_now])[0]
        report.joins.append(Join(arrival.at, arrival.channel, self._people.somebody(self._rng)))
        return True
