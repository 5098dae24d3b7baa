"""The one line through the house: a resident reports on a phone, an officer works it to its end at the desk,
each message arrives at a mail server, and a partner system sees the same over Open311.

Nothing stands in for anything: real browser, `frontdoor serve` with its worker, a real SMTP server, real HTTP.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import Browser

from tests import outbox, processes
from tests.browser.test_every_page import Walk, report
from tests.browser.visitor import DESKTOP, DESKTOP_PLAIN, PHONE, PHONE_PLAIN, Way, visiting
from tests.outbox import Outbox
from tests.processes import Server, eventually
from tests.small_council import OFFICER, ON_MILL_LANE, PASSWORD

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class House:
    """A running installation and its mail server."""

    server: Server
    mail: Outbox
    key: str

    def subjects(self, to: str) -> list[str]:
        return [str(one["Subject"]) for one in self.mail.kept() if one["To"] == to]

    def partner(self, path: str, **fields: str) -> list[dict[str, object]]:
        """What a partner system gets: a GET, or a POST of these fields with its key."""
        body = urlencode({"api_key": self.key, **fields}).encode() if fields else None
        request = Request(f"{self.server.address}/open311/v2/{path}", data=body)
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            found: list[dict[str, object]] = json.load(answer)
            return found


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    environment = processes.installation(tmp_path_factory.mktemp("line"))
    environment["PYTHONPATH"] = str(processes.ROOT)
    made = processes.frontdoor("api-key", "create", "Partner", "--scope", "open311", environment=environment)
    processes.in_django(
        "from django.utils import timezone\nfrom tests import small_council\n"
        "small_council.load(at=timezone.now(), passwords=True)",
        environment=environment,
    )
    with outbox.running(environment) as mail:
        environment["SMTP_URL"] = mail.url
        with processes.serving(environment, "--workers", "1") as server:
            yield House(server, mail, made.stdout.strip())


def sign_in(walk: Walk) -> None:
    walk.see("/sign-in/")
    walk.type("E-mail address", OFFICER)
    walk.type("Password", PASSWORD)
    walk.visitor.press("Sign in")
    walk.see()


def do(walk: Walk, reference: str, doing: str, button: str, **answers: str) -> None:
    """One thing done to the case, on its own page."""
    walk.see(f"/desk/cases/{reference}/{doing}/")
    for name, value in answers.items():
        box = walk.tab.locator(f"main form [name={name}]")
        if box.first.get_attribute("type") == "radio":
            walk.tab.locator(f"main form [name={name}][value={value}]").check()
        elif box.first.evaluate("one => one.tagName") == "SELECT":
            box.first.select_option(value)
        else:
            box.first.fill(value)
    walk.visitor.press(button)
    walk.see()


WAYS = [(PHONE, DESKTOP), (PHONE_PLAIN, DESKTOP_PLAIN)]


@pytest.mark.parametrize(("resident_way", "officer_way"), WAYS, ids=["with-javascript", "without-javascript"])
def test_from_a_phone_to_the_end_and_back(
    resident_way: Way, officer_way: Way, house: House, chromium: Browser, photo: Path
) -> None:
    reference = the_resident_reports(resident_way, house, chromium, photo)
    eventually(lambda: len(house.subjects("robin@example.org")) == 1)
    the_officer_works_it(officer_way, house, chromium, reference)
    told = eventually(
        lambda: len(house.subjects("robin@example.org")) >= 4 and house.subjects("robin@example.org")
    )
    assert all(reference in subject for subject in told)
    assert len(house.mail.message_ids()) == len(set(house.mail.message_ids()))
    words = " ".join(one.get_content() for one in house.mail.kept())
    assert "We will look on Monday" in words
    assert "The hole was filled" in words
    assert "Call the contractor" not in words, "a note for staff went out"
    (seen,) = house.partner(f"requests/{reference}.json")
    assert (seen["status"], seen["service_request_id"]) == ("closed", reference)
    assert "The hole was filled" in str(seen["status_notes"])
    the_resident_follows(resident_way, house, chromium, reference)


def the_resident_reports(way: Way, house: House, chromium: Browser, photo: Path) -> str:
    with visiting(chromium, house.server.address, way) as visitor:
        walk = Walk(visitor)
        walk.see("/services/pothole/")
        if way.scripts:
            report(walk, ON_MILL_LANE.lat, ON_MILL_LANE.long, "robin@example.org", photo=photo)
        else:
            report(walk, None, None, "robin@example.org", photo=photo)
        walk.see()
        walk.visitor.press("Send")
        walk.see()
        return urlsplit(walk.tab.url).path.strip("/").split("/")[-1]


def the_officer_works_it(way: Way, house: House, chromium: Browser, reference: str) -> None:
    with visiting(chromium, house.server.address, way) as visitor:
        walk = Walk(visitor)
        sign_in(walk)
        walk.see("/desk/queues/unassigned/")
        walk.visitor.follow(reference)
        walk.see()
        walk.visitor.press("Take this case")
        walk.see()
        do(walk, reference, "note", "Keep note", words="Call the contractor")
        do(walk, reference, "reply", "Send reply", words="We will look on Monday")
        do(
            walk,
            reference,
            "status",
            "Save and tell the customer",
            status="scheduled",
            words="The work is booked",
        )
        do(
            walk,
            reference,
            "close",
            "Close and tell the customer",
            outcome="resolved",
            words="The hole was filled with new tarmac.",
        )
        walk.visitor.reads("The hole was filled with new tarmac.")


def the_resident_follows(way: Way, house: House, chromium: Browser, reference: str) -> None:
    with visiting(chromium, house.server.address, way) as visitor:
        walk = Walk(visitor)
        walk.see("/follow/")
        walk.type("Reference", reference)
        walk.type("E-mail address, phone number or postcode", "nobody@example.org")
        walk.on()
        walk.see()  # the same answer for a wrong fact as for a wrong reference
        walk.type("Reference", reference)
        walk.type("E-mail address, phone number or postcode", "robin@example.org")
        walk.on()
        walk.see()
        walk.visitor.reads("The hole was filled with new tarmac.")
        assert "Call the contractor" not in walk.tab.content()


def test_a_partner_files_a_request_and_sees_it_close(house: House, chromium: Browser) -> None:
    services = house.partner("services.json")
    assert {"pothole"} <= {str(one["service_code"]) for one in services}
    (filed,) = house.partner(
        "requests.json",
        service_code="pothole",
        lat=str(ON_MILL_LANE.lat),
        long=str(ON_MILL_LANE.long),
        description="A deep hole by the church",
        email="partner-reporter@example.org",
        **{"attribute[danger]": "false", "attribute[size]": "lid"},
    )
    reference = str(filed["service_request_id"])
    (seen,) = house.partner(f"requests/{reference}.json")
    assert seen["status"] == "open"
    the_officer_works_it(DESKTOP, house, chromium, reference)
    (seen,) = house.partner(f"requests/{reference}.json")
    assert seen["status"] == "closed"
    updates = house.partner("servicerequestupdates.json")
    mine = [one for one in updates if one["service_request_id"] == reference]
    assert "FIXED" in {str(one["status"]) for one in mine}
    eventually(lambda: len(house.subjects("partner-reporter@example.org")) >= 4)
