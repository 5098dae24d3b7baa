"""People and partner systems who go on while processes are killed, and a ledger of what they were told.

Who is cut off does what people do: most send the same thing again as reloading the page does, some walk away. Who
was told "sent" is owed exactly that; who walked away may find it once or never; who was refused must find nothing.
"""

import json
import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import URLError
from urllib.request import Request

from tests import small_council
from tests.faults import people
from tests.faults.people import Browser, CutOff
from tests.photos import jpeg

_WALK_AWAY = 0.2  # of those who were cut off while they sent something that is kept
_PATIENCE = 120.0  # seconds that somebody goes on trying


@dataclass(frozen=True)
class Told:
    """Something somebody sent, known by words (or an e-mail address) that nobody else uses, and its case if known."""

    kind: str
    words: str
    reference: str = ""


@dataclass
class Ledger:
    """What the clients know. All threads write into it."""

    promised: list[Told] = field(default_factory=list)
    perhaps: list[Told] = field(default_factory=list)  # cut off and never asked again
    refused: list[Told] = field(default_factory=list)
    cuts: list[tuple[float, float]] = field(default_factory=list)  # begin and end of requests that were cut
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _number: int = 0

    def number(self) -> int:
        with self._lock:
            self._number += 1
            return self._number

    def note(self, kept_in: list[Told], what: Told) -> None:
        with self._lock:
            kept_in.append(what)

    def cut(self, began: float) -> None:
        with self._lock:
            self.cuts.append((began, time.monotonic()))

    def some_case(self, chance: random.Random, kinds: set[str]) -> Told | None:
        """One of the newest cases that somebody was told of."""
        with self._lock:
            found = [one for one in self.promised if one.kind in kinds and one.reference][-30:]
        return chance.choice(found) if found else None


class Elsewhere(Browser):
    """A browser at a network address of its own, as the proxy in front says."""

    address_of_its_own = ""

    def _open(self, request: Request) -> "Browser":
        request.add_header("X-Forwarded-For", self.address_of_its_own)
        return super()._open(request)


@dataclass(eq=False)
class Person(threading.Thread):
    """Somebody who does one thing after the other, until asked to stop; then ends what was begun."""

    address: str
    ledger: Ledger
    chance: random.Random
    enough: threading.Event
    patience: ClassVar[float] = _PATIENCE

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                self.one()
            except Exception as fault:  # the test fails with it, in its own thread
                where = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__)]
                said = f"{type(fault).__name__}: {str(fault)[:400]}"
                self.ledger.faults.append(f"{type(self).__name__}, lines {where}: {said}")
            time.sleep(self.chance.uniform(0, 0.2))

    def one(self) -> None:
        raise NotImplementedError

    def browser(self) -> Browser:
        found = Elsewhere(self.address)
        number = self.ledger.number()
        found.address_of_its_own = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        return found

    def go(self, browser: Browser, path: str) -> Browser:
        """Open a page, as often as it takes."""
        self._until_answered(lambda: browser.go(path), lambda: browser.go(path))
        assert browser.status < 500, f"{path}: {browser.status} {browser.words()[:200]}"
        return browser

    def send(self, browser: Browser, *, may_leave: bool = False, **answers: Any) -> bool:
        """Send the form of the page, again after each cut; False for somebody who was cut off and walked away."""
        done = self._until_answered(lambda: browser.send(**answers), browser.again, may_leave=may_leave)
        assert browser.status < 500, f"{browser.url}: {browser.status} {browser.words()[:200]}"
        return done

    def post(self, browser: Browser, path: str, values: dict[str, str]) -> bool:
        return self._until_answered(lambda: browser.post(path, values), browser.again, may_leave=True)

    def _until_answered(
        self, first: Callable[[], object], again: Callable[[], object], *, may_leave: bool = False
    ) -> bool:
        give_up, press = time.monotonic() + self.patience, first
        while True:
            began = time.monotonic()
            try:
                press()
            except CutOff as cut:
                if time.monotonic() > give_up:
                    raise
                in_progress = _was_in_progress(cut)
                leaves = may_leave and in_progress and self.chance.random() < _WALK_AWAY
                if in_progress:
                    self.ledger.cut(began)
                if leaves:
                    return False
                press = again
                time.sleep(self.chance.uniform(0.1, 0.5))
            else:
                return True

    def kept(self, what: Told, sent: bool) -> None:
        self.ledger.note(self.ledger.promised if sent else self.ledger.perhaps, what)


def _was_in_progress(cut: CutOff) -> bool:
    """The connection was made and the request sent, and then it died; not merely refused while nobody listened."""
    cause = cut.__cause__
    return not isinstance(cause, URLError) and isinstance(cause, HTTPException | ConnectionError)


