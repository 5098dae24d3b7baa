"""The council and what it looks after, as a pack delivers it and as other rooms read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class AreaKind(StrEnum):
    COUNTY = "county"
    DISTRICT = "district"
    DIVISION = "division"
    WARD = "ward"
    PARISH = "parish"


class Handoff(StrEnum):
    """What we do with something that is another body's: tell people where to go, or pass it on for them."""

    OURS = "ours"
    SIGNPOST = "signpost"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class CouncilDetails:
    """Names and ways to reach the council. `opening_hours` are lines of text."""

    name: str
    short_name: str
    nation: str
    address: str
    phone: str
    email: str
    website: str
    opening_hours: tuple[str, ...]
    emergency: str
    colour: str
    population: int
    centre_lat: float
    centre_long: float
    bounds: tuple[float, float, float, float]  # west, south, east, north in degrees
    demonstration: bool = False
    tiles: str = ""  # a tile URL template for the map's background, where the council has one


@dataclass(frozen=True, slots=True)
class BodyDetails:
    """Somebody responsible for something: the council, a district, a road agency, a parish."""

    code: str
    name: str
    kind: str
    handoff: Handoff
    explanation: str
    phone: str = ""
    email: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class TeamDetails:
    """A team; `members` are e-mail addresses of staff, `leaders` those of them who lead it."""

    code: str
    name: str
    email: str
    members: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaDetails:
    """A district, division, ward or parish; `geometry` is GeoJSON in WGS84."""

    code: str
    kind: AreaKind
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AssetDetails:
    """Something on the map with an owner: a road, a street light, a park."""

    code: str
    layer: str
    name: str
    body: str
    geometry: Mapping[str, Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddressDetails:
    uprn: int
    text: str  # the lines before the postcode, joined by ", "
    postcode: str
    lat: float
    long: float
    district: str


@dataclass(frozen=True, slots=True)
class StreetDetails:
    usrn: int
    name: str
    town: str
    lat: float
    long: float


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that is no working day in one calendar, and why."""

    calendar: str
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class OrganisationPack:
    """Everything of a council pack that this context keeps."""

    council: CouncilDetails
    bodies: tuple[BodyDetails, ...]
    teams: tuple[TeamDetails, ...]
    areas: tuple[AreaDetails, ...]
    assets: tuple[AssetDetails, ...]
    addresses: tuple[AddressDetails, ...]
    streets: tuple[StreetDetails, ...]
    closed_days: tuple[ClosedDay, ...]


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas a point lies in, by kind: their ids. Empty outside the council's area."""

    ids: Mapping[AreaKind, int]

    @property
    def inside(self) -> bool:
        return AreaKind.COUNTY in self.ids


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who looks after a place, and which asset says so (None where no asset is near enough)."""

    body_id: int
    body_name: str
    handoff: Handoff
    explanation: str
    asset_id: int | None = None
    asset_name: str = ""
    body_email: str = ""

    @property
    def ours(self) -> bool:
        return self.handoff is Handoff.OURS
