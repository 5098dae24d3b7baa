"""Each thing that can be wrong in a pack is named by file, line, field and remedy."""

import json
from pathlib import Path

import pytest

from frontdoor.cli.council.checking import TEMPLATES, check
from tests.pack.packs import edit

pytestmark = pytest.mark.once


def faults(pack: Path) -> list[str]:
    """What is wrong, with the folder's name left out."""
    return [str(fault).removeprefix(f"{pack}/") for fault in check(pack)[1]]


def test_the_small_pack_is_sound(pack: Path) -> None:
    assert faults(pack) == []


# file, what is written there, what stands there instead, and the fault as it is shown from the line's number on
WRONG = [
    ("council.yaml", 'phone: "01632 960 001"', "phone: 1632960001",
     "field council.phone: this must be text; put numbers in quotes"),
    ("council.yaml", "email: hello@marlshire.example", "email: hello at marlshire",
     'field council.email: "hello at marlshire" does not fit; write it like name@example.org'),
    ("council.yaml", "https://www.marlshire.example/", "javascript:alert(1)",
     'field council.website: "javascript:alert(1)" does not fit; write it like https://www.example.org/page'),
    ("council.yaml", '"#0b5c66"', "teal",
     'field council.colour: "teal" does not fit; write it like "#0b5c66", in quotes'),
    ("council.yaml", "nation: england", "nation: wales",
     'field council.nation: "wales" is none of england'),
    ("council.yaml", "population: 600000", "population: many",
     "field council.population: this must be a whole number"),
    ("council.yaml", "population: 600000", "population: 0",
     "field council.population: give 1 or more"),
    ("council.yaml", "centre: {latitude: 53.9911", "centre: {latitude: 53.1",
     "field council.centre: this lies outside bounds"),
    ("council.yaml", "demonstration: true", "demonstration: maybe",
     "field council.demonstration: this must be true or false"),
    ("bodies.yaml", "handoff: forward", "handoff: ours",
     'field bodies.harnsworth.handoff: "council" is ours already; only one body can be'),
    ("bodies.yaml", "code: skelder-coast", "code: harnsworth",
     'field bodies.harnsworth.code: "harnsworth" is here twice; each is different'),
    ("bodies.yaml", "kind: district", "kind: borough",
     'field bodies.harnsworth.kind: "borough" is none of council, district, parish, neighbour, national, water, '
      "health, private"),
    ("teams.yaml", "leader: grace.adeyemi@marlshire.example", "leader: nobody@marlshire.example",
     "field teams.contact_centre.leader: nobody in staff has the address nobody@marlshire.example; add them"),
    ("teams.yaml", "leader: grace.adeyemi@marlshire.example", "leader: jo.fielding@marlshire.example",
     "field teams.contact_centre.leader: a leader has one of the roles administrator, manager, team_leader"),
    ("teams.yaml", "role: advisor, teams: [contact_centre]", "role: adviser, teams: [contact_centre]",
     'field staff.sam.okafor@marlshire.example.role: "adviser" is none of advisor, officer, team_leader, '
      "manager, administrator"),
    ("teams.yaml", "role: advisor, teams: [contact_centre]", "role: advisor, teams: [contact_center]",
     'field staff.sam.okafor@marlshire.example.teams.1: there is no team "contact_center"; teams are '
      "contact_centre, highways, waste, lighting"),
    ("teams.yaml", "role: advisor, teams: [contact_centre]", "role: advisor",
     "field staff.sam.okafor@marlshire.example: a person with the role advisor is in a team; add \"teams\""),
    ("teams.yaml", "email: ellie.march@", "email: Sam.Okafor@",
     'field staff.Sam.Okafor@marlshire.example.email: "Sam.Okafor@marlshire.example" is here twice; '
      "each is different"),
    ("calendar.yaml", "day: 2026-12-24", "day: 2026-02-30",
     "field calendar.closing_days.2026-02-30.day: there is no day 2026-02-30"),
    ("calendar.yaml", "day: 2026-12-24", "day: 2025-12-24",
     "field calendar.closing_days.2025-12-24.day: this day is here twice; keep one of the two"),
    ("calendar.yaml", "bank_holidays: england_wales", "bank_holidays: narnia",
     'field calendar.bank_holidays: "narnia" is none of england_wales'),
    ("areas.geojson", '"kind":"county"', '"kind":"country"',
     'field areas.E10X00001.kind: "country" is none of county, district, division, ward, parish'),
    ("areas.geojson", '"code":"E07X00002"', '"code":"E07X00001"',
     'field areas.E07X00001.code: "E07X00001" is here twice; each is different'),
    ("assets/roads.geojson", '"body":"council"', '"body":"nobody"',
     'field assets.roads.99910001.body: there is no body "nobody" in bodies.yaml; add it there or name another'),
    ("assets/roads.geojson", "[1.466792,54.01223]", "[54.01223,1.466792]",
     "field assets.roads.99910001.geometry: this lies outside the bounds in council.yaml; are latitude and "
      "longitude the wrong way round?"),
    ("assets/roads.geojson", "[1.466792,54.01223]", '["1.466792",54.01223]',
     "field assets.roads.99910001.geometry: each point is two numbers, longitude and latitude"),
    ("assets/roads.geojson", '"type":"LineString"', '"type":"Circle"',
     "field assets.roads.99910001.geometry: give a geometry of type Point, LineString, MultiLineString, Polygon, "
      "MultiPolygon"),
    ("addresses.csv", "999900000001,,1,", "12-34,,1,",
     'field addresses.uprn: "12-34" does not fit; a UPRN has 1 to 12 digits'),
    ("addresses.csv", "MR4 2AA", "MR4 2AC",
     'field addresses.postcode: "MR4 2AC" does not fit; write it in capitals with one space, like AA3 1AB'),
    ("addresses.csv", "E07X00001", "E07X99999",
     'field addresses.district_code: there is no district "E07X99999" in areas.geojson; districts are E07X00001, '
      "E07X00002, E07X00003, E07X00004, E07X00005, E07X00006"),
    ("streets.csv", "Harnsworth,54.009043", ",54.009043",
     "field streets.town: this is empty; give it on one line of at most 120 characters"),
    ("services/pothole.yaml", "team: highways", "team: highway",
     'field services.pothole.team: there is no team "highway"; teams are contact_centre, highways, waste, lighting'),
    ("services/pothole.yaml", "code: pothole", "code: potholes",
     'field services.pothole.code: this must be "pothole", as the file is named'),
    ("services/pothole.yaml", "layers: [trunk_roads,", "layers: [motorways,",
     'field services.pothole.responsibility.layers.1: there is no layer "motorways"; layers are parks, '
      "private_land, rivers, roads, street_lights, trunk_roads"),
    ("services/pothole.yaml", "channels: [web,", "channels: [wep,",
     'field services.pothole.channels.1: "wep" is none of web, phone, in_person, open311'),
    ("services/pothole.yaml", "  amount: 5", "  amount: five",
     "field services.pothole.standard.amount: this must be a whole number"),
    ("services/pothole.yaml", "type: place", "type: plaice",
     'field services.pothole.form.pages.where.questions.place.type: "plaice" is none of text, long_text, '
        "full_name, email, phone, postcode, address, choice, choices, yes_no, date, number, place, photo, information"),
    ("services/pothole.yaml", "{question: depth, in: [medium, deep, unknown]}",
     "{question: depth, in: [medium, deeper]}",
     'field services.pothole.form.pages.width.show_if.in: "depth" has no option "deeper"; options are shallow, '
      "medium, deep, unknown"),
    ("services/pothole.yaml", "show_if: {question: danger, is: true}", "show_if: {question: photo, is: true}",
     'field services.pothole.form.pages.urgent.show_if.question: there is no question "photo" before this one'),
    ("services/pothole.yaml", "show_if: {question: danger, is: true}", 'show_if: {question: danger, is: "yes"}',
     "field services.pothole.form.pages.urgent.show_if.is: a yes_no question is true or false"),
    ("services/something_else.yaml", "when: {question: light, is: true}", "when: {question: lamp, is: true}",
     'field services.something_else.responsibility.when.question: there is no question "lamp" before this one'),
    ("services/missed_bin.yaml", "public_reports: false", "public_reports: true",
     "field services.missed_bin.public_reports: public reports need a place; add a question of type place to the "
      "form"),
    ("templates/case_reply.md", "subject: \"Our answer about ((reference))\"", 'subject: "About ((refrence))"',
     "field templates.case_reply.subject: there is no field ((refrence)); fields are body_contact, body_name, "
        "council, council_email, council_phone, due, explanation, link, message, name, place, promise, reference, "
        "service, status, summary, team"),
    ("templates/case_reply.md", "channel: email", "channel: pigeon",
     'field templates.case_reply.channel: "pigeon" is none of email'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "said"), WRONG, ids=[f"{case[0]}-{case[2][:30]}" for case in WRONG]
)
def test_a_fault_is_named(pack: Path, name: str, old: str, new: str, said: str) -> None:
    line = edit(pack, name, old, new)
    assert [fault for fault in faults(pack) if fault.startswith(name)] == [f"{name}:{line}: {said}"]


