"""Every page of the URL map is visited in a real browser and checked by axe: one nobody visited fails.

The routes come from Django, the visits from walking the site as people do, so that a page cannot be added
without somebody looking at it.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser

from tests import processes
from tests.browser.visitor import DESKTOP, PHONE, Visitor, Way, visiting
from tests.processes import Server
from tests.shape.routes import routes
from tests.small_council import ADMINISTRATOR, BESIDE_MILL_LANE, LEADER, ON_MILL_LANE, ON_TRUNK_ROAD, PASSWORD

pytestmark = pytest.mark.browser

NOT_PAGES = {
    "healthz": "one word for a machine",
    "council.css": "a stylesheet",
    "map/layers.json": "shapes for the map",
    "media/<str:token>/": "a picture",
    "report/<slug:code>/photos/<int:file_id>/": "a picture",
    "sign-out/": "only takes a form",
    "follow/<str:reference>/stop/": "only takes a form",
    "report/": "the list of services, under the address that the layout links to",
}


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A whole installation with its worker and the development outbox."""
    environment = processes.installation(tmp_path_factory.mktemp("house"))
    environment["PYTHONPATH"] = str(processes.ROOT)
    processes.frontdoor("migrate", environment=environment).check_returncode()
    processes.in_django(
        "from django.utils import timezone\nfrom tests import small_council\n"
        "small_council.load(at=timezone.now(), passwords=True)",
        environment=environment,
    )
    with processes.serving(environment, "--outbox", "--workers", "1") as running:
        yield running, environment


class Walk:
    """Somebody who walks the site and notes which routes they saw."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.tab = visitor.tab
        self.seen: set[str] = set()

    def see(self, path: str = "") -> None:
        """Look at a page (the one that is open, without a path), with axe and everything else."""
        if path:
            self.visitor.go(path)
        address = urlsplit(self.tab.url).path
        self.seen.add(resolve(address).route)
        self.visitor.stop("every-page" + address.rstrip("/").replace("/", "-"))

    def on(self) -> None:
        self.visitor.press("Continue")

    def choose(self, label: str) -> None:
        self.tab.get_by_label(label, exact=True).check()

    def type(self, label: str, words: str) -> None:
        self.tab.locator("main").get_by_role("textbox", name=label).fill(words)

    def pin(self, lat: float, long: float) -> None:
        """What the map does when somebody taps it."""
        self.tab.evaluate(
            "([lat, long]) => { document.querySelector('[name=where-lat]').value = lat;"
            " document.querySelector('[name=where-long]').value = long; }",
            [lat, long],
        )


def begin(walk: Walk) -> None:
    """Answer a pothole's questions up to the place."""
    walk.visitor.go("/report/pothole/danger/")
    walk.choose("No")
    walk.on()
    walk.visitor.go("/report/pothole/where/?afresh=1")


def report(
    walk: Walk, lat: float | None, long: float | None, email: str, *, photo: Path | None = None
) -> None:
    """Answer everything about a pothole, up to checking the answers. Without a point: in words."""
    begin(walk)
    if lat is None or long is None:
        walk.type("Say in words where it is", "Outside number 3, Mill Lane")
    else:
        walk.pin(lat, long)
    walk.on()
    walk.choose("Like a dinner plate, or smaller")
    walk.on()
    if photo is not None:
        walk.tab.set_input_files("input[type=file]", photo)
    walk.on()
    if urlsplit(walk.tab.url).path.endswith("/photo/"):
        walk.on()  # the photo is shown, and more could be added
    walk.type("Full name", "Robin Vale")
    walk.type("E-mail address", email)
    walk.on()


