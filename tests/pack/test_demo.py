"""The demo council: sound, the size that was asked for, believable, and nobody's."""

import csv
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from frontdoor.catalogue.policies import pages_for, stop_for
from frontdoor.catalogue.types import Form, QuestionType, parse_form
from frontdoor.cli.council import loading
from frontdoor.cli.council.checking import check
from frontdoor.intake.policies import description_of
from frontdoor.organisation.queries import postcode
from tests.pack.packs import DEMO

pytestmark = pytest.mark.once


def features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DEMO / name).read_text())["features"]
    return found


def areas(kind: str) -> list[dict[str, Any]]:
    return [area for area in features("areas.geojson") if area["properties"]["kind"] == kind]


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(newline="") as file:
        return list(csv.DictReader(file))


def points(table: list[dict[str, str]]) -> list[shapely.Point]:
    return [shapely.Point(float(row["longitude"]), float(row["latitude"])) for row in table]


def test_it_is_sound() -> None:
    assert check(DEMO)[1] == []


@pytest.mark.parametrize(
    ("kind", "count"), [("county", 1), ("district", 6), ("division", 57), ("ward", 120), ("parish", 200)]
)
def test_areas_of_each_kind_tile_the_county(kind: str, count: int) -> None:
    shapes = [shape(area["geometry"]) for area in areas(kind)]
    assert len(shapes) == count
    assert shapely.coverage_is_valid(shapes), "two of them overlap, or their shared border differs"
    county = shape(areas("county")[0]["geometry"])
    assert shapely.coverage_union_all(shapes).normalize().equals(county), "there is a gap"


def test_it_lies_where_no_council_is() -> None:
    # the North Sea between Yorkshire, whose coast ends west of 0.2 E, and Jutland; Norfolk ends south of 53 N
    west, south, east, north = shape(areas("county")[0]["geometry"]).bounds
    assert (west > 1, south > 53.7, east < 2, north < 54.3) == (True, True, True, True)


def test_every_address_is_in_its_district_and_every_area_has_addresses() -> None:
    table = rows("addresses.csv")
    assert len(table) >= 5_000
    for kind in ("district", "division", "ward", "parish"):
        found = areas(kind)
        tree = shapely.STRtree([shape(area["geometry"]) for area in found])
        which, where = tree.query(points(table), predicate="within")
        assert Counter(which.tolist()) == Counter(range(len(table))), f"an address is in no {kind}, or in two"
        assert set(where.tolist()) == set(range(len(found))), f"a {kind} has no address"
        if kind == "district":
            named = [found[area]["properties"]["code"] for area in where[which.argsort()].tolist()]
            assert named == [row["district_code"] for row in table]


def test_no_address_could_be_anybodys() -> None:
    table = rows("addresses.csv")
    assert {row["uprn"][:4] for row in table} == {"9999"}
    assert {len(row["uprn"]) for row in table} == {12}
    # no postcode area has the letters MR, and yet each postcode has the right form
    assert {row["postcode"][:2] for row in table} == {"MR"}
    assert [row["postcode"] for row in table if postcode(row["postcode"]) != row["postcode"]] == []


def test_a_postcode_is_one_street_with_a_handful_of_addresses() -> None:
    streets: dict[str, set[tuple[str, str]]] = {}
    for row in rows("addresses.csv"):
        streets.setdefault(row["postcode"], set()).add((row["street"], row["locality"] or row["town"]))
    assert {len(found) for found in streets.values()} == {1}
    assert max(Counter(row["postcode"] for row in rows("addresses.csv")).values()) <= 100


def test_phone_numbers_and_addresses_on_the_web_are_kept_for_examples() -> None:
    for path in [*DEMO.glob("*.yaml"), *DEMO.glob("services/*.yaml"), *DEMO.glob("templates/*.md")]:
        text = path.read_text()
        phones = re.findall(r"\b0[\d ]{9,13}\d\b", text)
        kept = ("01632 960 ", "07700 900 ", "0808 157 0")
        assert [phone for phone in phones if not phone.startswith(kept)] == [], path.name
        names = re.findall(r"(?:@|https?://|www\.)([\w.-]+\w)", text)
        assert [name for name in names if not name.endswith(".example")] == [], path.name


def test_roads_join_up_and_have_their_owners() -> None:
    roads = features("assets/roads.geojson")
    lines = [shape(road["geometry"]) for road in roads]
    tree = shapely.STRtree(lines)
    metre = 1 / 66_000  # a degree of longitude is some 65.6 km here
    near, other = tree.query(lines, predicate="dwithin", distance=15 * metre)
    alone = set(range(len(lines))) - {a for a, b in zip(near.tolist(), other.tolist(), strict=True) if a != b}
    assert alone == set()
    assert {road["properties"]["class"] for road in roads} == {"a", "b", "minor", "residential"}
    assert {road["properties"]["body"] for road in roads} == {"council", "fellmoor"}


def test_one_trunk_road_crosses_the_county_in_one_piece() -> None:
    lengths = features("assets/trunk_roads.geojson")
    assert {length["properties"]["body"] for length in lengths} == {"national-roads"}
    for before, after in pairwise(lengths):
        assert before["geometry"]["coordinates"][-1] == after["geometry"]["coordinates"][0]
    whole = shapely.line_merge(shapely.union_all([shape(length["geometry"]) for length in lengths]))
    inside = shape(areas("county")[0]["geometry"]).intersection(whole)
    assert inside.length > 0.3, "it does not cross the county"
    assert not shape(areas("county")[0]["geometry"]).contains(whole), "it does not leave the county"


