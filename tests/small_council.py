"""A small council that tests can hold in mind: four services, two teams, one of each role, a few roads.

`load(at=...)` puts it into the database; the fixture `small_council` of tests/conftest.py does that for a test.
All of it is invented; it lies in the sea. On a plane: five miles wide, three roads cross it.

    54.60  +------------------+------------------+
           |  Northgate       |  Eastfield       |
           |        Mill Lane (county road, lat 54.57)
    54.55  +------- A991 (trunk road) -----------+
           |  Marsh           |  Southside       |
           |        High Street (county road, lat 54.53); Quarry Road (private) at its east end
    54.50  +------------------+------------------+
         2.00               2.08               2.16
"""

from datetime import datetime
from typing import Any

from frontdoor.accounts import operations as accounts
from frontdoor.accounts.types import Role, StaffMember
from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack, ResponsibilityRule, ServiceDetails, Standard
from frontdoor.core.actors import SYSTEM
from frontdoor.core.clocks import Limit, Unit
from frontdoor.core.geography import Point
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import TemplateDetails
from frontdoor.organisation import operations as organisation
from frontdoor.organisation.types import (
    AddressDetails,
    AreaDetails,
    AreaKind,
    AssetDetails,
    BodyDetails,
    CouncilDetails,
    Handoff,
    OrganisationPack,
    StreetDetails,
    TeamDetails,
)

PASSWORD = "a plain long sentence 17"  # of everybody below, where load() is asked for passwords

ADVISOR = "ada.advisor@wold.example"
OFFICER = "olu.officer@wold.example"
OTHER_OFFICER = "omar.officer@wold.example"  # of the waste team
LEADER = "lena.leader@wold.example"
MANAGER = "mira.manager@wold.example"
ADMINISTRATOR = "aron.administrator@wold.example"

# Places by whose they are
ON_MILL_LANE = Point(54.5700, 2.0400)  # ours
BESIDE_MILL_LANE = Point(54.57015, 2.0402)  # ours, some 20 metres away
ON_TRUNK_ROAD = Point(54.5500, 2.0400)  # National Roads, who want people to come to them
IN_TOWN_PARK = Point(54.5600, 2.1200)  # Wold Town Council, to whom we pass things on
ON_QUARRY_ROAD = Point(54.5300, 2.1520)  # private
OUTSIDE = Point(53.0, 2.04)

POSTCODE = "WD1 1AA"  # four addresses on Mill Lane
STREET = "Mill Lane"
UPRN = 999_900_000_001


def load(*, at: datetime, passwords: bool = False) -> None:
    """Load the council. Passwords cost a tenth of a second each to hash, so they are set only when asked for."""
    accounts.load(staff(passwords=passwords), by=SYSTEM, at=at)
    organisation.load(organisation_pack(), by=SYSTEM, at=at)
    catalogue.load(CataloguePack(services()), by=SYSTEM, at=at)
    notifications.load(templates(), by=SYSTEM, at=at)


def staff(*, passwords: bool = False) -> list[StaffMember]:
    secret = PASSWORD if passwords else ""
    return [
        StaffMember(ADVISOR, "Ada Quill", Role.ADVISOR, secret),
        StaffMember(OFFICER, "Olu Marsh", Role.OFFICER, secret),
        StaffMember(OTHER_OFFICER, "Omar Field", Role.OFFICER, secret),
        StaffMember(LEADER, "Lena Brook", Role.TEAM_LEADER, secret),
        StaffMember(MANAGER, "Mira Stone", Role.MANAGER, secret),
        StaffMember(ADMINISTRATOR, "Aron Vale", Role.ADMINISTRATOR, secret),
    ]


