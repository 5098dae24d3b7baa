"""A running installation with a council, and a real browser at it: phone and desktop, with and without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import processes
from tests.browser.visitor import WAYS, Visitor, Way, visiting
from tests.photos import jpeg
from tests.processes import Server


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation with the demonstration council, as its pack ships."""
    environment = processes.installation(tmp_path_factory.mktemp("installation"))
    loaded = processes.frontdoor("council", "load", "demo", environment=environment)
    assert loaded.returncode == 0, loaded.stderr
    return environment


@pytest.fixture(scope="session")
def server(installed: dict[str, str]) -> Iterator[Server]:
    """The web server, as production runs it."""
    with processes.serving(installed, "--web-only", "--workers", "1") as running:
        yield running


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def visitor(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[Visitor]:
    """Somebody at the site, in each of the ways that must work."""
    with visiting(chromium, server.address, request.param) as one:
        yield one


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Callable[[Way], Visitor]]:
    """Open the site in a way of the test's choosing."""
    with ExitStack() as stack:
        yield lambda way: stack.enter_context(visiting(chromium, server.address, way))


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of a hole in a road, with a place in it that nobody else may learn."""
    path = tmp_path_factory.mktemp("photos") / "hole in the road.jpg"
    path.write_bytes(jpeg(lat=54.5701, long=2.0405))
    return path