class Resident(Person):
    """Reports or asks something, and half of the time adds words afterwards."""

    def one(self) -> None:
        browser, number = self.browser(), self.ledger.number()
        email = f"r{number}@example.org"
        pothole = self.chance.random() < 0.5
        sent = self._pothole(browser, email) if pothole else self._question(browser, number, email)
        what = Told("report" if pothole else "question", email)
        if not sent:
            self.kept(what, sent=False)
            return
        assert "/sent/" in browser.url, f"{browser.url} {browser.words()[:300]}"
        reference = browser.url.split("/")[-2]
        self.kept(Told(what.kind, email, reference), sent=True)
        for _ in range(self.chance.randrange(3)):
            self._say_more(browser, reference, email)

    def _question(self, browser: Browser, number: int, email: str) -> bool:
        self.go(browser, "/report/something-else/")
        self.send(browser, question=f"Why number {number}?")
        self.send(browser, name="Siân Lewis", email=email)
        return self.send(browser, may_leave=True)

    def _pothole(self, browser: Browser, email: str) -> bool:
        self.go(browser, "/report/pothole/")
        self.send(browser, danger="no")
        east = self.chance.uniform(
            2.01, 2.14
        )  # somewhere on Mill Lane: others reported near it, or nobody did
        self.send(
            browser,
            where__words="",
            where__lat=str(small_council.ON_MILL_LANE.lat),
            where__long=f"{east:.5f}",
        )
        self.send(browser, size="lid", more="Deep")
        number = self.ledger.number()
        photo = {"photo": ("hole.jpg", jpeg(size=(300 + number % 500, 200 + number // 500)))}
        self.send(browser, files=photo if self.chance.random() < 0.5 else None)
        self.send(browser, name="Ola Nowak", email=email, phone="", postcode="")
        assert browser.heading() == "Check your answers", f"{browser.url} {browser.words()[:300]}"
        if not self.send(browser, may_leave=True):
            return False
        if "/nearby/" not in browser.url:
            return True
        return self.send(browser, may_leave=True, which=self.chance.choice(browser.choices("which")))

    def _say_more(self, browser: Browser, reference: str, email: str) -> None:
        words = f"More {self.ledger.number()}."
        self.go(browser, f"/follow/{reference}/")
        if "?" in browser.url:  # their answer was lost, and with it that this device may see the case
            self.send(browser, reference=reference, fact=email)
        sent = self.send(browser, may_leave=True, words=words)
        if sent:
            assert "We have what you wrote" in browser.words() or words in browser.words(), browser.words()[
                :300
            ]
        self.kept(Told("more", words, reference), sent)


class Partner(Person):
    """A partner system: sends requests under ids of its own and updates of them, again when it got no answer."""

    key: str = ""

    def one(self) -> None:
        browser, number = self.browser(), self.ledger.number()
        email, words = f"p{number}@example.org", f"Request number {number}."
        what = Told("open311", email)
        if not self.post(browser, "/open311/v2/requests.json", {
            "api_key": self.key, "service_code": "something-else", "description": words, "email": email,
            "first_name": "Ann", "last_name": "Onym", "attribute[fixmystreet_id]": str(number),
            "address_string": "here",
        }):  # fmt: skip
            self.kept(what, sent=False)
            return
        assert browser.status == 200, browser.body
        reference = json.loads(browser.body)[0]["service_request_id"]
        self.kept(Told("open311", email, reference), sent=True)
        if self.chance.random() < 0.3:  # a careless system sends everything twice
            self._until_answered(browser.again, browser.again)
            assert json.loads(browser.body)[0]["service_request_id"] == reference
        words = f"Update {number}."
        sent = self.post(browser, "/open311/v2/servicerequestupdates.json", {
            "api_key": self.key, "service_request_id": reference, "update_id": str(number), "status": "OPEN",
            "updated_datetime": "2026-11-18T10:00:00Z", "description": words,
        })  # fmt: skip
        assert not sent or browser.status == 200, browser.body
        self.kept(Told("update", words, reference), sent)


class Officer(Person):
    """Somebody at a desk: replies, changes the status, closes. Others do the same to the same cases meanwhile."""

    desk: Browser

    def sign_in(self) -> None:
        self.desk = people.sign_in(self.browser(), small_council.MANAGER)

    def one(self) -> None:
        case = self.ledger.some_case(self.chance, {"report", "question", "open311"})
        if case is None:
            return
        doing = self.chance.choice(["reply", "reply", "status", "status", "close"])
        words = f"Answer {self.ledger.number()}."
        self.go(self.desk, f"/desk/cases/{case.reference}/{doing}/")
        if b'name="words"' not in self.desk.body:
            return  # it was closed meanwhile
        answers = {"words": words}
        if doing != "reply":
            name = "status" if doing == "status" else "outcome"
            answers[name] = self.chance.choice(self.desk.choices(name))
        what = Told(doing, words, case.reference)
        if not self.send(self.desk, may_leave=True, **answers):
            self.kept(what, sent=False)
            return
        if self.desk.status == 200:
            assert self.desk.url.endswith(f"/cases/{case.reference}/"), self.desk.words()[:300]
            self.kept(what, sent=True)
            return
        assert self.desk.status in {400, 409}, f"{self.desk.status} {self.desk.words()[:300]}"
        # somebody was faster; or it was we ourselves, before we were cut off: whoever is unsure looks at the case
        self.go(self.desk, f"/desk/cases/{case.reference}/")
        there = words in self.desk.words()
        self.ledger.note(self.ledger.promised if there else self.ledger.refused, what)
