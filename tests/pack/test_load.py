"""Loading a pack: nothing changes twice, nothing is deleted, and all of it happens or nothing."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import Settings

from frontdoor.accounts import queries as accounts
from frontdoor.catalogue import queries as catalogue
from frontdoor.cli.council import loading
from frontdoor.cli.council.checking import check
from frontdoor.cli.council.reading import read
from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.core.geography import Point
from frontdoor.core.loading import Loaded
from frontdoor.notifications import queries as notifications
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import AreaKind, Handoff
from tests.pack.packs import edit

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def load(pack: Path, at: datetime = MONDAY) -> dict[str, Loaded]:
    """Load a pack that is sound; only the parts that changed are returned."""
    files, faults = check(pack)
    assert faults == []
    return {part: done for part, done in loading.load(files, by=SYSTEM, at=at).items() if done}


def everything() -> dict[str, str]:
    """A digest of each table that is not empty: any change of any row shows."""
    digests = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in {"contenttypes", "auth"}:
            continue
        rows = sorted(repr(row) for row in model._base_manager.values_list())
        if rows:
            digests[model._meta.label] = f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return digests


def test_a_second_load_changes_nothing(pack: Path) -> None:
    first = load(pack)
    assert {part: done.added for part, done in first.items()} == {
        "council": 1, "staff": 15, "bodies": 23, "teams": 4, "team_members": 20, "areas": 10, "assets": 35,
        "addresses": 30, "streets": 30, "closed_days": first["closed_days"].added, "services": 4, "forms": 4,
        "templates": 11,
    }  # fmt: skip
    before = everything()
    assert len(before) > 12
    assert load(pack, TUESDAY) == {}
    assert everything() == before


def test_the_order_of_files_and_lists_does_not_matter(pack: Path) -> None:
    load(pack)
    before = everything()
    for name in ("addresses.csv", "streets.csv"):
        header, *rows = (pack / name).read_text().splitlines()
        (pack / name).write_text("\n".join([header, *reversed(rows)]))
    assert load(pack, TUESDAY) == {}
    assert everything() == before


def test_what_is_loaded_is_what_the_pack_says(pack: Path) -> None:
    load(pack)
    council = organisation.council()
    assert council is not None
    assert (council.name, council.phone, council.demonstration) == (
        "Marlshire County Council",
        "01632 960 001",
        True,
    )
    assert council.address.splitlines()[0] == "County Hall"
    highways = organisation.team_by_code("highways")
    assert highways is not None
    names = [name for _, name in organisation.members_of(highways.pk)]
    assert names == ["Dev Sharma", "Hannah Stubbs", "Jo Fielding", "Margaret Lowe", "Rhys Bowen"]
    leader = accounts.user(organisation.leaders_of(highways.pk)[0])
    assert leader is not None
    assert (leader.name, leader.role) == ("Rhys Bowen", "team_leader")
    assert leader.check_password("front-door-demo")
    pothole = catalogue.service("pothole")
    assert pothole is not None
    assert (pothole.lgsl, pothole.standard.limit.amount, pothole.team_id) == (557, 5, highways.pk)
    assert pothole.responsibility.layers == ("trunk_roads", "private_land", "roads")
    template = notifications.template("case_received")
    assert template is not None
    assert template.subject == "We have your report: ((reference))"
    assert template.body.startswith("Dear ((name)),\n\nThank you")
    days = {day.isoformat(): name for day, name in organisation.closed_days()}
    assert days["2026-12-24"] == "Christmas Eve (offices closed)"
    assert days["2026-12-25"] == "Christmas Day"


def test_a_service_that_left_the_pack_is_withdrawn_and_comes_back(pack: Path) -> None:
    load(pack)
    old = catalogue.service("missed_bin")
    assert old is not None
    kept = (pack / "services/missed_bin.yaml").rename(pack.parent / "missed_bin.yaml")
    assert load(pack, TUESDAY) == {"services": Loaded(withdrawn=1)}
    assert catalogue.service("missed_bin") is None
    assert catalogue.names()[old.id] == "Report a missed bin"
    assert catalogue.form(old.form_version_id) == old.form
    assert load(pack, TUESDAY) == {}
    shutil.copy(kept, pack / "services/missed_bin.yaml")
    assert load(pack, TUESDAY) == {"services": Loaded(changed=1)}
    assert catalogue.service("missed_bin") == old


def test_a_changed_form_is_a_new_version_and_the_old_one_stays(pack: Path) -> None:
    load(pack)
    before = catalogue.service("pothole")
    assert before is not None
    edit(pack, "services/pothole.yaml", "label: Less than 4 cm", "label: Less than 5 cm")
    assert load(pack, TUESDAY) == {"forms": Loaded(changed=1)}
    after = catalogue.service("pothole")
    assert after is not None
    assert after.form_version_id != before.form_version_id
    assert catalogue.form(before.form_version_id) == before.form != after.form


def test_a_form_that_goes_back_to_what_it_was_is_asked_again(pack: Path) -> None:
    load(pack)
    edit(pack, "services/pothole.yaml", "label: Less than 4 cm", "label: Less than 5 cm")
    load(pack, TUESDAY)
    edit(pack, "services/pothole.yaml", "label: Less than 5 cm", "label: Less than 4 cm")
    assert load(pack, TUESDAY) == {"forms": Loaded(changed=1)}
    assert load(pack, TUESDAY) == {}
    again = catalogue.service("pothole")
    assert again is not None
    depth = again.form.question("depth")
    assert depth is not None
    assert depth.options[0].label == "Less than 4 cm"


def test_somebody_who_left_cannot_sign_in_and_their_place_in_the_team_is_gone(pack: Path) -> None:
    load(pack)
    line = "  - {email: jo.fielding@marlshire.example, name: Jo Fielding, role: officer, teams: [highways]}\n"
    edit(pack, "teams.yaml", line, "")
    assert load(pack, TUESDAY) == {"staff": Loaded(withdrawn=1), "team_members": Loaded(withdrawn=1)}
    assert "jo.fielding@marlshire.example" not in {user.email for user in accounts.active_staff()}
    edit(pack, "teams.yaml", "staff:\n", f"staff:\n{line}")
    assert load(pack, TUESDAY) == {"staff": Loaded(changed=1), "team_members": Loaded(added=1)}
    assert "jo.fielding@marlshire.example" in {user.email for user in accounts.active_staff()}


def test_each_part_says_what_changed(pack: Path) -> None:
    load(pack)
    edit(pack, "council.yaml", "population: 600000", "population: 600123")
    edit(pack, "bodies.yaml", "name: Wendle Water", "name: Wendle Water Company")
    edit(pack, "teams.yaml", "name: Street lighting", "name: Lighting")
    edit(pack, "calendar.yaml", "name: Christmas Eve (offices closed)", "name: Christmas Eve")
    edit(pack, "templates/case_reply.md", "Our answer", "An answer")
    edit(pack, "assets/trunk_roads.geojson", "A1790 Marl Bank", "A1790 Marl Hill")
    for name in ("addresses.csv", "streets.csv"):
        lines = (pack / name).read_text().splitlines()
        (pack / name).write_text("\n".join(lines[:-1]))
    assert load(pack, TUESDAY) == {
        "council": Loaded(changed=1),
        "bodies": Loaded(changed=1),
        "teams": Loaded(changed=1),
        "closed_days": Loaded(changed=1),
        "templates": Loaded(changed=1),
        "assets": Loaded(changed=1),
        "addresses": Loaded(withdrawn=1),
        "streets": Loaded(withdrawn=1),
    }
    assert load(pack, TUESDAY) == {}


def test_the_asset_decides_whose_it_is(pack: Path) -> None:
    load(pack)
    owners = {}
    for name, lat, long in (("trunk", 53.827526, 1.283587), ("retail park", 54.0293, 1.6884)):
        found = organisation.responsible(
            Point(lat, long), layers=("trunk_roads", "private_land", "roads"), within_metres=30
        )
        owners[name] = (found.body_name, found.handoff)
    assert owners == {
        "trunk": ("National Roads Agency", Handoff.SIGNPOST),
        "retail park": ("Skelder Gate Estates", Handoff.SIGNPOST),
    }
    assert AreaKind.COUNTY in organisation.areas_at(Point(53.9911, 1.4853)).ids


def test_a_fault_on_the_way_leaves_nothing_behind(pack: Path) -> None:
    """Without the check that the command makes: the last part of the load refuses, and all of it is undone."""
    edit(pack, "templates/password_reset.md", "((council))", "((secret))")
    before = everything()
    with pytest.raises(ValueError, match="secret"):
        loading.load(read(pack), by=SYSTEM, at=MONDAY)
    assert everything() == before


def test_who_loaded_what_is_in_the_audit_trail(pack: Path) -> None:
    load(pack)
    assert {entry.action for entry in audit.history("council:1")} == {
        "council.loaded", "catalogue.loaded", "templates.loaded",
    }  # fmt: skip
    assert audit.verify() == []


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> Iterator[None]:
    """What is kept in memory of one pack must not reach the next test; passwords are hashed in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    organisation.forget_cached()
    yield
    organisation.forget_cached()
