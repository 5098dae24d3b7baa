"""The gallery in a real browser: accessible in both themes, at every width, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.design.gallery import AXE, DESKTOP, PHONE, visitor
from tests.design.samples import DESK, PAGES, Council

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(name, scheme) for name in PAGES for scheme in (("light", "dark") if name in DESK else ("light",))]

MAPS = ("place", "case")  # these go on fetching after they have loaded


@pytest.fixture(scope="module")
def narrow(chromium: Browser) -> Iterator[Page]:
    """One window for the tests that only look how wide a page is."""
    with visitor(chromium, 320) as window:
        yield window.new_page()


def violations(tab: Page) -> list[str]:
    """What axe finds wrong on the page; the page must have given it something to look at."""
    tab.evaluate(AXE.read_text())
    found: dict[str, Any] = tab.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    assert len(found["passes"]) > 15
    return [f"{v['id']}: {node['html']}" for v in found["violations"] for node in v["nodes"]]


def listen(tab: Page) -> list[str]:
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
    tab.on("pageerror", lambda fault: said.append(str(fault)))
    tab.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    return said


@pytest.mark.parametrize(("name", "scheme"), LOOKS)
def test_no_accessibility_fault_and_nothing_refused(chromium: Browser, name: str, scheme: str) -> None:
    """At the width at which most will see it: tests/browser walks the real pages at both."""
    width = DESKTOP if name in DESK else PHONE
    with visitor(chromium, width, color_scheme=scheme, reduced_motion="reduce") as window:
        tab = window.new_page()
        said = listen(tab)
        tab.goto(f"/{name}", wait_until="networkidle" if name in MAPS else "load")
        assert tab.locator("body.govuk-frontend-supported").count() == 1
        assert violations(tab) == []
        assert said == []  # no fault, nothing missing, nothing against the content security policy


@pytest.mark.parametrize("colour", ["#ffd500", "#808080", "#000000", "#6b1f7a"])
def test_any_colour_of_a_council_is_accessible(chromium: Browser, colour: str) -> None:
    with visitor(chromium, council=Council(colour=colour), reduced_motion="reduce") as window:
        tab = window.new_page()
        for name in ("home", "queue"):
            tab.goto(f"/{name}", wait_until="networkidle" if name in MAPS else "load")
            assert violations(tab) == []
        tab.emulate_media(color_scheme="dark")
        assert violations(tab) == []


def test_the_check_itself_finds_faults(chromium: Browser) -> None:
    with visitor(chromium) as window:
        tab = window.new_page()
        tab.goto("/home")
        tab.evaluate("document.querySelector('input[type=search]').previousElementSibling?.remove()")
        tab.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")
        tab.evaluate("document.querySelector('.govuk-body-l').style.color = '#2a6a6e'")
        found = violations(tab)
        assert any(line.startswith("label:") for line in found)
        assert any(line.startswith("color-contrast:") for line in found)


def test_the_check_of_what_is_said_hears_the_policy(chromium: Browser) -> None:
    with visitor(chromium) as window:
        tab = window.new_page()
        said = listen(tab)
        tab.goto("/home")
        tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">no</p>')")
        tab.wait_for_timeout(100)
        assert any("Content Security Policy" in line for line in said)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_320_pixels(narrow: Page, name: str) -> None:
    """WCAG 1.4.10: 320 pixels is also 1280 at 400 %."""
    narrow.goto(f"/{name}", wait_until="networkidle" if name in MAPS else "load")
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("name", ["home", "problem", "answers", "case", "queue", "desk_case"])
def test_right_to_left_is_as_wide(narrow: Page, name: str) -> None:
    narrow.goto(f"/{name}", wait_until="networkidle" if name in MAPS else "load")
    narrow.evaluate("document.documentElement.dir = 'rtl'")
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_without_javascript_everything_is_there(chromium: Browser, width: int) -> None:
    with visitor(chromium, width, java_script_enabled=False) as window:
        tab = window.new_page()
        tab.goto("/question")
        for link in ("Home", "Report or ask", "Follow a request"):
            assert tab.get_by_role("navigation").get_by_role("link", name=link).is_visible()
        assert tab.get_by_role("button", name="Menu").count() == 0
        for control in tab.locator("main input:not([type=hidden]), main textarea, main select").all():
            assert control.is_visible()
        assert tab.get_by_text("You can enter up to 500 characters").is_visible()
        tab.goto("/place")
        assert tab.locator(".fd-map").is_hidden()
        assert "it works just as well" in tab.locator("noscript p").inner_text()
        tab.goto("/queue")
        assert tab.get_by_role("button", name="Sign out").is_visible()


def test_the_menu_opens_on_a_phone(chromium: Browser) -> None:
    with visitor(chromium, PHONE) as window:
        tab = window.new_page()
        tab.goto("/home")
        follow = tab.get_by_role("link", name="Follow a request")
        menu = tab.get_by_role("button", name="Menu")
        assert follow.is_hidden()
        menu.click()
        assert follow.is_visible()
        assert menu.get_attribute("aria-expanded") == "true"


FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.matches('.govuk-radios__input, .govuk-checkboxes__input')
    ? getComputedStyle(at.nextElementSibling, '::before') : getComputedStyle(at);
  const transparent = /, 0\\)$/;
  return {
    what: at.outerHTML.slice(0, 90),
    ring: box.outlineStyle !== 'none' && parseFloat(box.outlineWidth) >= 2 && !transparent.test(box.outlineColor),
    brass: box.backgroundColor === 'rgb(255, 203, 71)' || box.boxShadow.includes('rgb(255, 203, 71)'),
    box: at.getBoundingClientRect().toJSON(),
  };
}"""


@pytest.mark.parametrize(("name", "scheme"), LOOKS)
def test_the_keyboard_sees_where_it_is_and_reaches_everything(
    chromium: Browser, name: str, scheme: str
) -> None:
    with visitor(chromium, color_scheme=scheme, reduced_motion="reduce") as window:
        tab = window.new_page()
        tab.goto(f"/{name}", wait_until="networkidle" if name in MAPS else "load")
        tab.evaluate("document.body.tabIndex = -1; document.body.focus()")  # alerts take the focus
        seen = []
        for _ in range(90):
            tab.keyboard.press("Tab")
            tab.wait_for_timeout(5)
            now = tab.evaluate(FOCUS)
            if now is None:
                break
            seen.append(now["what"])
            assert now["ring"] or now["brass"], now["what"]
            assert now["box"]["width"] * now["box"]["height"] > 0, now["what"]
        reachable = tab.locator("a[href]:visible, button:visible, summary:visible, select:visible").count()
        assert len(seen) >= reachable
        assert len(seen) < 90