def organisation_pack() -> OrganisationPack:
    return OrganisationPack(
        council=CouncilDetails(
            name="Little Wold Council",
            short_name="Little Wold",
            nation="England",
            address="1 High Street, Little Wold, WD1 2AA",
            phone="01632 960 100",
            email="help@wold.example",
            website="https://wold.example",
            opening_hours=("Monday to Friday, 9am to 5pm",),
            emergency="If somebody could be hurt now, call us on 01632 960 199, day or night.",
            colour="#2b4a7f",
            population=12_000,
            centre_lat=54.55,
            centre_long=2.08,
            bounds=(2.0, 54.5, 2.16, 54.6),
            demonstration=True,
        ),
        bodies=(
            BodyDetails("council", "Little Wold Council", "council", Handoff.OURS, ""),
            BodyDetails(
                "national-roads",
                "National Roads",
                "highway authority",
                Handoff.SIGNPOST,
                "They repair trunk roads and can send somebody day or night.",
                phone="0300 123 5000",
                web="https://national-roads.example/report",
            ),
            BodyDetails(
                "town-council",
                "Wold Town Council",
                "parish",
                Handoff.FORWARD,
                "They look after the town's parks. We pass your report on to them.",
                email="clerk@wold-town.example",
            ),
            BodyDetails(
                "quarry",
                "Wold Quarry Company",
                "private",
                Handoff.SIGNPOST,
                "This land is private. Ask the company that owns it.",
                phone="01632 960 177",
            ),
        ),
        teams=(
            TeamDetails(
                "highways", "Highways", "highways@wold.example", (OFFICER, LEADER, MANAGER), (LEADER,)
            ),
            TeamDetails("waste", "Waste", "waste@wold.example", (OTHER_OFFICER, MANAGER), (MANAGER,)),
            TeamDetails(
                "front-door", "Customer services", "help@wold.example", (ADVISOR, ADMINISTRATOR, MANAGER)
            ),
        ),
        areas=(
            _area("X01", AreaKind.COUNTY, "Little Wold", 2.00, 54.50, 2.16, 54.60),
            _area("X02", AreaKind.DISTRICT, "West Wold", 2.00, 54.50, 2.08, 54.60),
            _area("X03", AreaKind.DISTRICT, "East Wold", 2.08, 54.50, 2.16, 54.60),
            _area("X04", AreaKind.DIVISION, "North Wold", 2.00, 54.55, 2.16, 54.60),
            _area("X05", AreaKind.DIVISION, "South Wold", 2.00, 54.50, 2.16, 54.55),
            _area("X06", AreaKind.WARD, "Northgate", 2.00, 54.55, 2.08, 54.60),
            _area("X07", AreaKind.WARD, "Eastfield", 2.08, 54.55, 2.16, 54.60),
            _area("X08", AreaKind.WARD, "Marsh", 2.00, 54.50, 2.08, 54.55),
            _area("X09", AreaKind.WARD, "Southside", 2.08, 54.50, 2.16, 54.55),
            _area("X10", AreaKind.PARISH, "Wold Town", 2.10, 54.55, 2.16, 54.60),
        ),
        assets=(
            _road("R1", "roads", "Mill Lane", "council", 54.57, 2.00, 2.16),
            _road("R2", "roads", "High Street", "council", 54.53, 2.00, 2.14),
            _road("T1", "trunk_roads", "A991", "national-roads", 54.55, 2.00, 2.16),
            _road("P1", "private_land", "Quarry Road", "quarry", 54.53, 2.145, 2.16),
            AssetDetails("K1", "parks", "Town Park", "town-council", _square(2.118, 54.559, 2.122, 54.561)),
            AssetDetails(
                "L1",
                "street_lights",
                "Light 1, Mill Lane",
                "council",
                {"type": "Point", "coordinates": [2.0401, 54.5701]},
            ),
        ),
        addresses=tuple(
            AddressDetails(
                UPRN + n, f"{n + 1} Mill Lane, Little Wold", POSTCODE, 54.5702, 2.0390 + n * 0.0004, "X02"
            )
            for n in range(4)
        ),
        streets=(
            StreetDetails(99_990_001, "Mill Lane", "Little Wold", 54.57, 2.04),
            StreetDetails(99_990_002, "High Street", "Little Wold", 54.53, 2.04),
            StreetDetails(99_990_003, "A991", "Little Wold", 54.55, 2.04),
        ),
        closed_days=(),
    )


