"""Take the pictures of the documentation again, from the demonstration council as `frontdoor demo` serves it.

    make screenshots

starts a demonstration of its own in a temporary folder, walks through it with Chromium at phone and desktop
width, and writes docs/screenshots/*.png. Look at them before they are committed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "docs" / "screenshots"
OFFICER, PASSWORD = "jo.fielding@marlshire.example", "front-door-demo"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}


def main() -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "frontdoor"), "demo", "--port", "0"]
        environment = {**os.environ, "FRONTDOOR_DATA": folder}
        demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            address = _address(demo)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
                )
                _resident(browser, address)
                _officer(browser, address)
                browser.close()
        finally:
            demo.terminate()
            demo.wait(30)


def _address(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        for word in line.split():
            if word.startswith("http://"):
                parts = urlsplit(word)
                return f"{parts.scheme}://{parts.netloc}"
    raise SystemExit("the demonstration did not start")


def _resident(browser: Browser, address: str) -> None:
    window = browser.new_context(
        viewport=PHONE, base_url=address, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    page = window.new_page()
    page.goto("/")
    _shot(page, "home.phone")
    page.goto("/services/pothole/")
    _shot(page, "service.phone")
    page.goto("/report/pothole/")
    page.locator("main").get_by_role("searchbox").fill("High Street")
    page.get_by_role("button", name="Find").click()
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Use this place").click()
    page.goto("/report/pothole/where/?change=1")
    page.locator(".leaflet-container").first.wait_for()
    page.wait_for_timeout(1500)
    _shot(page, "report-place.phone")
    window.close()


def _officer(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        window = browser.new_context(viewport=DESKTOP, base_url=address, color_scheme=scheme)
        page = window.new_page()
        page.goto("/desk/")
        page.get_by_role("textbox", name="E-mail address").fill(OFFICER)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        name = "" if scheme == "light" else "-dark"
        _shot(page, f"desk-home{name}.desktop")
        if scheme == "light":
            page.goto("/desk/queues/team/")
            _shot(page, "desk-queue.desktop")
            page.locator("main a[href^='/desk/cases/']").first.click()
            _shot(page, "desk-case.desktop")
        window.close()


def _shot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}.png")


if __name__ == "__main__":
    main()