def test_a_misspelt_name_is_both_unknown_and_missing(pack: Path) -> None:
    line = edit(pack, "council.yaml", "name: Marlshire County", "nmae: Marlshire County")
    assert faults(pack) == [
        f'council.yaml:{line}: field council: "name" is missing; add it',
        f'council.yaml:{line}: field council.nmae: there is no "nmae" here; did you mean "name"?',
    ]
    line = edit(pack, "services/pothole.yaml", "      title: How wide is it?", "      titel: How wide is it?")
    assert faults(pack)[2:] == [
        f'services/pothole.yaml:{line - 1}: field services.pothole.form.pages.width: "title" is missing; add it',
        f'services/pothole.yaml:{line}: field services.pothole.form.pages.width.titel: there is no "titel" here; '
        'did you mean "title"?',
    ]


def test_bounds_the_wrong_way_round(pack: Path) -> None:
    line = edit(pack, "council.yaml", "west: 1.1072", "west: 2.1")
    assert [fault for fault in faults(pack) if fault.startswith("council")] == [
        f"council.yaml:{line - 1}: field council.centre: this lies outside bounds",
        f"council.yaml:{line}: field council.bounds.west: this must be less than east",
    ]


def test_two_pages_or_questions_with_one_code(pack: Path) -> None:
    line = edit(pack, "services/pothole.yaml", "code: kind\n", "code: where\n")
    assert faults(pack) == [
        f"services/pothole.yaml:{line}: field services.pothole.form.pages.where.code: "
        'there are two pages "where"; give each its own code'
    ]