def services() -> tuple[ServiceDetails, ...]:
    return (
        ServiceDetails(
            code="pothole",
            name="Report a pothole",
            group="Roads and pavements",
            summary="Tell us about a hole or a broken surface in a road or pavement.",
            page=(
                "We look after most roads in Little Wold. Trunk roads belong to National Roads.\n\n"
                "## What we need to know\n\n- where it is\n- how big it is\n- a photo, if you have one\n"
            ),
            team="highways",
            standard=Standard(
                "We look at every pothole within 5 working days.", "assess", Limit(5, Unit.WORKING_DAYS)
            ),
            form=POTHOLE_FORM,
            lgsl=549,
            keywords=("hole", "road", "tarmac", "pavement"),
            channels=("web", "phone", "open311"),
            public_reports=True,
            responsibility=ResponsibilityRule(("trunk_roads", "private_land", "roads"), 30.0),
        ),
        ServiceDetails(
            code="fly-tipping",
            name="Report fly-tipping",
            group="Bins and rubbish",
            summary="Tell us about rubbish dumped where it should not be.",
            page="We clear rubbish from land we look after.\n\n**Do not touch it.** It may be sharp.\n",
            team="waste",
            standard=Standard("We clear it within 5 working days.", "clear", Limit(5, Unit.WORKING_DAYS)),
            form=FLY_TIPPING_FORM,
            lgsl=519,
            keywords=("rubbish", "dumped", "waste"),
            channels=("web", "open311"),
            public_reports=True,
            responsibility=ResponsibilityRule(("parks", "private_land"), 30.0),
        ),
        ServiceDetails(
            code="missed-bin",
            name="Report a missed bin",
            group="Bins and rubbish",
            summary="Tell us if we did not empty your bin.",
            page="Tell us within 2 working days.\n",
            team="waste",
            standard=Standard("We come back within 2 working days.", "collect", Limit(2, Unit.WORKING_DAYS)),
            form=MISSED_BIN_FORM,
            lgsl=524,
            keywords=("bin", "collection", "recycling"),
            channels=("web", "open311"),
        ),
        ServiceDetails(
            code="something-else",
            name="Ask or report something else",
            group="Something else",
            summary="Ask us anything, or tell us about a problem that is not in the list.",
            page="A person reads what you write.\n",
            team="front-door",
            standard=Standard("We answer within 10 working days.", "answer", Limit(10, Unit.WORKING_DAYS)),
            form=SOMETHING_ELSE_FORM,
            lgsl=0,
            keywords=("question", "help", "other"),
            channels=("web", "open311"),
        ),
    )


def templates() -> list[TemplateDetails]:
    return [
        TemplateDetails(code, "email", subject, f"Dear ((name)),\n\n{body}\n\n((council))\n")
        for code, subject, body in _WORDING
    ]


_WORDING = (
    ("case_received", "We have your report ((reference))", "Thank you. ((promise)) By ((due)).\n((link))"),
    ("passed_on", "Passed on to you: ((reference))", "((service)) at ((place)):\n((message))"),
    ("handed_on", "Your report ((reference)) was passed on", "((explanation))\n((link))"),
    ("report_joined", "You will be told about ((reference))", "Status: ((status))\n((link))"),
    ("case_update", "News about ((reference))", "((status)). ((message))\n((link))"),
    ("case_reply", "A message about ((reference))", "((message))\n((link))"),
    ("case_resolved", "((reference)) is finished", "((status)). ((explanation))\n((link))"),
    ("overdue_owner", "((reference)) is overdue", "It was due by ((due)).\n((link))"),
    ("overdue_leader", "((reference)) is overdue", "It was due by ((due)).\n((link))"),
    ("after_closing", "New words on ((reference))", "((message))\n((link))"),
    ("password_reset", "Choose a new password", "Follow this link:\n((link))"),
)

_ABOUT_YOU: dict[str, Any] = {
    "code": "about_you",
    "title": "How can we reach you?",
    "intro": "We use this to tell you what happens. You can leave it empty, and then we cannot tell you.",
    "questions": [
        {"code": "name", "type": "full_name", "label": "Full name", "required": False},
        {"code": "email", "type": "email", "label": "E-mail address", "required": False},
        {"code": "phone", "type": "phone", "label": "Phone number", "required": False},
        {"code": "postcode", "type": "postcode", "label": "Postcode", "required": False},
    ],
}

