"""Somebody with a browser at the site: what they see is checked at every stop.

visitor.stop("name") checks the page with axe at WCAG 2.2 AA, that nothing leaves its width, and that the page
wrote no error; with FRONTDOOR_SHOTS=FOLDER it also keeps a picture of it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, Response, expect

_AXE = (Path(__file__).parent / "axe.min.js").read_text()
_SHOTS = os.environ.get("FRONTDOOR_SHOTS")
_PATIENCE = 30_000  # milliseconds, for a machine that does other things as well
expect.set_options(timeout=_PATIENCE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Way:
    """How somebody comes to the site."""

    name: str
    width: int
    height: int
    scripts: bool = True

    @property
    def phone(self) -> bool:
        return self.width < 640


PHONE = Way("phone", 390, 844)
DESKTOP = Way("desktop", 1280, 900)
PHONE_PLAIN = Way("phone-without-javascript", 390, 844, scripts=False)
DESKTOP_PLAIN = Way("desktop-without-javascript", 1280, 900, scripts=False)
WAYS = [PHONE, DESKTOP, PHONE_PLAIN]


@dataclass
class Visitor:
    """A browser window. `tab` is Playwright's page."""

    tab: Page
    way: Way
    complaints: list[tuple[str, str]] = field(default_factory=list)  # words, and the address they are about
    refused: set[str] = field(default_factory=set)  # pages that answered 4xx
    switch: CDPSession | None = None  # turns scripts on and off

    def go(self, path: str) -> None:
        """Open an address of the site; it must answer with a page, not with a fault."""
        answer = self.tab.goto(path)
        assert answer is not None, path
        assert answer.status < 500, f"{path} answered {answer.status}"

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.tab.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link of this name."""
        self.tab.get_by_role("link", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        """These words can be read on the page."""
        self.tab.get_by_text(words).first.wait_for(state="visible", timeout=_PATIENCE)

    def heading(self) -> str:
        """The page's one heading of the first level."""
        self.tab.wait_for_load_state()
        found = self.tab.locator("h1")
        expect(found).to_have_count(1)
        return str(found.inner_text()).strip()

    def stop(self, name: str) -> None:
        """Look at the page as it stands: nothing may be wrong with it."""
        if self.way.scripts:
            self.tab.wait_for_load_state("networkidle")
        self.picture(name)
        if self.way.scripts:
            axe(self.tab)
        else:
            assert self.tab.locator("body.js-enabled").count() == 0, f"{name}: a script of the page ran"
            with self._scripts_on():
                axe(self.tab)
        wide = self.tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name}: {wide} pixels wider than the window"
        assert self._wrong() == [], f"{name}: {self._wrong()}"

    def _wrong(self) -> list[str]:
        """What the browser complained about. That a page itself says 4xx to wrong answers is as it should be."""
        return [text for text, address in self.complaints if address not in self.refused]

    @contextmanager
    def _scripts_on(self) -> Iterator[None]:
        """axe is a script. The page's own do not run: they were passed over when the page was read."""
        if self.switch is None:
            self.switch = self.tab.context.new_cdp_session(self.tab)
        for off in (True, False):  # the browser heeds only a change
            self.switch.send("Emulation.setScriptExecutionDisabled", {"value": off})
        try:
            yield
        finally:
            self.switch.send("Emulation.setScriptExecutionDisabled", {"value": True})

    def picture(self, name: str) -> None:
        if _SHOTS:
            Path(_SHOTS).mkdir(parents=True, exist_ok=True)
            self.tab.screenshot(path=Path(_SHOTS) / f"{name}.{self.way.name}.png", full_page=True)


def axe(tab: Page) -> None:
    """Fail on any violation of WCAG 2.2 AA that axe can find on the page as it stands."""
    tab.evaluate(_AXE)
    found: dict[str, Any] = tab.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    told = [
        f"{one['id']}: {one['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"][:3])
        for one in found["violations"]
    ]
    assert found["passes"], "axe looked at nothing"
    assert told == [], f"{tab.url}\n" + "\n".join(told)


@contextmanager
def visiting(browser: Browser, address: str, way: Way, **options: Any) -> Iterator[Visitor]:
    """A fresh window onto the site: no cookies, nothing remembered, and nothing leaves the machine."""
    window = browser.new_context(
        viewport={"width": way.width, "height": way.height},
        base_url=address,
        java_script_enabled=way.scripts,
        has_touch=way.phone,
        is_mobile=way.phone,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
        **options,
    )
    window.set_default_timeout(_PATIENCE)
    tab = window.new_page()
    one = Visitor(tab, way)
    tab.on("pageerror", lambda error: one.complaints.append((str(error), "")))
    tab.on("console", lambda said: _heard(one, said))
    tab.on("response", lambda answer: _answered(one, answer))
    try:
        yield one
    finally:
        window.close()


def _heard(one: Visitor, said: ConsoleMessage) -> None:
    if said.type == "error":
        about = said.location.get("url", "") if said.text.startswith("Failed to load resource") else ""
        one.complaints.append((said.text, about))


def _answered(one: Visitor, answer: Response) -> None:
    if answer.request.is_navigation_request() and 400 <= answer.status < 500:
        one.refused.add(answer.url)