def test_nobody_is_ours(pack: Path) -> None:
    edit(pack, "bodies.yaml", "handoff: ours", "handoff: signpost")
    assert faults(pack) == [
        'bodies.yaml:2: field bodies: no body has handoff "ours"; give it to the council itself'
    ]


def test_nothing_can_be_forwarded_without_an_address(pack: Path) -> None:
    line = edit(pack, "bodies.yaml", "    email: parks@harnsworth.example\n", "")
    said = 'field bodies.harnsworth: what is forwarded goes by e-mail; add "email"'
    assert faults(pack) == [f"bodies.yaml:{line - 7}: {said}"]


def test_people_cannot_be_sent_to_a_body_that_nobody_can_reach(pack: Path) -> None:
    edit(pack, "bodies.yaml", '    phone: "0808 157 0100"\n', "")
    edit(pack, "bodies.yaml", "    web: https://www.nationalroads.example/report\n", "")
    (said,) = faults(pack)
    assert said.endswith("field bodies.national-roads: say how to reach them; add phone, email or web")


def test_a_known_password_is_for_an_invented_council_only(pack: Path) -> None:
    edit(pack, "council.yaml", "demonstration: true", "demonstration: false")
    assert faults(pack) == [
        "teams.yaml:2: field demonstration_password: take this out: only an invented council may have a known password"
    ]


def test_two_assets_of_different_layers_have_different_codes(pack: Path) -> None:
    line = edit(pack, "assets/roads.geojson", '"code":"99910003"', '"code":"P001"')
    assert faults(pack) == [
        f'assets/roads.geojson:{line}: field assets.roads.P001.code: "P001" is here twice; each is different'
    ]


def test_an_address_is_known_once_and_lies_in_the_area(pack: Path) -> None:
    table = (pack / "addresses.csv").read_text().splitlines()
    table[5] = table[4]
    table[7] = table[7].replace(",54.", ",50.").replace(",53.", ",50.")
    (pack / "addresses.csv").write_text("\n".join(table))
    uprn = table[4].split(",")[0]
    assert faults(pack) == [
        f"addresses.csv:6: field addresses.uprn: {uprn} is in line 5 already; each is different",
        "addresses.csv:8: field addresses.latitude: this lies outside the bounds in council.yaml; are latitude and "
        "longitude the wrong way round?",
    ]


def test_a_column_is_missing_or_unknown(pack: Path) -> None:
    edit(pack, "streets.csv", "town", "city")
    columns = "usrn, name, town, latitude, longitude"
    assert faults(pack) == [f'streets.csv:1: there is no column "city"; columns are {columns}']
    edit(pack, "streets.csv", ",city", "")
    assert faults(pack) == [f'streets.csv:1: the column "town" is missing; columns are {columns}']


def test_a_comma_without_quotes_in_a_table(pack: Path) -> None:
    edit(pack, "streets.csv", "Mersington Road", "Mersington, Road")
    (said,) = faults(pack)
    assert said == (
        "streets.csv:4: this row has 6 columns and the first line has 5; put quotes around values with a comma in them"
    )


