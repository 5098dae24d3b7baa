"""The map: a pin by click, tap, keyboard or buttons; the reports of others; what happens when it fails."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.design.gallery import visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a machine that does other things as well


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    options = {"geolocation": {"latitude": 54.06, "longitude": -1.96}, "permissions": ["geolocation"]}
    with visitor(chromium, reduced_motion="reduce", **options) as window:
        page = window.new_page()
        page.goto("/place", wait_until="networkidle")
        yield page


def place(tab: Page) -> tuple[float, float] | None:
    latitude = tab.locator("input[name=latitude]").input_value()
    longitude = tab.locator("input[name=longitude]").input_value()
    assert bool(latitude) == bool(longitude)
    return (float(latitude), float(longitude)) if latitude else None


def the_map(tab: Page):
    return tab.get_by_role("application", name="Map of Westmarch")


def test_a_click_puts_the_pin_and_says_the_road(tab: Page) -> None:
    assert place(tab) is None
    box = the_map(tab).bounding_box()
    assert box
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    at = place(tab)
    assert at is not None
    assert abs(at[0] - 54.05) < 0.0005
    assert abs(at[1] + 1.95) < 0.0005
    expect(tab.get_by_role("status")).to_have_text("The pin is on the map. It is near Mill Lane.")
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + 60)
    further = place(tab)
    assert further is not None
    assert further[0] > at[0]
    assert tab.get_by_role("button", name="Your pin").count() == 1


def test_a_keyboard_puts_and_moves_it(tab: Page) -> None:
    the_map(tab).focus()
    tab.keyboard.press("Enter")
    start = place(tab)
    assert start is not None
    assert tab.url.endswith("/place")  # Enter did not send the form
    pin = tab.get_by_role("button", name="Your pin")
    pin.focus()
    tab.keyboard.press("ArrowUp")
    up = place(tab)
    tab.keyboard.press("ArrowRight")
    right = place(tab)
    assert up is not None
    assert right is not None
    assert up[0] > start[0]
    assert abs(up[1] - start[1]) < 0.00005  # half a pixel
    assert right[1] > up[1]
    tab.get_by_role("button", name="Move the pin down").click()
    tab.get_by_role("button", name="Move the pin left").click()
    after = place(tab)
    assert after is not None
    assert after[0] < right[0]
    assert after[1] < right[1]
    expect(tab.get_by_role("status")).to_contain_text("The pin has moved.")


def test_it_can_be_taken_away_again(tab: Page) -> None:
    assert tab.get_by_role("button", name="Remove the pin").count() == 0
    tab.get_by_role("button", name="Put the pin in the middle of the map").click()
    assert place(tab) is not None
    tab.get_by_role("button", name="Remove the pin").click()
    assert place(tab) is None
    assert tab.get_by_role("button", name="Your pin").count() == 0
    assert tab.get_by_role("button", name="Move the pin up").count() == 0


def test_my_location(tab: Page) -> None:
    tab.get_by_role("button", name="Use my location").click()
    expect(tab.get_by_role("status")).to_contain_text("The pin is where you are now")
    assert place(tab) == (54.06, -1.96)


def test_outside_our_area_there_is_no_pin(chromium: Browser) -> None:
    away = {"geolocation": {"latitude": 51.5, "longitude": -0.1}, "permissions": ["geolocation"]}
    with visitor(chromium, **away) as window:
        tab = window.new_page()
        tab.goto("/place", wait_until="networkidle")
        tab.get_by_role("button", name="Use my location").click()
        expect(tab.get_by_role("status")).to_have_text("That place is outside our area.")
        assert place(tab) is None


def test_a_refused_location_is_said_kindly(chromium: Browser) -> None:
    with visitor(chromium) as window:
        tab = window.new_page()
        tab.goto("/place", wait_until="networkidle")
        tab.get_by_role("button", name="Use my location").click()
        expect(tab.get_by_role("status")).to_contain_text("We cannot see where you are.")


def test_other_reports_have_names_and_lead_on(tab: Page) -> None:
    report = tab.get_by_role("button", name="Pothole, reported 3 November 2026, Open")
    report.focus()
    tab.keyboard.press("Enter")
    link = tab.get_by_role("link", name="Pothole, reported 3 November 2026")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == "/follow/1"
    assert place(tab) is None


def test_a_pin_given_by_the_page_is_shown_and_stays_put(chromium: Browser) -> None:
    with visitor(chromium, reduced_motion="reduce") as window:
        tab = window.new_page()
        tab.goto("/case", wait_until="networkidle")
        assert tab.get_by_role("img", name="The place of this report").is_visible()
        assert tab.get_by_role("button", name="Use my location").count() == 0


def test_a_layer_that_fails_leaves_the_pin(chromium: Browser) -> None:
    with visitor(chromium, reduced_motion="reduce") as window:
        window.route("**/parks.json", lambda route: route.fulfill(status=500))
        window.route("**/reports.json", lambda route: route.fulfill(body="not json"))
        tab = window.new_page()
        tab.goto("/place", wait_until="networkidle")
        tab.get_by_role("button", name="Put the pin in the middle of the map").click()
        expect(tab.get_by_role("status")).to_contain_text("near Mill Lane")
        assert place(tab) is not None


def test_a_map_that_cannot_start_says_so(chromium: Browser) -> None:
    with visitor(chromium) as window:
        window.route("**/leaflet.js", lambda route: route.abort())
        tab = window.new_page()
        tab.goto("/place", wait_until="networkidle")
        expect(
            tab.get_by_text("The map did not load. You can describe the place in words instead.")
        ).to_be_visible()
        assert tab.get_by_role("link", name="Describe the place in words instead").is_visible()


def test_hostile_names_stay_text(chromium: Browser) -> None:
    bad = '<img src=x onerror=\\"document.title=1\\">'
    body = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"title":"%s","status":"%s","href":"/x",'
        '"name":"%s"},"geometry":{"type":"%s","coordinates":%s}}]}'
    )
    point = body % (bad, bad, bad, "Point", "[-1.9485, 54.0495]")
    line = body % (bad, bad, bad, "LineString", "[[-1.96, 54.05], [-1.95, 54.0501], [-1.94, 54.052]]")
    with visitor(chromium, reduced_motion="reduce") as window:
        window.route("**/reports.json", lambda route: route.fulfill(body=point))
        window.route("**/roads.json*", lambda route: route.fulfill(body=line))
        tab = window.new_page()
        tab.goto("/place", wait_until="networkidle")
        tab.locator(".fd-map__report").click()
        expect(tab.locator(".leaflet-popup-content")).to_contain_text("<img src=x")
        expect(tab.locator(".fd-map__name").first).to_contain_text("<img src=x")
        tab.get_by_role("button", name="Put the pin in the middle of the map").click()
        expect(tab.get_by_role("status")).to_contain_text("<img src=x")
        assert tab.locator("img[src=x]").count() == 0
