"""`frontdoor demo` from nothing to a page, and again."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pack import packs
from tests.processes import frontdoor, in_django, installation, processor_time, serving

pytestmark = pytest.mark.once

COUNT = "from frontdoor.cases.models import Case\nprint(Case.objects.count())"
TINY = ("--scale", "0.001")


@dataclass(frozen=True)
class Loaded:
    """An installation whose demo was started once: what that start said, and its seconds of processor time."""

    environment: dict[str, str]
    said: str
    took: float


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    environment = installation(tmp_path_factory.mktemp("demo"))
    used = processor_time()
    with serving(environment, *TINY, command="demo") as running:
        assert running.get("/healthz")[0] == 200
        assert len(running.find("frontdoor.cli.main outbox")) == 1
        running.process.terminate()
        assert running.process.stdout is not None
        said = running.process.stdout.read()
    return Loaded(environment, said, processor_time() - used)


def test_it_says_how_to_sign_in_and_that_works(loaded: Loaded) -> None:
    lines = [line.strip() for line in loaded.said.splitlines() if "@" in line or "password" in line]
    words = {what.strip(): who for what, _, who in (line.rpartition(" ") for line in lines)}
    assert {"advisor", "officer", "manager", "administrator", "password"} <= words.keys()
    code = (
        "from frontdoor.accounts.models import User\n"
        f"print(User.objects.get(email={words['officer']!r}).check_password({words['password']!r}))"
    )
    assert in_django(code, environment=loaded.environment) == "True\n"


def test_it_made_a_year_of_activity(loaded: Loaded) -> None:
    assert int(in_django(COUNT, environment=loaded.environment)) > 10


def test_a_later_start_loads_nothing_and_is_quick(loaded: Loaded) -> None:
    """In processor time of all its processes, until it has stopped again: other work must not count.

    The first start loads the council, which is most of its time however small the year is.
    """
    environment = loaded.environment
    before = in_django(COUNT, environment=environment)
    used = processor_time()
    with serving(environment, command="demo") as running:
        said = running.errors.read_text()
    assert processor_time() - used < loaded.took * 0.6
    assert "Loading" not in said
    assert "Making" not in said
    assert in_django(COUNT, environment=environment) == before


def test_another_scale_in_the_same_place_is_refused(loaded: Loaded) -> None:
    done = frontdoor("demo", "--port", "0", "--scale", "0.5", environment=loaded.environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert "was made at scale 0.001" in done.stderr


def test_it_stays_out_of_a_real_councils_database(tmp_path: Path) -> None:
    environment = installation(tmp_path / "data")
    (tmp_path / "pack").mkdir()
    pack = packs.small(tmp_path / "pack")
    for name, invented, real in (
        ("council.yaml", "demonstration: true", "demonstration: false"),
        ("teams.yaml", "demonstration_password: front-door-demo", ""),
    ):
        text = (pack / name).read_text()
        assert invented in text
        (pack / name).write_text(text.replace(invented, real))
    assert frontdoor("council", "load", str(pack), environment=environment).returncode == 0
    done = frontdoor("demo", "--port", "0", environment=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert "invented people do not belong in it" in done.stderr
    assert in_django(COUNT, environment=environment) == "0\n"