POTHOLE_FORM: dict[str, Any] = {
    "pages": [
        {
            "code": "danger",
            "title": "Could somebody be hurt now?",
            "questions": [{"code": "danger", "type": "yes_no", "label": "Could somebody be hurt now?"}],
            "stops": [
                {
                    "when": {"question": "danger", "is": True},
                    "title": "Call us now",
                    "body": "Call **01632 960 199**, day or night.",
                }
            ],
        },
        {
            "code": "where",
            "title": "Where is the pothole?",
            "questions": [{"code": "where", "type": "place", "label": "Where is the pothole?"}],
        },
        {
            "code": "details",
            "title": "What is it like?",
            "questions": [
                {
                    "code": "size",
                    "type": "choice",
                    "label": "How wide is it?",
                    "options": [
                        {"code": "plate", "label": "Like a dinner plate, or smaller"},
                        {"code": "lid", "label": "Like a dustbin lid, or bigger"},
                    ],
                    "error": "Say how wide it is",
                },
                {
                    "code": "more",
                    "type": "long_text",
                    "label": "Anything else we should know?",
                    "required": False,
                    "max_length": 1000,
                },
            ],
        },
        {
            "code": "photo",
            "title": "Add a photo",
            "questions": [{"code": "photo", "type": "photo", "label": "Add a photo", "required": False}],
        },
        _ABOUT_YOU,
    ]
}

FLY_TIPPING_FORM: dict[str, Any] = {
    "pages": [
        {
            "code": "where",
            "title": "Where is the rubbish?",
            "questions": [{"code": "where", "type": "place", "label": "Where is the rubbish?"}],
        },
        {
            "code": "what",
            "title": "What was dumped?",
            "questions": [
                {
                    "code": "kinds",
                    "type": "choices",
                    "label": "What was dumped?",
                    "options": [
                        {"code": "bags", "label": "Bags"},
                        {"code": "furniture", "label": "Furniture"},
                        {"code": "chemicals", "label": "Chemicals or asbestos"},
                    ],
                },
                {
                    "code": "barrels",
                    "type": "number",
                    "label": "How many containers?",
                    "minimum": 1,
                    "maximum": 500,
                    "show_if": {"question": "kinds", "includes": "chemicals"},
                },
                {"code": "seen", "type": "date", "label": "When did you see it?", "required": False},
            ],
        },
        _ABOUT_YOU,
    ]
}

MISSED_BIN_FORM: dict[str, Any] = {
    "pages": [
        {
            "code": "address",
            "title": "Which address is it?",
            "questions": [{"code": "address", "type": "address", "label": "Which address is it?"}],
        },
        {
            "code": "bin",
            "title": "Which bin did we miss?",
            "questions": [
                {
                    "code": "bin",
                    "type": "choice",
                    "label": "Which bin did we miss?",
                    "options": [
                        {"code": "rubbish", "label": "Rubbish"},
                        {"code": "recycling", "label": "Recycling"},
                        {"code": "garden", "label": "Garden waste"},
                    ],
                }
            ],
        },
        _ABOUT_YOU,
    ]
}

SOMETHING_ELSE_FORM: dict[str, Any] = {
    "pages": [
        {
            "code": "question",
            "title": "What do you want to ask or tell us?",
            "questions": [
                {"code": "question", "type": "long_text", "label": "What do you want to ask or tell us?"}
            ],
        },
        {
            "code": "about_you",
            "title": "Where can we send the answer?",
            "questions": [
                {"code": "name", "type": "full_name", "label": "Full name"},
                {"code": "email", "type": "email", "label": "E-mail address"},
            ],
        },
    ]
}


def _square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _area(
    code: str, kind: AreaKind, name: str, west: float, south: float, east: float, north: float
) -> AreaDetails:
    return AreaDetails(code, kind, name, _square(west, south, east, north))


def _road(code: str, layer: str, name: str, body: str, lat: float, west: float, east: float) -> AssetDetails:
    line = {"type": "LineString", "coordinates": [[west, lat], [east, lat]]}
    return AssetDetails(code, layer, name, body, line)
