"""What must hold for the places of a pack: shapes that are shapes, owners that exist, points in the area."""

import math
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from frontdoor.cli.council.reading import MOST_FAULTS, Files, Table
from frontdoor.cli.council.source import Pointer, Source, shown

_LEVELS = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_SURFACES = ("Polygon", "MultiPolygon")
_MARGIN = 0.2  # degrees, some 20 km: roads cross borders
_MOST_POSITIONS = 2_000_000


def inside(bounds: Mapping[str, float], long: float, lat: float, *, margin: float = _MARGIN) -> bool:
    """Does the point lie in the rectangle, or within the margin of it?"""
    return (
        bounds["west"] - margin <= long <= bounds["east"] + margin
        and bounds["south"] - margin <= lat <= bounds["north"] + margin
    )


def areas(files: Files) -> None:
    """Each area is a sound surface with a code of its own; a county says what is inside."""
    if files.areas is None:
        return
    _features(files, files.areas, _SURFACES, set())
    features = files.areas.data["features"]
    if not any(feature["properties"]["kind"] == "county" for feature in features):
        files.areas.fault((), 'there is no feature of kind "county"; add the outline of the whole area')


def assets(files: Files) -> None:
    """Each asset is a sound shape with a code of its own over all layers, and its owner is in bodies.yaml."""
    seen: set[str] = set()
    owners = {body["code"] for body in files.bodies.data["bodies"]} if files.bodies else None
    for source in files.assets.values():
        _features(files, source, tuple(_LEVELS), seen)
        for number, feature in enumerate(source.data["features"]):
            owner = feature["properties"]["body"]
            if owners is not None and owner not in owners and len(source.faults) < MOST_FAULTS:
                source.fault(
                    ("features", number, "properties", "body"),
                    f'there is no body "{shown(owner)}" in bodies.yaml; add it there or name another',
                )


def addresses(files: Files) -> None:
    """Each address is known once, lies in the area and names a district."""
    table = files.addresses
    if table is None:
        return
    districts = (
        {
            f["properties"]["code"]
            for f in files.areas.data["features"]
            if f["properties"]["kind"] == "district"
        }
        if files.areas
        else None
    )
    _points(files, table, "uprn")
    for line, row in table.rows:
        if districts is not None and row["district_code"] not in districts:
            known = ", ".join(sorted(districts)[:20]) or "none"
            table.fault(
                line,
                "district_code",
                f'there is no district "{shown(row["district_code"])}" in areas.geojson; districts are {known}',
            )
        if len(address_text(row)) > 300:
            table.fault(line, "street", "the address is longer than 300 characters; shorten it")
        if len(table.faults) > MOST_FAULTS:
            return


def streets(files: Files) -> None:
    """Each street is known once and lies in the area."""
    if files.streets is not None:
        _points(files, files.streets, "usrn")


def address_text(row: Mapping[str, str]) -> str:
    """The address on one line, without its postcode: a number stands before its street, a name before a comma."""
    building, street = row["building"], row["street"]
    numbered = bool(building) and building.split()[-1][0].isdigit()
    first = f"{building} {street}" if numbered and street else building
    parts = [row["organisation"], first, "" if numbered else street, row["locality"], row["town"]]
    return ", ".join(part for part in parts if part)


def _points(files: Files, table: Table, key: str) -> None:
    seen: dict[str, int] = {}
    bounds = files.council.data["bounds"] if files.council else None
    for line, row in table.rows:
        if row[key] in seen:
            table.fault(line, key, f"{row[key]} is in line {seen[row[key]]} already; each is different")
        seen[row[key]] = line
        if bounds and not inside(bounds, float(row["longitude"]), float(row["latitude"])):
            table.fault(line, "latitude", _OUTSIDE)
        if len(table.faults) > MOST_FAULTS:
            return


_OUTSIDE = "this lies outside the bounds in council.yaml; are latitude and longitude the wrong way round?"


def _features(files: Files, source: Source, kinds: tuple[str, ...], seen: set[str]) -> None:
    bounds = files.council.data["bounds"] if files.council else None
    for number, feature in enumerate(source.data["features"]):
        code = feature["properties"]["code"]
        if code in seen:
            source.fault(
                ("features", number, "properties", "code"),
                f'"{shown(code)}" is here twice; each is different',
            )
        seen.add(code)
        wrong = _wrong_shape(feature.get("geometry"), kinds, bounds)
        if wrong:
            place: Pointer = ("features", number, "geometry")
            source.fault(place, wrong)
        if len(source.faults) > MOST_FAULTS:
            return


def _wrong_shape(geometry: Any, kinds: tuple[str, ...], bounds: Mapping[str, float] | None) -> str:
    """A sentence about what is wrong with a GeoJSON geometry, or nothing."""
    if not isinstance(geometry, dict) or geometry.get("type") not in kinds:
        return f"give a geometry of type {', '.join(kinds)}"
    kind = geometry["type"]
    flat: list[Any] = [geometry.get("coordinates")]
    for _ in range(_LEVELS[kind]):
        if not all(isinstance(part, list) and part for part in flat):
            return f"the coordinates of a {kind} are lists inside lists, as RFC 7946 says, and none is empty"
        flat = [piece for part in flat for piece in part]
        if len(flat) > _MOST_POSITIONS:
            return f"this shape has more than {_MOST_POSITIONS:,} points; simplify it"
    for position in flat:
        if not _is_position(position):
            return "each point is two numbers, longitude and latitude"
        if bounds and not inside(bounds, position[0], position[1]):
            return _OUTSIDE
    try:
        drawn = shape(geometry)
    except (ShapelyError, ValueError, TypeError) as error:
        return f"this is no {kind}: {shown(error, 100)}"
    if drawn.is_empty:
        return "this shape is empty; give it points"
    if not drawn.is_valid:
        return f"this shape is not sound: {shown(shapely.is_valid_reason(drawn), 100)}; draw it again"
    return ""


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) in (2, 3)
        and all(isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in position)
    )
