"""Tells each story: who said what, what officers did about it and when, and how it stands today."""

from datetime import date, datetime, timedelta
from random import Random

from frontdoor.cases.operations.opening import day_words as due_words
from frontdoor.cases.types import Notice
from frontdoor.catalogue.types import Form, QuestionType
from frontdoor.cli.demo import answers, telling
from frontdoor.cli.demo.moments import WorkingTime, moment
from frontdoor.cli.demo.people import People, Person
from frontdoor.cli.demo.scripts.script import Script
from frontdoor.cli.demo.setting import SCRIPTS, Setting
from frontdoor.cli.demo.stories import Join, Report, Story, Voice
from frontdoor.cli.demo.volumes import BY_STAFF
from frontdoor.cli.demo.work import Work
from frontdoor.contacts.types import Channel
from frontdoor.core import actors, references
from frontdoor.core.clocks import LONDON
from frontdoor.customers.types import Identity
from frontdoor.intake import policies as intake_policies
from frontdoor.intake import queries as intake
from frontdoor.intake.policies import where_in
from frontdoor.organisation.types import Handoff

_STEP = 61_803_399  # coprime with 10**8: every number gives another reference, and they are not in order


class Teller:
    """Tells stories of one council. `photos` are ids of stored files by the kind of picture."""

    def __init__(
        self,
        setting: Setting,
        people: People,
        work: WorkingTime,
        photos: dict[str, list[int]],
        *,
        seed: int,
        now: datetime,
    ) -> None:
        self._setting = setting
        self._people = people
        self._work = work
        self._photos = photos
        self._seed = seed
        self._now = now.timestamp()

    def tell(self, report: Report) -> Story:
        """The story of one report until now. The same report always has the same story."""
        rng = Random(f"{self._seed}:story:{report.number}")
        setting, script = self._setting, SCRIPTS[report.script]
        service, scene = setting.services[report.script], SCRIPTS[report.script].scenes[report.scene]
        person = self._people.person(report.person)
        came = moment(report.at)
        on = came.astimezone(LONDON).date()
        slots = telling.slots_of(script, report.spot, person, on, rng)
        words = telling.report(script, scene, report.channel, slots, rng)
        photos = self._taken(scene.picture, report.channel, rng)
        given = {
            **scene.said,
            **self._about(person, report.channel, rng),
            **self._place(report, slots, rng),
            "photo": [file_id for file_id, _ in photos],
            "long_text": words or telling.sentence_of(scene, slots, rng),
            "date": _day_named(slots["binday"], on),
        }
        if not words and not _asks_for_words(service.form):
            given.pop("long_text")
        said = answers.fill_in(service.form, given, rng, day=on)
        settled = intake.settle(where_in(service.form, said), service, said)
        ours = settled.responsibility.handoff is Handoff.OURS
        description = intake_policies.description_of(service.form, said)
        first = Voice(
            report.at, report.channel, intake_policies.identity_in(service.form, said), description, Notice.FIRST,
            True, self._teller_of(report.channel, rng), photos if said.get("photo") else (),
        )  # fmt: skip
        voices = [first, *(self._joined(one, script, slots, rng) for one in (report.joins if ours else ()))]
        team = setting.teams[report.team_id]
        work = Work(
            report, script, scene, service, team, setting, self._work, voices, slots, rng, now=self._now,
            due=due_words(moment(report.due)),
        )  # fmt: skip
        if ours:
            work.do()
        else:
            body = settled.responsibility
            work.hand_on(intake_policies.handed_on_words(body.body_name, body.asset_name, body.explanation))
        return Story(
            report, service, references.from_number((report.number * _STEP + self._seed) % 10**8), settled.where,
            settled.responsibility.body_id, ours, description, said, service.team_id,
            tuple(voice for voice in voices if voice.at <= self._now), tuple(work.until_now()),
        )  # fmt: skip

    def _about(self, person: Person, channel: Channel, rng: Random) -> dict[str, str]:
        """What somebody gives of themselves. A fifth stay unknown online; an advisor asks for a phone."""
        if channel is Channel.OPEN311 or (channel is Channel.WEB and rng.random() < 0.2):
            return {} if rng.random() < 0.4 else {"email": person.email, "name": person.name}
        about = {"name": person.name}
        if rng.random() < (0.92 if channel in (Channel.WEB, Channel.EMAIL) else 0.55):
            about["email"] = person.email
        if rng.random() < (0.35 if channel in (Channel.WEB, Channel.EMAIL) else 0.9):
            about["phone"] = person.phone
        if rng.random() < 0.6:
            about["postcode"] = person.home.postcode
        return about

    def _place(self, report: Report, slots: dict[str, str], rng: Random) -> dict[str, object]:
        spot = report.spot
        if report.home >= 0:
            home = self._setting.homes[report.home]
            words = {"uprn": home.uprn, "text": f"{home.text}, {home.postcode}", "postcode": home.postcode}
            return {"address": words}
        chance = rng.random()
        exact = slots["near"] if spot.street in slots["near"] else f"{slots['near']}, {spot.street}"
        text = (
            f"{spot.street}, {spot.town}" if chance < 0.55 else f"{exact[:1].upper()}{exact[1:]}, {spot.town}"
        )
        if chance > 0.93 and not report.elsewhere and not report.joins:
            return {"place": {"text": text}}
        return {
            "place": {
                "lat": spot.point.lat,
                "long": spot.point.long,
                **({"text": text} if chance > 0.3 else {}),
            }
        }

    def _taken(self, kind: str, channel: Channel, rng: Random) -> tuple[tuple[int, str], ...]:
        """Photos that came along: a third of reports online have one."""
        known = self._photos.get(kind, [])
        if not known or channel not in (Channel.WEB, Channel.OPEN311) or rng.random() > 0.34:
            return ()
        chosen = rng.sample(known, 2 if rng.random() < 0.2 and len(known) > 1 else 1)
        return tuple((file_id, f"IMG_{rng.randint(1000, 9999)}.jpg") for file_id in chosen)

    def _teller_of(self, channel: Channel, rng: Random) -> actors.Actor:
        if channel in BY_STAFF and self._setting.advisors:
            return actors.staff(rng.choice(self._setting.advisors))
        return actors.PUBLIC

    def _joined(self, join: Join, script: Script, slots: dict[str, str], rng: Random) -> Voice:
        person = self._people.person(join.person)
        about = self._about(person, join.channel, rng)
        identity = Identity(about.get("name", ""), about.get("email", ""), about.get("phone", ""))
        words = telling.also(script, slots, rng)
        return Voice(
            join.at, join.channel, identity, words, Notice.ALSO_REPORTED, bool(identity.email),
            self._teller_of(join.channel, rng),
        )  # fmt: skip


def _asks_for_words(form: Form) -> bool:
    return any(q.type is QuestionType.LONG_TEXT and q.required for q in form.questions())


def _day_named(name: str, before: date) -> date:
    """The last day of this name, the day itself included."""
    return next(day for day in (before - timedelta(days=n) for n in range(7)) if f"{day:%A}" == name)
