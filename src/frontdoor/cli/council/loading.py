"""From a checked pack to the rows of each context, in one transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from frontdoor.accounts import operations as accounts
from frontdoor.accounts.types import Role, StaffMember
from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack, ResponsibilityRule, ServiceDetails, Standard
from frontdoor.cli.council.places import address_text
from frontdoor.cli.council.reading import Files
from frontdoor.core import audit
from frontdoor.core.actors import Actor
from frontdoor.core.clocks import Limit, Unit
from frontdoor.core.loading import Loaded
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import TemplateDetails
from frontdoor.organisation import operations as organisation
from frontdoor.organisation.types import (
    AddressDetails,
    AreaDetails,
    AreaKind,
    AssetDetails,
    BodyDetails,
    ClosedDay,
    CouncilDetails,
    Handoff,
    OrganisationPack,
    StreetDetails,
    TeamDetails,
)

Row = Mapping[str, Any]


def load(files: Files, *, by: Actor, at: datetime) -> dict[str, Loaded]:
    """Bring the database in line with a pack that has no faults. Says for each part what changed."""
    with audit.transaction():
        done = {"staff": accounts.load(staff(files), by=by, at=at)}
        done |= organisation.load(organisation_pack(files), by=by, at=at)
        done |= catalogue.load(catalogue_pack(files), by=by, at=at)
        done["templates"] = notifications.load(templates(files), by=by, at=at)
        if done["staff"]:
            organisation.pack_changed(at=at)
    return done


def staff(files: Files) -> list[StaffMember]:
    """The people of teams.yaml. Those of a demonstration council have its password."""
    data = _data(files.teams)
    secret = data.get("demonstration_password", "")
    return [
        StaffMember(person["email"], person["name"], Role(person["role"]), secret) for person in data["staff"]
    ]


def organisation_pack(files: Files) -> OrganisationPack:
    """The council, its bodies, teams and places."""
    return OrganisationPack(
        council=_council(_data(files.council)),
        bodies=tuple(_body(row) for row in _data(files.bodies)["bodies"]),
        teams=_teams(_data(files.teams)),
        areas=tuple(
            AreaDetails(p["code"], AreaKind(p["kind"]), p["name"], geometry)
            for p, geometry in _features(_data(files.areas))
        ),
        assets=tuple(_asset(layer, p, g) for layer, s in files.assets.items() for p, g in _features(s.data)),
        addresses=tuple(_address(row) for _, row in files.addresses.rows) if files.addresses else (),
        streets=tuple(_street(row) for _, row in files.streets.rows) if files.streets else (),
        closed_days=_closed_days(_data(files.calendar)),
    )


def catalogue_pack(files: Files) -> CataloguePack:
    """The services with their forms."""
    return CataloguePack(tuple(_service(source.data) for source in files.services.values()))


def templates(files: Files) -> list[TemplateDetails]:
    """The wording of messages."""
    return [
        TemplateDetails(row["code"], row["channel"], row["subject"], row["body"])
        for row in (source.data for source in files.templates.values())
    ]


def _data(source: Any) -> Any:
    if source is None:
        raise ValueError("a pack with faults cannot be loaded")
    return source.data


def _council(row: Row) -> CouncilDetails:
    bounds = row["bounds"]
    return CouncilDetails(
        name=row["name"],
        short_name=row["short_name"],
        nation=row["nation"],
        address=row["address"].strip(),
        phone=row["phone"],
        email=row["email"],
        website=row["website"],
        opening_hours=tuple(row["opening_hours"]),
        emergency=row["emergency"].strip(),
        colour=row["colour"],
        population=int(row["population"]),
        centre_lat=float(row["centre"]["latitude"]),
        centre_long=float(row["centre"]["longitude"]),
        bounds=(float(bounds["west"]), float(bounds["south"]), float(bounds["east"]), float(bounds["north"])),
        demonstration=row.get("demonstration", False),
        tiles=row.get("tiles", ""),
    )


def _body(row: Row) -> BodyDetails:
    return BodyDetails(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        handoff=Handoff(row["handoff"]),
        explanation=row["explanation"].strip(),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        web=row.get("web", ""),
    )


def _teams(data: Row) -> tuple[TeamDetails, ...]:
    found = []
    for row in data["teams"]:
        leader = row["leader"].lower()
        members = {p["email"].lower() for p in data["staff"] if row["code"] in p.get("teams", [])} | {leader}
        found.append(
            TeamDetails(row["code"], row["name"], row.get("email", ""), tuple(sorted(members)), (leader,))
        )
    return tuple(found)


def _features(data: Row) -> list[tuple[Row, Row]]:
    return [(feature["properties"], feature["geometry"]) for feature in data["features"]]


def _asset(layer: str, row: Row, geometry: Row) -> AssetDetails:
    more = {name: row[name] for name in ("class", "number") if name in row}
    return AssetDetails(row["code"], layer, row["name"], row["body"], geometry, more)


def _address(row: Mapping[str, str]) -> AddressDetails:
    return AddressDetails(
        uprn=int(row["uprn"]),
        text=address_text(row),
        postcode=row["postcode"],
        lat=float(row["latitude"]),
        long=float(row["longitude"]),
        district=row["district_code"],
    )


def _street(row: Mapping[str, str]) -> StreetDetails:
    return StreetDetails(
        int(row["usrn"]), row["name"], row["town"], float(row["latitude"]), float(row["longitude"])
    )


def _closed_days(data: Row) -> tuple[ClosedDay, ...]:
    rows = [*data.get("proclaimed", []), *data.get("closing_days", [])]
    return tuple(
        ClosedDay(data["bank_holidays"], date.fromisoformat(row["day"]), row["name"]) for row in rows
    )


def _service(row: Row) -> ServiceDetails:
    standard, rule = row["standard"], row.get("responsibility", {})
    return ServiceDetails(
        code=row["code"],
        name=row["name"],
        group=row["group"],
        summary=row["summary"],
        page=row["page"].strip(),
        team=row["team"],
        standard=Standard(
            standard["promise"], standard["clock"], Limit(int(standard["amount"]), Unit(standard["unit"]))
        ),
        form=row["form"],
        lgsl=int(row["lgsl"]) if "lgsl" in row else None,
        keywords=tuple(row.get("keywords", [])),
        channels=tuple(row["channels"]),
        public_reports=row["public_reports"],
        restricted=row.get("restricted", False),
        responsibility=ResponsibilityRule(
            tuple(rule.get("layers", [])),
            float(rule.get("within_metres", ResponsibilityRule().within_metres)),
            rule.get("when"),
        ),
    )
