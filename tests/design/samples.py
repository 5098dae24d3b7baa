"""What the gallery's pages are filled with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from frontdoor.design.types import (
    Card,
    Cell,
    Column,
    Entry,
    Error,
    Field,
    Link,
    MapView,
    Option,
    Paging,
    Row,
    Tag,
    errors_of,
)


@dataclass(frozen=True)
class Council:
    name: str = "Westmarch County Council"
    phone: str = "01632 960 123"
    email: str = "help@westmarch.example"
    website: str = "https://westmarch.example"
    colour: str = ""


COUNCIL = Council()


@dataclass(frozen=True)
class Person:
    name: str = ""
    role_name: str = ""
    is_authenticated: bool = False


OFFICER = Person("Asha Bramley", "Highways officer", is_authenticated=True)
PAGES = (
    "home",
    "question",
    "problem",
    "place",
    "answers",
    "done",
    "case",
    "queue",
    "desk_case",
    "desk_empty",
    "bare",
)
DESK = ("queue", "desk_case", "desk_empty")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def _options() -> tuple[Option, ...]:
    return (
        Option("road", "On the road"),
        Option("pavement", "On the pavement", hint="Also tell us if a wheelchair cannot pass"),
        Option(divider="or"),
        Option("other", "Somewhere else", exclusive=True),
    )


def fields(error: str = "") -> list[Field]:
    return [
        Field(
            "where",
            "Where is the pothole?",
            "radios",
            "pavement",
            "Choose one.",
            error,
            _options(),
            heading=True,
        ),
        Field(
            "more",
            "What is it like?",
            "textarea",
            "About as wide as a dustbin lid.\n\n  Deep.",
            error=error,
            max_length=500,
        ),
        Field("plain", "Anything else?", "textarea", "", rows=3),
        Field("danger", "Is somebody in danger now?", "yes_no", "", error=error),
        Field(
            "seen",
            "When did you first see it?",
            "date",
            {"day": "3", "month": "11", "year": "2026"},
            error=error,
        ),
        Field(
            "hurt", "What has it done?", "checkboxes", ("road",), "Choose all that apply.", error, _options()
        ),
        Field("name", "Your name", value="Bronwen Ŵynne-O'Hara", error=error, autocomplete="name"),
        Field("email", "Email address", "email", hint="We only use it to tell you what happens", error=error),
        Field("phone", "Phone number", "phone", "07700 900 123", error=error),
        Field("postcode", "Postcode", "postcode", error=error),
        Field("count", "How many bags?", "number", "4", error=error, suffix="bags"),
        Field(
            "ward", "Ward", "select", "b", error=error, options=(Option("a", "Abbey"), Option("b", "Bridge"))
        ),
        Field("photo", "Add a photo", "photo", hint="JPEG, PNG or HEIC, up to 10 MB", error=error),
        Field("password", "Password", "password", error=error),
    ]


def entries() -> list[Entry]:
    return [
        Entry(
            "Repaired",
            at(20, 14),
            "Highways team",
            "We filled it.\nPlease tell us if it opens again.",
            tone="good",
        ),
        Entry("Note", at(19, 9, 30), "Asha Bramley", "Same spot as in May.", private=True, tone="quiet"),
        Entry(
            "You wrote to us",
            at(18, 0),
            "",
            "It is getting deeper.\n\nA cyclist fell.",
            quoted=True,
            links=(Link("See the photo", "#photo", about="of 18 November"),),
        ),
        Entry(
            "Assessed",
            at(17, 12),
            "Asha Bramley",
            "A repair is ordered.",
            tag=Tag("Within 5 working days", "good"),
        ),
        Entry("Overdue", at(16, 8), tone="bad"),
        Entry("We got your report", at(13, 16, 36), tone="neutral"),
    ]


TONES = ("neutral", "info", "progress", "good", "warning", "bad", "quiet")


def _queue() -> dict[str, Any]:
    statuses = [
        Tag("Open", "info"),
        Tag("In progress", "progress"),
        Tag("Overdue", "bad"),
        Tag("Due today", "warning"),
    ]
    return {
        "columns": [
            Column("Case", href="?sort=reference"),
            Column("Where"),
            Column("Status"),
            Column("Due", href="?sort=due", sorted="ascending"),
            Column("Reports", numeric=True),
            Column("Choose", hidden=True),
        ],
        "rows": [
            [
                Cell(f"FD-3184-{4200 + n}-57", href="#case", detail="Pothole"),
                Cell("Mill Lane, Great Harrow", detail="Harrow North"),
                Cell(tag=statuses[n % 4]),
                Cell(at=at(17 + n, 17)),
                Cell(str(n + 1), numeric=True),
                Cell("Take it", href="#take"),
            ]
            for n in range(6)
        ],
        "paging": Paging("?before=1", "?after=2", "Cases 26 to 50 of about 1,200"),
        "sub_navigation": [
            Link("Mine", "#mine", current=True, count=12),
            Link("My team", "#team", count=140),
            Link("Unassigned", "#unassigned", count=1204),
            Link("Overdue", "#overdue", count=0),
        ],
        "chosen": [Link("Potholes", "#nofilter")],
        "filters": [f for f in fields() if f.name in {"ward", "hurt", "seen", "name"}],
    }


def context(name: str, council: Council | None) -> dict[str, Any]:
    """What a view would hand to the page."""
    given: dict[str, Any] = {
        "council": council,
        "user": OFFICER if name in DESK else Person(),
        "csrf_input": "",
        "csp_nonce": "",
        "tones": [Tag(f"Tone {tone}", tone) for tone in TONES],
        "entries": entries(),
        "fields": fields(),
        "rows": [
            Row("Where", "Mill Lane, Great Harrow", (Link("Change", "#where"),)),
            Row(
                "What",
                "About as wide as a dustbin lid.\nDeep.",
                (Link("Change", "#what"), Link("Remove", "#x")),
            ),
            Row("Photo", "A pothole beside a drain", image="/photo.svg"),
            Row("Email", "bronwen@" + "very-long-name-" * 4 + ".example", (Link("Change", "#email"),)),
        ],
        "cards": [
            Card("Report a pothole", "#pothole", "On a road or pavement in Westmarch."),
            Card("Report fly-tipping", "#fly", "Rubbish dumped where it should not be."),
            Card("Report a missed bin", "#bin"),
            Card("Something else", "#else", "Ask us, or tell us about another problem."),
        ],
        "place": MapView(
            (54.05, -1.95),
            zoom=16,
            bounds=(53.9, -2.2, 54.2, -1.7),
            attribution="Westmarch County Council",
            layers=(("park", "/parks.json"), ("road", "/roads.json?box={bbox}")),
            reports="/reports.json",
            label="Map of Westmarch",
        ),
        "spot": MapView(
            (54.05, -1.95), layers=(("road", "/roads.json"),), latitude="54.05", longitude="-1.95"
        ),
    }
    if name == "problem":
        given["fields"] = fields("Enter the street, such as Mill Lane")
        given["errors"] = [*errors_of(given["fields"]), Error("The page was open too long. Send it again")]
    if name == "queue":
        given |= _queue()
    return given


ROADS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Mill Lane"},
            "geometry": {
                "type": "LineString",
                "coordinates": [[-1.96, 54.05], [-1.95, 54.0501], [-1.94, 54.052]],
            },
        },
        {
            "type": "Feature",
            "properties": {"name": "A991", "trunk": True},
            "geometry": {
                "type": "MultiLineString",
                "coordinates": [[[-1.953, 54.04], [-1.9535, 54.05], [-1.955, 54.06]]],
            },
        },
    ],
}
PARKS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Abbey Park"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[-1.949, 54.051], [-1.945, 54.051], [-1.945, 54.053], [-1.949, 54.051]]],
            },
        }
    ],
}
REPORTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "title": "Pothole, reported 3 November 2026",
                "status": "Open",
                "href": "/follow/1",
            },
            "geometry": {"type": "Point", "coordinates": [-1.9485, 54.0495]},
        }
    ],
}
PHOTO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200">'
    '<rect width="320" height="200" fill="#8a9a94"/></svg>'
)