def test_columns_may_come_in_any_order_and_values_in_quotes_over_two_lines_are_counted(pack: Path) -> None:
    table = (pack / "streets.csv").read_text().splitlines()
    turned = [",".join(row.split(",")[::-1]) for row in table]
    turned[3] = turned[3].replace("Harnsworth", '"Harns\nworth"', 1)
    (pack / "streets.csv").write_text("\n".join(turned))
    assert faults(pack) == [
        'streets.csv:4: field streets.town: "Harns?worth" does not fit; give it on one line of at most 120 characters'
    ]
    turned[3] = turned[3].replace("Harns\nworth", "Harnsworth")
    (pack / "streets.csv").write_text("\r\n".join(turned))
    assert faults(pack) == []


def test_a_crooked_shape_is_no_area(pack: Path) -> None:
    data = json.loads((pack / "areas.geojson").read_text())
    square = [[1.2, 54.0], [1.3, 54.1], [1.3, 54.0], [1.2, 54.1], [1.2, 54.0]]
    data["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [square]}
    data["features"][2]["geometry"] = {"type": "Polygon", "coordinates": [square[:2]]}
    data["features"][3]["geometry"] = {"type": "Polygon", "coordinates": []}
    (pack / "areas.geojson").write_text(json.dumps(data, indent=1))
    said = faults(pack)
    assert [one.partition(": field ")[2].partition("; ")[0] for one in said] == [
        "areas.E07X00001.geometry: this shape is not sound: Self-intersection[1.25 54.05]",
        "areas.E07X00002.geometry: this is no Polygon: A linearring requires at least 4 coordinates.",
        "areas.E07X00003.geometry: the coordinates of a Polygon are lists inside lists, as RFC 7946 says, and none is "
        "empty",
    ]
    lines = (pack / "areas.geojson").read_text().splitlines()
    for one in said:
        number = int(one.split(":")[1])
        assert '"geometry"' in lines[number - 1]


def test_an_area_without_a_county(pack: Path) -> None:
    edit(pack, "areas.geojson", '"kind":"county"', '"kind":"parish"')
    assert faults(pack) == [
        'areas.geojson:1: field areas: there is no feature of kind "county"; add the outline of the whole area'
    ]


@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_the_wording_of_a_message_is_missing(pack: Path, code: str) -> None:
    (pack / f"templates/{code}.md").unlink()
    assert faults(pack) == [f"templates/{code}.md: this file is missing: the software sends this message"]


def test_wording_that_nothing_sends(pack: Path) -> None:
    text = (pack / "templates/case_reply.md").read_text().replace("code: case_reply", "code: birthday")
    (pack / "templates/birthday.md").write_text(text)
    (said,) = faults(pack)
    assert said.startswith(
        "templates/birthday.md:2: field templates.birthday.code: nothing sends this message;"
    )


@pytest.mark.parametrize("wrong", ["((Name))", "((name )) ", "((first name))", "((name", "((refrence))"])
def test_wording_with_a_field_that_nobody_fills(pack: Path, wrong: str) -> None:
    line = edit(pack, "templates/case_reply.md", "((message))", wrong)
    (said,) = faults(pack)
    assert said.startswith(
        f"templates/case_reply.md:{line}: field templates.case_reply.body: there is no field (("
    )


def test_wording_without_front_matter(pack: Path) -> None:
    (pack / "templates/case_reply.md").write_text("Dear ((name)),\n")
    assert faults(pack) == [
        "templates/case_reply.md:1: begin with a line of ---, the front matter, and another line of ---"
    ]


def test_parts_and_files_in_the_wrong_place(pack: Path) -> None:
    (pack / "service").mkdir()
    (pack / "services" / "Pothole.yml").write_text("code: pothole\n")
    (pack / "calendar.yaml").unlink()
    said = faults(pack)
    assert [one.partition(";")[0] for one in said] == [
        "calendar.yaml: this file is missing",
        'service: "service" is no part of a pack',
        "services/Pothole.yml: name it with small letters, digits and _ and the ending .yaml, like pothole.yaml",
    ]


def test_many_faults_are_cut_short(pack: Path) -> None:
    table = (pack / "addresses.csv").read_text().splitlines()
    (pack / "addresses.csv").write_text(
        "\n".join([table[0], *(row.replace("MR", "QQ") for row in table[1:])])
    )
    said = faults(pack)
    assert len(said) == 26
    assert said[0] == "addresses.csv: there are more faults in this file; mend these first"


def test_a_service_must_not_be_public_and_restricted(pack: Path) -> None:
    line = edit(
        pack, "services/pothole.yaml", "public_reports: true", "restricted: true\npublic_reports: true"
    )
    assert faults(pack) == [
        f"services/pothole.yaml:{line}: field services.pothole.restricted: a service with public reports cannot be "
        "restricted; take one of the two out"
    ]
