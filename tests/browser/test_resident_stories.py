"""Residents of the demonstration council, in a real browser: on a phone and at a desk, with and without JavaScript.

Every page on the way is checked: axe at WCAG 2.2 AA, nothing wider than the window, no error in the console.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests import processes
from tests.browser.visitor import DESKTOP, PHONE, Visitor, Way, visiting
from tests.processes import Server

pytestmark = pytest.mark.browser

STREET = "Elder Lane, Harnsworth"
ON_A_ROAD = (53.9885, 1.4971)  # near that street


def counts(installed: dict[str, str], *queries: str) -> list[int]:
    """How many rows the installation has of each of these."""
    imports = "from frontdoor.cases.models import Case\nfrom frontdoor.contacts.models import Contact\n"
    lines = "".join(f"print({query}.count())\n" for query in queries)
    return [int(one) for one in processes.in_django(imports + lines, environment=installed).split()]


def at(visitor: Visitor) -> str:
    """The last part of the address: which page it is."""
    return urlsplit(visitor.tab.url).path.strip("/").split("/")[-1]


def begin(visitor: Visitor, service: str = "Report a pothole") -> None:
    """From the front door to the first question."""
    visitor.go("/")
    visitor.stop("home")
    visitor.follow(service)
    visitor.stop("service")
    visitor.press("Start now") if visitor.tab.get_by_role(
        "button", name="Start now"
    ).count() else visitor.follow("Start now")


def search(visitor: Visitor, words: str) -> None:
    visitor.tab.get_by_label("Search for a street or postcode").fill(words)
    visitor.press("Find")


def describe(visitor: Visitor, *, look: bool = False) -> None:
    """Answer the questions between the place and the photo: the second answer of each, and nothing in words."""
    for _ in range(12):
        page = at(visitor)
        if page in {"photo", "check"}:
            return
        if visitor.tab.get_by_role("radio").count():
            visitor.tab.get_by_role("radio").nth(1).check()
        if look:
            visitor.stop(page)
        visitor.press("Continue")
    raise AssertionError("the form does not end")


def about_me(visitor: Visitor, email: str) -> None:
    visitor.tab.get_by_label("Your name").fill("Robin Vale")
    visitor.tab.get_by_label("Your e-mail address").fill(email)
    visitor.press("Continue")


def send(visitor: Visitor) -> str:
    """Send the form; where others reported the same near here, say that it is another one. Gives the reference."""
    visitor.stop("check")
    if visitor.tab.get_by_role("button", name="Continue").count():
        visitor.press("Continue")
        visitor.stop("nearby")
        visitor.tab.get_by_label("No, mine is a different one").check()
    visitor.press("Send")
    visitor.stop("sent")
    assert visitor.heading() == "We have your report"
    found = re.search(r"FD-\d{4}-\d{4}-\d{2}", visitor.tab.locator("main").inner_text())
    assert found
    return found[0]


def show_on_the_map(visitor: Visitor) -> None:
    """Put a pin: a tap on a phone, the keyboard at a desk."""
    canvas = visitor.tab.locator(".fd-map__canvas")
    canvas.scroll_into_view_if_needed()
    if visitor.way.phone:
        canvas.tap(position={"x": 160, "y": 200})
    else:
        canvas.focus()
        visitor.tab.keyboard.press("ArrowRight")
        visitor.tab.keyboard.press("Enter")
    status = visitor.tab.locator(".fd-map__status")
    assert "The pin is on the map." in status.inner_text()
    assert visitor.tab.locator("input[name=place-lat]").input_value().startswith(("53.", "54."))
    visitor.stop("place-pinned")


def test_a_pothole_with_a_photo(visitor: Visitor, photo: Path, installed: dict[str, str]) -> None:
    visitor.go("/")
    visitor.stop("home")
    visitor.follow("Report a pothole")
    visitor.stop("service")
    visitor.press("Start now")
    visitor.stop("place")
    visitor.press("Continue")
    visitor.stop("place-error")
    assert visitor.tab.title().startswith("Error: ")
    visitor.tab.get_by_role("link", name="Choose a place on the map").click()
    assert visitor.tab.evaluate("document.activeElement.id") == "place", "the error leads to the field"
    if visitor.way.scripts:
        show_on_the_map(visitor)
    else:
        search(visitor, "elder lane")
        visitor.stop("place-found")
        visitor.tab.get_by_label(STREET).check()
        visitor.press("Use this place")
        visitor.stop("place-street")
    visitor.press("Continue")
    describe(visitor, look=True)
    visitor.stop("photo")
    visitor.tab.locator("input[type=file]").set_input_files(photo)
    visitor.press("Upload, then add another")
    visitor.stop("photo-kept")
    assert visitor.tab.locator(".fd-photos img").evaluate("one => one.naturalWidth") > 100
    if visitor.tab.get_by_role("button", name="Do not use it").count():
        visitor.press("Do not use it")
    visitor.press("Continue")
    visitor.stop("you")
    about_me(visitor, "robin")
    visitor.stop("you-error")
    assert visitor.tab.get_by_label("Your e-mail address").input_value() == "robin", "what was typed is kept"
    about_me(visitor, "robin@example.org")
    reference = send(visitor)
    visitor.follow("Follow your report")
    visitor.stop("followed")
    assert counts(installed, f"Case.objects.filter(reference='{reference}', is_public=True)") == [1]


def test_without_a_map_in_words_only(visitor: Visitor) -> None:
    begin(visitor)
    visitor.tab.get_by_label("Say in words where it is").fill("By the war memorial in Market Fenning")
    visitor.press("Continue")
    describe(visitor)
    visitor.press("Continue")
    about_me(visitor, "wendy@example.org")
    assert "By the war memorial in Market Fenning" in visitor.tab.locator("main").inner_text()
    send(visitor)


def test_a_pothole_on_the_trunk_road(visitor: Visitor, installed: dict[str, str]) -> None:
    cases, told = counts(installed, "Case.objects.all()", "Contact.objects.exclude(signposted_to=None)")
    begin(visitor)
    search(visitor, "A1790")
    visitor.stop("trunk-found")
    visitor.tab.get_by_role("radio").first.check()
    visitor.press("Use this place")
    visitor.press("Continue")
    visitor.stop("not-ours")
    assert visitor.heading() == "National Roads Agency looks after this place"
    visitor.reads("We did not send anything.")
    assert visitor.tab.get_by_role("link", name="0808 157 0100").get_attribute("href") == "tel:08081570100"
    after = counts(installed, "Case.objects.all()", "Contact.objects.exclude(signposted_to=None)")
    assert after == [cases, told + 1]
    visitor.press("Choose another place")
    visitor.stop("place-again")
    assert at(visitor) == "where"


def test_following_a_case(visitor: Visitor, chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.address, visitor.way) as reporter:
        reporter.go("/report/fly_tipping/")
        reporter.tab.get_by_label("Say in words where it is").fill("In the lay-by on Harnsworth Lane")
        reporter.press("Continue")
        reference = _to_the_end(reporter)
    visitor.go("/")
    visitor.tab.locator("main").get_by_role("link", name="Follow a request").click()
    visitor.stop("follow")
    for fact, right in (("eve@example.org", False), ("robin@example.org", True)):
        visitor.tab.get_by_label("Reference").fill(reference.lower().replace("-", " "))
        visitor.tab.get_by_label("E-mail address, phone number or postcode").fill(fact)
        visitor.press("Continue")
        visitor.stop(f"follow-{'right' if right else 'wrong'}")
    assert urlsplit(visitor.tab.url).path == f"/follow/{reference}/"
    visitor.reads("We got your report")
    visitor.tab.get_by_label("What do you want to tell us?").fill("There is more of it now.")
    visitor.press("Send")
    visitor.reads("Thank you. We have what you wrote.")
    visitor.stop("followed-more")
    visitor.follow("the public part of this report")
    visitor.stop("public")
    assert "There is more of it now." not in visitor.tab.locator("main").inner_text()
    visitor.go("/reports/")
    visitor.stop("reports")
    visitor.go(f"/follow/{reference}/")
    visitor.press("Forget this report here")
    visitor.stop("forgotten")
    visitor.go(f"/follow/{reference}/")
    assert urlsplit(visitor.tab.url).path == "/follow/"


def _to_the_end(visitor: Visitor) -> str:
    """Answer whatever is asked, and send."""
    for _ in range(14):
        if at(visitor) == "check":
            return send(visitor)
        boxes, radios = visitor.tab.get_by_role("checkbox"), visitor.tab.get_by_role("radio")
        if boxes.count():
            boxes.first.check()
        elif radios.count():
            radios.nth(1).check()
        elif at(visitor) == "you":
            about_me(visitor, "robin@example.org")
            continue
        visitor.press("Continue")
    raise AssertionError("the form does not end")


def test_a_missed_bin_at_an_address(visitor: Visitor) -> None:
    visitor.go("/report/missed_bin/")
    visitor.stop("address")
    visitor.tab.get_by_label("Postcode").fill("mr4 2aa")
    visitor.press("Find the address")
    visitor.stop("address-list")
    visitor.press("Continue")
    visitor.stop("address-error")
    visitor.tab.get_by_role("radio").nth(2).check()
    visitor.press("Continue")
    assert at(visitor) == "bin"
    visitor.go("/report/missed_bin/where/?find=mr4+2aa")
    visitor.follow("The address is not in the list")
    visitor.stop("address-by-hand")
    visitor.tab.get_by_label("Address", exact=True).fill("The Barge\nOld Lock")
    visitor.press("Continue")
    assert at(visitor) == "bin"


@pytest.mark.parametrize("way", [PHONE, DESKTOP], ids=lambda way: way.name)
def test_my_location(way: Way, chromium: Browser, server: Server) -> None:
    lat, long = ON_A_ROAD
    here = {"latitude": lat, "longitude": long}
    with visiting(chromium, server.address, way, geolocation=here, permissions=["geolocation"]) as visitor:
        visitor.go("/report/pothole/")
        visitor.press("Use my location")
        visitor.reads("The pin is where you are now.")
        assert visitor.tab.locator("input[name=place-lat]").input_value() == f"{lat:.6f}"
        visitor.stop("place-located")
        visitor.press("Continue")
        assert at(visitor) == "kind"


def test_pressing_send_twice_fast_is_one_report(
    visit: Callable[[Way], Visitor], installed: dict[str, str]
) -> None:
    visitor = visit(PHONE)
    visitor.go("/report/fly_tipping/")
    visitor.tab.get_by_label("Say in words where it is").fill("Behind the depot in Stoke Averill")
    visitor.press("Continue")
    for _ in range(14):
        if at(visitor) == "check":
            break
        boxes, radios = visitor.tab.get_by_role("checkbox"), visitor.tab.get_by_role("radio")
        if boxes.count():
            boxes.first.check()
        elif radios.count():
            radios.nth(1).check()
        visitor.press("Continue")
    (before,) = counts(installed, "Case.objects.all()")
    # two requests at once, as a nervous finger makes them where no script holds the button
    visitor.tab.evaluate(
        """async () => {
            const form = [...document.forms].find((one) => one.method === "post");
            const once = () => fetch(form.action || location.href, {method: "POST", body: new FormData(form)});
            return (await Promise.all([once(), once(), once()])).map((answer) => answer.status);
        }"""
    )
    visitor.press("Send")
    assert visitor.heading() == "We have your report"
    assert counts(installed, "Case.objects.all()") == [before + 1]
    visitor.tab.go_back()
    assert visitor.heading() == "We have your report", "going back does not lead into the form again"
    visitor.tab.reload()
    assert visitor.heading() == "We have your report"
    assert counts(installed, "Case.objects.all()") == [before + 1]
