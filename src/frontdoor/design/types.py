"""What presenters hand to the page components. Plain data: no HTML, nothing to look up.

Every text here is escaped on the page, so what a resident typed may be given as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

FieldKind = Literal[
    "text",
    "textarea",
    "email",
    "phone",
    "postcode",
    "number",
    "password",
    "radios",
    "checkboxes",
    "yes_no",
    "select",
    "date",
    "file",
    "photo",
]

Tone = Literal["neutral", "info", "progress", "good", "warning", "bad", "quiet"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of radios, checkboxes or a select. A divider ("or") has only `divider`."""

    value: str = ""
    text: str = ""
    hint: str = ""
    divider: str = ""
    exclusive: bool = False  # checkboxes: "none of these" clears the others


@dataclass(frozen=True, slots=True)
class Field:
    """A question as it stands on the page: what is asked, what was answered, what is wrong with it.

    `value` is the text typed; for checkboxes the values chosen; for a date a mapping with the keys
    day, month and year, as typed. `error` is one sentence that says how to put it right.
    `heading` makes the label the page's h1: use it where a page asks one thing.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: str | Sequence[str] | Mapping[str, str] = ""
    hint: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    heading: bool = False
    inline: bool = False
    small: bool = False  # smaller radios and checkboxes, for filters and the desk
    autocomplete: str = ""
    width: Literal["", "2", "3", "4", "5", "10", "20", "30"] = ""  # in characters; empty is full width
    rows: int = 6
    max_length: int | None = None  # shows how many characters are left; the server checks
    prefix: str = ""
    suffix: str = ""
    multiple: bool = False
    accept: str = ""  # files: as the HTML attribute
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Error:
    """One line of the error summary; `href` goes to the field at fault, "" where there is none."""

    text: str
    href: str = ""


def errors_of(fields: Sequence[Field]) -> list[Error]:
    """The error summary of a page: one line for each field at fault, in page order."""
    return [Error(f.error, f"#{anchor(f)}") for f in fields if f.error]


def anchor(asked: Field) -> str:
    """The id an error links to: the first input that a keyboard can reach."""
    return f"{asked.name}-day" if asked.kind == "date" else asked.name


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `about` is read out after the text, so that ten "Change" links are told apart."""

    text: str
    href: str
    about: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a summary list: question and answer. The answer keeps its line breaks."""

    key: str
    value: str = ""
    links: Sequence[Link] = ()
    href: str = ""  # makes the answer itself a link
    image: str = ""  # address of a picture, with `value` as its text alternative


@dataclass(frozen=True, slots=True)
class Tag:
    """A status in words; the tone only adds colour."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline, newest or oldest first as given."""

    title: str
    at: datetime
    by: str = ""
    text: str = ""
    tag: Tag | None = None
    links: Sequence[Link] = ()
    tone: Tone = "neutral"
    private: bool = False  # desk: the customer does not see it
    quoted: bool = False  # the text is somebody's own words


@dataclass(frozen=True, slots=True)
class Paging:
    """Keyset paging: addresses of the neighbouring pages, "" where there is none."""

    previous: str = ""
    next: str = ""
    summary: str = ""  # "Cases 26 to 50 of about 1,200"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `at` prints a moment; `href` makes it a link; `tag` prints a status."""

    text: str = ""
    href: str = ""
    tag: Tag | None = None
    at: datetime | None = None
    detail: str = ""  # a second, quieter line
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a table column. `href` sorts by it; `sorted` is how it is sorted now."""

    text: str
    numeric: bool = False
    href: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    hidden: bool = False  # the heading is only read out


@dataclass(frozen=True, slots=True)
class Card:
    """A service or a task on a landing page."""

    title: str
    href: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """What the map shows and the two inputs it fills. Latitude and longitude in degrees (WGS 84).

    `layers` are addresses of GeoJSON in drawing order, by the look they get: boundary, park, road,
    trunk, building, light, ward. `reports` is an address of GeoJSON points with the properties
    title, href and status.
    """

    centre: tuple[float, float]  # latitude, longitude
    latitude_name: str = "latitude"
    longitude_name: str = "longitude"
    latitude: str = ""
    longitude: str = ""
    zoom: int = 13
    bounds: tuple[float, float, float, float] | None = None  # south, west, north, east: never leave it
    layers: Sequence[tuple[str, str]] = ()  # (look, address)
    reports: str = ""
    tiles: str = ""  # e.g. /tiles/{z}/{x}/{y}.png
    attribution: str = ""
    label: str = "Map"
