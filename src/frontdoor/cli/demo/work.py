"""What officers do about a report, step by step, and what its reporters are told."""

import math
from collections.abc import Iterator
from random import Random

from frontdoor.cases import policies
from frontdoor.cases.types import EntryKind, Notice, Outcome, Status, Visibility
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.cli.demo import telling
from frontdoor.cli.demo.moments import WorkingTime, moment
from frontdoor.cli.demo.scripts.script import Scene, Script
from frontdoor.cli.demo.setting import Setting, Team
from frontdoor.cli.demo.stories import Happening, Hold, Mail, Report, Voice
from frontdoor.cli.demo.volumes import VOLUMES
from frontdoor.cli.demo.wording import one_of, say
from frontdoor.contacts.types import Channel
from frontdoor.core.actors import PUBLIC, SYSTEM, Actor, staff
from frontdoor.core.clocks import LONDON

_EVENTFUL = 0.05  # share of cases with far more to and fro than usual
_WENT_AWAY = ("You told us that it is done already. Thank you.", "You asked us to stop, so we have.")


class Work:
    """The happenings of one story. Voices that come later, like somebody who asks for news, are added to `voices`."""

    def __init__(
        self, report: Report, script: Script, scene: Scene, service: ServiceShown, team: Team, setting: Setting,
        work: WorkingTime, voices: list[Voice], slots: dict[str, str], rng: Random, *, now: float, due: str,
    ) -> None:  # fmt: skip
        self._report, self._script, self._scene, self._service = report, script, scene, service
        self._team, self._setting, self._time, self._voices = team, setting, work, voices
        self._slots, self._rng, self._now, self._due = slots, rng, now, due
        self._found: list[Happening] = []
        self._status = Status.RECEIVED
        self._question = rng.choice(script.questions)
        self._owner: Actor = SYSTEM

    def until_now(self) -> Iterator[Happening]:
        """What happened, in the order of time. What would come after the present moment is left out."""
        happened = (one for one in self._found if one.at <= self._now)
        return iter(sorted(happened, key=lambda one: one.at))

    def hand_on(self, explanation: str) -> None:
        """It is another body's: passed on at once, with the explanation."""
        at, by = self._report.at, self._voices[0].by
        self._add(at, EntryKind.OPENED, Visibility.PUBLIC, by, status=Status.RECEIVED, voice=0)
        self._add(
            at,
            EntryKind.STATUS,
            Visibility.PUBLIC,
            by,
            explanation,
            status=Status.CLOSED,
            outcome=Outcome.NOT_OURS,
        )
        fields = {"explanation": explanation, "due": "", "promise": self._service.standard.promise}
        self._tell(at, by, "handed_on", fields, only=0)

    def do(self) -> None:
        """All that is done about it, to the end or to where it is held today."""
        report = self._report
        first = self._voices[0]
        self._add(report.at, EntryKind.OPENED, Visibility.PUBLIC, first.by, status=Status.RECEIVED, voice=0)
        promise = {"explanation": "", "due": self._due, "promise": self._service.standard.promise}
        self._tell(report.at, first.by, "case_received", promise, only=0)
        steps = self._steps()
        closing = report.hold is Hold.NONE
        end = report.close if closing else self._now - 600
        after = report.at + 60 * self._rng.uniform(3, 90)
        moments = self._time.spread(self._rng, after, end, len(steps))
        if closing:
            moments[-1] = max(end, moments[-2] + 61 if len(moments) > 1 else end)
        ends = moments[-1] if closing else math.inf
        previous = after
        for step, at in zip(steps, moments, strict=True):
            if step in {"said", "chase"}:  # customers write at any hour
                at = self._rng.uniform(previous, at)
            getattr(self, f"_{step}")(at)
            previous = at
        self._overdue(ends)
        self._reports_joined(ends)

    def _steps(self) -> list[str]:
        """The steps of this story in order. Their statuses follow each other as the rules of cases allow."""
        rng, report = self._rng, self._report
        late = report.close > report.due
        eventful = rng.random() < _EVENTFUL
        # what is held open is due soon or late, so what is timed has not been done
        further = not (report.hold is Hold.OPEN and self._service.standard.clock == "assess")
        reachable = bool(self._voices[0].identity.email)
        steps = ["transfer", "assign"] if self._team.id != self._service.team_id else ["assign"]
        maybe = (
            ("looking", 0.86, True),
            ("note", 0.95 if eventful else 0.42, True),
            ("ask said back", 0.9 if eventful else 0.09, reachable),
            ("partner", 0.4 if eventful else 0.05, True),
            ("planned", 0.9 if eventful else 0.4, further),
            ("chase answer", 0.95 if eventful else 0.42 if late else 0.05, reachable),
            ("note", 0.8 if eventful else 0.2, True),
            ("chase answer", 0.8 if eventful else 0.1 if late else 0.0, reachable),
            ("working", 0.7 if eventful else 0.13, further),
        )
        for names, chance, possible in maybe:
            if rng.random() < chance and possible:
                steps += names.split()
        if report.hold is Hold.FRESH:
            return steps[:1] if steps[0] == "transfer" else []
        if report.hold is Hold.WAITING_CUSTOMER and reachable:
            return [*steps[: steps.index("assign") + 1], "looking", "ask"]
        if report.hold in (Hold.WAITING_PARTNER, Hold.WAITING_CUSTOMER):
            return [*steps[: steps.index("assign") + 1], "looking", "partner"]
        return steps if report.hold is Hold.OPEN else [*steps, "close"]

    def _reports_joined(self, ends: float) -> None:
        for number, voice in enumerate(self._voices):
            if voice.notice is not Notice.ALSO_REPORTED or voice.at >= ends:
                continue
            self._add(voice.at, EntryKind.JOINED, Visibility.PUBLIC, voice.by, voice=number)
            changes = (one for one in self._found if one.status and one.at <= voice.at)
            status = max(changes, key=lambda one: one.at).status or Status.RECEIVED
            self._tell(voice.at, voice.by, "report_joined", {"status": status.words}, only=number)

    def _overdue(self, ends: float) -> None:
        due, timed = self._report.due, self._service.standard.clock
        ended = [one.at for one in self._found if one.status and policies.ends_clock(timed, one.status)]
        if min([ends, *ended]) <= due or self._now <= due:
            return
        owners = {one.owner for one in self._found if one.owner and one.at < due}
        owner = tuple(Mail("overdue_owner", {"due": self._due}, user_id=one) for one in owners)
        leaders = [one for one in self._team.leaders if one not in owners]
        told = tuple(Mail("overdue_leader", {"due": self._due}, user_id=one) for one in leaders)
        words = f"Was due by {self._due}. The owner and the team leader were told."
        at = due + self._rng.uniform(5, 300)
        self._add(at, EntryKind.OVERDUE, Visibility.STAFF, SYSTEM, words, sent=owner + told)

    def _transfer(self, at: float) -> None:
        advisors = self._setting.advisors
        by = staff(self._rng.choice(advisors)) if advisors else SYSTEM
        self._found.append(
            Happening(
                at, EntryKind.TRANSFERRED, Visibility.STAFF, by, self._rng.choice(_WHY),
                team_id=self._team.id, from_team_id=self._service.team_id,
            )
        )  # fmt: skip

    def _assign(self, at: float) -> None:
        if not self._team.members:
            return
        member = self._team.members[self._report.owner % len(self._team.members)]
        self._owner = staff(member.id)
        leaders = self._team.leaders
        by = staff(self._rng.choice(leaders)) if leaders and self._rng.random() < 0.55 else self._owner
        words = f"Assigned to {member.name}"
        self._found.append(Happening(at, EntryKind.ASSIGNED, Visibility.STAFF, by, words, owner=member.id))

    def _looking(self, at: float) -> None:
        self._change(at, Status.INVESTIGATING, self._script.looking)

    def _back(self, at: float) -> None:
        self._change(at, Status.INVESTIGATING, ("Thank you for your answer. We can go on now.",))

    def _partner(self, at: float) -> None:
        self._change(at, Status.WAITING_PARTNER, self._script.partner)

    def _planned(self, at: float) -> None:
        self._change(at, Status.SCHEDULED, self._script.planned)

    def _working(self, at: float) -> None:
        self._change(at, Status.IN_PROGRESS, self._script.working)

    def _note(self, at: float) -> None:
        words = one_of(self._scene.notes or self._script.notes, self._rng, self._past(at))
        self._add(at, EntryKind.NOTE, Visibility.STAFF, self._owner, words)

    def _ask(self, at: float) -> None:
        self._reply(at, say(self._question[0], self._rng, self._slots))
        self._change(
            at + 30, Status.WAITING_CUSTOMER, ("We need to know a little more. We have written to you.",)
        )

    def _said(self, at: float) -> None:
        self._customer_says(at, say(self._question[1], self._rng, self._slots))

    def _chase(self, at: float) -> None:
        self._customer_says(at, one_of(self._script.chases, self._rng, self._slots))

    def _answer(self, at: float) -> None:
        self._reply(at, one_of(self._script.answers, self._rng, self._coming(at)))

    def _close(self, at: float) -> None:
        rng, volume, late = self._rng, VOLUMES[self._report.script], at >= self._report.due
        chance = rng.random()
        outcome, choice = Outcome.RESOLVED, self._scene.closings or self._script.closings
        if chance < volume.no_action:
            outcome, choice = Outcome.NO_ACTION, self._script.no_action
        elif chance < volume.no_action + 0.01:
            outcome, choice = Outcome.CANCELLED, _WENT_AWAY
        words = one_of(choice, rng, self._past(at)).strip()
        if late and self._script.sorry and rng.random() < 0.6:
            words = rng.choice(self._script.sorry) + words
        self._status = Status.CLOSED
        self._add(
            at, EntryKind.STATUS, Visibility.PUBLIC, self._owner, words, status=Status.CLOSED, outcome=outcome
        )
        self._tell(at, self._owner, "case_resolved", {"status": outcome.words, "explanation": words})

    def _change(self, at: float, status: Status, choice: tuple[str, ...]) -> None:
        if status is self._status:
            return
        self._status = status
        words = one_of(choice, self._rng, self._coming(at))
        self._add(at, EntryKind.STATUS, Visibility.PUBLIC, self._owner, words, status=status)
        self._tell(at, self._owner, "case_update", {"status": status.words, "message": words})

    def _reply(self, at: float, words: str) -> None:
        self._found.append(
            Happening(at, EntryKind.REPLY, Visibility.CUSTOMER, self._owner, words, reply=True)
        )
        self._tell(at, self._owner, "case_reply", {"message": words}, only=0)

    def _customer_says(self, at: float, words: str) -> None:
        first = self._voices[0]
        self._voices.append(Voice(at, Channel.WEB, first.identity, words, Notice.MORE, False, PUBLIC, like=0))
        number = len(self._voices) - 1
        self._add(at, EntryKind.CUSTOMER_SAID, Visibility.CUSTOMER, PUBLIC, words, voice=number)

    def _tell(self, at: float, by: Actor, template: str, fields: dict[str, str], only: int = -1) -> None:
        """A message to everybody who wants to be kept told by then, each address once."""
        told: set[str] = set()
        for number, voice in enumerate(self._voices):
            email = voice.identity.email.lower()
            if not email or not voice.keep_told or voice.at > at or email in told or only not in (-1, number):
                continue
            told.add(email)
            values = {"name": voice.identity.name or "customer", **fields}
            sent = (Mail(template, values, voice=number),)
            self._found.append(
                Happening(at, EntryKind.TOLD, Visibility.STAFF, by, template, voice=number, sent=sent)
            )

    def _add(
        self, at: float, kind: EntryKind, visibility: Visibility, by: Actor, words: str = "", *,
        status: Status | None = None, outcome: Outcome | None = None, voice: int = -1, sent: tuple[Mail, ...] = (),
    ) -> None:  # fmt: skip
        self._found.append(Happening(at, kind, visibility, by, words, status, outcome, voice, sent=sent))

    def _past(self, at: float) -> dict[str, str]:
        day = moment(at).astimezone(LONDON).date()
        return {**self._slots, "day": telling.day_words(day)}

    def _coming(self, at: float) -> dict[str, str]:
        return {**self._slots, "day": telling.next_day(self._setting.calendar, moment(at), self._rng)}


_WHY = (
    "It needs somebody on site.",
    "The customer needs your team.",
    "Looks like one of yours. I have told the customer.",
    "Nothing we can answer from here: please take it on.",
)