def test_each_kind_of_owner_has_something() -> None:
    owners = {body["code"]: body["kind"] for body in check(DEMO)[0].bodies.data["bodies"]}  # type: ignore[union-attr]
    used = Counter(
        (path.stem, owners[feature["properties"]["body"]])
        for path in DEMO.glob("assets/*.geojson")
        for feature in features(f"assets/{path.name}")
    )
    assert used["street_lights", "council"] > 1_000
    assert used["street_lights", "parish"] > 50
    assert used["parks", "district"] > 50
    assert used["private_land", "private"] >= 6
    assert used["private_land", "water"] == used["private_land", "health"] == 2
    assert used["roads", "neighbour"] == 1
    assert used["rivers", "national"] == 3


def test_the_retail_park_has_a_private_road_through_it() -> None:
    found = {one["properties"]["name"]: one for one in features("assets/private_land.geojson")}
    park, road = found["Skelder Gate Retail Park"], found["Skelder Gate Way"]
    assert road["properties"]["class"] == "private"
    assert park["properties"]["body"] == road["properties"]["body"] == "skelder-gate-retail"
    assert shape(road["geometry"]).intersection(shape(park["geometry"])).length > 0.005
    assert sum(row["street"] == "Skelder Gate Way" for row in rows("addresses.csv")) >= 8


def test_it_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 6_000_000


def forms() -> dict[str, Form]:
    files, _ = check(DEMO)
    return {code: parse_form(source.data["form"]) for code, source in files.services.items()}


FORMS = forms()


def walks(form: Form) -> list[dict[str, Any]]:
    """Answers for every way through a form: each combination of what its conditions ask about."""
    asked = {
        code
        for page in form.pages
        for condition in [
            page.show_if,
            *(stop.when for stop in page.stops),
            *(q.show_if for q in page.questions),
        ]
        if condition
        for code in condition.questions()
    }
    ways: list[dict[str, Any]] = [{}]
    for question in form.questions():
        if question.code in asked:
            ways = [{**way, question.code: answer} for way in ways for answer in _answers(question)]
    return ways


def _answers(question: Any) -> list[Any]:
    codes = [option.code for option in question.options]
    if question.type is QuestionType.CHOICES:
        return [[code] for code in codes]
    return codes or [True, False]


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_page_and_every_stop_of_a_form_can_be_reached(code: str) -> None:
    form = FORMS[code]
    ways = walks(form)
    reached = {page.code for way in ways for page in pages_for(form, way)}
    assert reached == {page.code for page in form.pages}
    stopped = {stop[1].title for way in ways if (stop := stop_for(form, way))}
    assert stopped == {stop.title for page in form.pages for stop in page.stops}


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_way_through_a_form_asks_once_how_to_reach_somebody(code: str) -> None:
    form = FORMS[code]
    for way in walks(form):
        if stop_for(form, way):
            continue
        asked = Counter(q.type for page in pages_for(form, way) for q in page.questions)
        assert [asked[QuestionType(kind)] for kind in ("full_name", "email", "phone")] == [1, 1, 1], way


def test_each_service_asks_what_its_story_needs() -> None:
    services = {one.code: one for one in loading.catalogue_pack(check(DEMO)[0]).services}
    promised = {code: (s.standard.clock, s.standard.limit.amount) for code, s in services.items()}
    assert promised == {
        "pothole": ("assess", 5),
        "fly_tipping": ("clear", 5),
        "missed_bin": ("collect", 2),
        "something_else": ("answer", 10),
    }
    assert {s.standard.limit.unit for s in services.values()} == {"working_days"}
    assert {code for code, s in services.items() if s.public_reports} == {"pothole", "fly_tipping"}
    for code in ("pothole", "fly_tipping"):
        needed = [q for page in pages_for(FORMS[code], {"saw": False}) for q in page.questions if q.required]
        assert not {"full_name", "email", "phone"} & {q.type for q in needed}, (
            "a public report can be anonymous"
        )
    late = stop_for(FORMS["missed_bin"], {"out_by_seven": False})
    assert late is not None
    assert "next collection day" in late[1].title


def test_nobody_learns_from_a_public_report_that_somebody_saw_them_or_was_hurt() -> None:
    answers = {
        "what": ["bags"],
        "amount": "van",
        "saw": True,
        "witness_name": "Ann Other",
        "more": "By the gate",
    }
    public = description_of(FORMS["fly_tipping"], answers)
    assert (
        public
        == "What has been dumped: Bags of household rubbish\nHow much is there: As much as fits in a van\n"
        + ("By the gate")
    )
    assert (
        description_of(FORMS["pothole"], {"damage": True, "danger": True})
        == "Could it hurt somebody today: Yes"
    )


def words_of(data: Any) -> list[str]:
    """Every text of a form that people read."""
    found: list[str] = []
    if isinstance(data, dict):
        for name, value in data.items():
            if name in {"label", "hint", "title", "intro", "body", "error"}:
                found.append(value)
            else:
                found += words_of(value)
    elif isinstance(data, list):
        for item in data:
            found += words_of(item)
    return found


@pytest.mark.parametrize("path", sorted(DEMO.glob("services/*.yaml")), ids=lambda path: path.stem)
def test_no_sentence_of_a_service_is_long(path: Path) -> None:
    data = check(DEMO)[0].services[path.stem].data
    texts = [data["page"], data["summary"], data["standard"]["promise"], *words_of(data["form"])]
    sentences = [s for text in texts for s in re.split(r"[.!?:]\s|\n\s*\n|\n\s*[-#]", text)]
    assert [s for s in sentences if len(s.split()) > 25] == []


def test_every_page_says_what_people_need_to_know() -> None:
    for code, source in check(DEMO)[0].services.items():
        for heading in ("## Who can use it", "## What you need", "## What happens next", "## Other ways to"):
            assert heading in source.data["page"], (code, heading)
