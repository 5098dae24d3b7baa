"""Every component of the design room on pages as residents and staff would meet them.

To look at them: .venv/bin/python -m tests.design.gallery OUT
writes a picture of each at phone and desktop width.
"""

import json
import mimetypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdoor.config.settings")

import django
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from frontdoor.design import colour
from tests.design import samples
from tests.design.samples import COUNCIL, DESK, PAGES, Council

HERE = Path(__file__).parent
DESIGN = Path(colour.__file__).parent
STATIC = DESIGN / "static"
AXE = HERE.parent / "browser" / "axe.min.js"
ORIGIN = "https://gallery.example"
PHONE, DESKTOP = 360, 1280


@cache
def engine() -> Jinja2:
    return Jinja2(
        {
            "NAME": "gallery",
            "DIRS": [DESIGN / "templates", HERE / "pages"],
            "APP_DIRS": False,
            "OPTIONS": {"environment": "frontdoor.design.jinja.environment"},
        }
    )


def page(name: str, council: Council | None = COUNCIL) -> str:
    return (
        engine()
        .get_template(f"{name}.html")
        .render(samples.context(name, None if name == "bare" else council))
    )


def policy() -> str:
    """The content security policy as the settings give it."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def _answer(route: Route, council: Council | None) -> None:
    path = urlsplit(route.request.url).path
    data = {"/roads.json": samples.ROADS, "/parks.json": samples.PARKS, "/reports.json": samples.REPORTS}
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.is_file():
            return route.fulfill(body=file.read_bytes(), content_type=kind)
    elif path in data:
        return route.fulfill(body=json.dumps(data[path]), content_type="application/geo+json")
    elif path == "/council.css" and council:
        return route.fulfill(body=colour.stylesheet(council.colour), content_type="text/css")
    elif path == "/photo.svg":
        return route.fulfill(body=samples.PHOTO, content_type="image/svg+xml")
    elif path[1:] in PAGES:
        headers = {"Content-Security-Policy": policy(), "Content-Type": "text/html; charset=utf-8"}
        return route.fulfill(body=page(path[1:], council), headers=headers)
    return route.fulfill(status=404, body="no such page")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(
    browser: Browser, width: int = DESKTOP, council: Council | None = COUNCIL, **options: Any
) -> Iterator[BrowserContext]:
    """A browser window onto the gallery; nothing leaves the machine."""
    window = browser.new_context(viewport={"width": width, "height": 800}, base_url=ORIGIN, **options)
    window.route("**/*", lambda route: _answer(route, council))
    window.set_default_timeout(30_000)  # a machine that does other things as well
    try:
        yield window
    finally:
        window.close()


def pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for width in (PHONE, DESKTOP):
            for scheme in ("light", "dark"):
                with visitor(browser, width, color_scheme=scheme) as window:
                    tab = window.new_page()
                    for name in PAGES if scheme == "light" else DESK:
                        tab.goto(f"/{name}", wait_until="networkidle")
                        tab.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    django.setup()
    pictures(Path(sys.argv[1]))