def the_resident(walk: Walk) -> str:
    """Everything a resident can open; returns the reference of what they reported."""
    for path in (
        *("/", "/services/", "/services/pothole/", "/search/?q=hole", "/search/?q=zzz", "/reports/"),
        *("/accessibility/", "/privacy/", "/cookies/", "/contact/", "/follow/"),
    ):
        walk.see(path)
    walk.see("/report/pothole/")
    walk.on()
    walk.see()  # an error, with its summary
    walk.choose("Yes")
    walk.on()
    walk.see()  # a kind stop
    begin(walk)
    walk.see("/report/pothole/")  # go on with what was begun
    begin(walk)
    walk.see()
    walk.pin(ON_TRUNK_ROAD.lat, ON_TRUNK_ROAD.long)
    walk.on()
    walk.see()  # somebody else's road
    report(walk, ON_MILL_LANE.lat, ON_MILL_LANE.long, "robin@example.org")
    walk.see()
    walk.visitor.press("Send")
    walk.see()
    reference = urlsplit(walk.tab.url).path.strip("/").split("/")[-1]
    report(walk, BESIDE_MILL_LANE.lat, BESIDE_MILL_LANE.long, "sam@example.org")
    walk.on()
    walk.see()  # it is this one?
    walk.see(f"/reports/{reference}/")
    walk.see(f"/follow/{reference}/")
    return reference


def the_officer(walk: Walk, reference: str) -> None:
    """Everything staff can open, as somebody who may open all of it."""
    walk.see("/desk/")
    walk.type("E-mail address", ADMINISTRATOR)
    walk.type("Password", PASSWORD)
    walk.visitor.press("Sign in")
    walk.see()
    for name in ("mine", "team", "unassigned", "due_soon", "overdue", "all"):
        walk.see(f"/desk/queues/{name}/")
    case = f"/desk/cases/{reference}/"
    walk.see(case)
    desk = [route.pattern for route in routes() if route.pattern.startswith("desk/cases/<str:reference>/")]
    for pattern in desk:
        walk.see("/" + pattern.replace("<str:reference>", reference))
    walk.see("/desk/search/?q=mill")
    walk.visitor.go(case)
    customer = walk.tab.locator("a[href^='/desk/customers/']").first.get_attribute("href")
    assert customer
    walk.see(customer)
    for path in ("/desk/messages/", "/desk/jobs/", "/desk/me/", "/password/"):
        walk.see(path)


def a_message_that_failed(environment: dict[str, str]) -> int:
    """Make the newest message one that a person must decide about."""
    return int(
        processes.in_django(
            "from django.db.models import Max\nfrom frontdoor.notifications.models import Notification\n"
            "newest = Notification.objects.aggregate(newest=Max('id'))['newest']\n"
            "Notification.objects.filter(id=newest).update(delivery='unknown', sent_at=None)\nprint(newest)",
            environment=environment,
        )
    )


def the_password(walk: Walk) -> None:
    """Somebody forgot theirs: the link comes by mail and is read in the outbox."""
    walk.see("/password/reset/")
    walk.type("E-mail address", LEADER)
    walk.visitor.press("Send the link")
    walk.see()
    walk.see("/outbox/")
    link = processes.eventually(lambda: _link_in_the_outbox(walk))
    walk.see()
    walk.visitor.go(link)
    walk.see()
    for box in walk.tab.locator("main input[type=password]").all():
        box.fill("another plain sentence 18")
    walk.visitor.press("Save the password")
    walk.see()


def _link_in_the_outbox(walk: Walk) -> str:
    walk.visitor.go("/outbox/")
    for address in [one.get_attribute("href") for one in walk.tab.locator("main a[href^='/outbox/']").all()]:
        walk.visitor.go(str(address))
        words = walk.tab.locator("main").inner_text()
        if "/password/reset/key/" in words:
            start = words.index("/password/reset/key/")
            return words[start:].split()[0]
    return ""


@pytest.mark.parametrize("way", [PHONE, DESKTOP], ids=lambda way: way.name)
def test_every_page_is_visited_and_nothing_is_wrong_with_it(
    way: Way, house: tuple[Server, dict[str, str]], chromium: Browser
) -> None:
    server, environment = house
    seen: set[str] = set()
    with visiting(chromium, server.address, way) as visitor:
        walk = Walk(visitor)
        reference = the_resident(walk)
        seen |= walk.seen
    with visiting(chromium, server.address, way) as visitor:
        walk = Walk(visitor)
        the_officer(walk, reference)
        walk.see(f"/desk/messages/{a_message_that_failed(environment)}/")
        seen |= walk.seen
    with visiting(chromium, server.address, way) as visitor:
        walk = Walk(visitor)
        the_password(walk)
        seen |= walk.seen
    pages = {one.pattern for one in routes() if not one.pattern.startswith("open311/")} - set(NOT_PAGES)
    assert pages - seen == set(), "nobody looked at these pages"
