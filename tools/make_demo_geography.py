"""Draw the geography of the demo council again: areas, assets, addresses and streets of its pack.

For developers: `.venv/bin/python tools/make_demo_geography.py`. The same seed draws the same county. What it
writes is committed; council.yaml, bodies.yaml, teams.yaml and the services beside it are written by hand.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import shapely
from demo_geography import addresses, areas, mesh, roads, sites, streets
from demo_geography.plan import DISTRICTS, WAYS_OUT, Settlement, lonlat, to_degrees
from demo_geography.roads import Road
from shapely.ops import substring

PACK = Path(__file__).parent.parent / "src/frontdoor/packs/demo"
Feature = dict[str, Any]
_FIRST_USRN = 99_910_001
_PARISHES_WITH_LIGHTS = 8
_ADDRESS_COLUMNS = (
    "uprn", "organisation", "building", "street", "locality", "town", "postcode", "latitude", "longitude",
    "district_code",
)  # fmt: skip


def main() -> int:
    """Write every generated file of the pack."""
    places = areas.settlements()
    cells = mesh.make(places)
    drawn = areas.draw(cells, places)
    through = roads.network(places) + roads.ways_out(places)
    local, parks = streets.build(places, through)
    public = through + local
    private = sites.drives(through)
    barred = shapely.union_all(
        [roads.water(), *(park.shape for park in parks), *(site.shape for site in sites.SITES)]
    )
    found, used = addresses.build(places, public + private, barred)
    shapes = {area.code: area.shape(cells) for area in drawn if area.kind == "district"}
    district = _district_of(places, shapes)
    lit = _parish_lights(places)

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PACK
    (target / "assets").mkdir(parents=True, exist_ok=True)
    _geojson(target / "areas.geojson", [_area(area, cells) for area in drawn])
    _geojson(target / "assets/roads.geojson", [f for n, road in enumerate(public) for f in _road(n, road)])
    _geojson(
        target / "assets/trunk_roads.geojson",
        [
            _feature(
                road.line,
                f"T{n:02}",
                road.name,
                "national-roads",
                **{"class": "trunk", "number": road.number},
            )
            for n, road in enumerate(roads.trunk(), 1)
        ],
    )
    _geojson(target / "assets/private_land.geojson", _private(private))
    _geojson(
        target / "assets/parks.geojson",
        [_feature(park.shape, f"P{n:03}", park.name, district[park.town]) for n, park in enumerate(parks, 1)],
    )
    _geojson(
        target / "assets/rivers.geojson",
        [
            _feature(shape, f"W{n}", name, "rivers-agency")
            for n, (name, shape) in enumerate(roads.rivers().items(), 1)
        ],
    )
    _geojson(target / "assets/street_lights.geojson", _lights(public + private, used, lit))
    _write_addresses(target / "addresses.csv", found, shapes)
    _write_streets(target / "streets.csv", public)
    for path in sorted([*target.glob("*.geojson"), *target.glob("assets/*"), *target.glob("*.csv")]):
        sys.stdout.write(f"{path.relative_to(target)}  {path.stat().st_size:,} bytes\n")
    return 0


def _feature(shape: shapely.Geometry, code: str, name: str, body: str, **more: object) -> Feature:
    properties = {"code": code, "name": name, "body": body, **{k: v for k, v in more.items() if v}}
    return {"type": "Feature", "properties": properties, "geometry": _geometry(to_degrees(shape))}


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """GeoJSON as RFC 7946 has it: outer rings run against the clock. Doubled points go."""
    if shape.geom_type != "Point":
        shape = shapely.remove_repeated_points(shape)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(shape)))
    return geometry


def _area(area: areas.Area, cells: mesh.Mesh) -> Feature:
    properties = {"kind": area.kind, "code": area.code, "name": area.name}
    return {"type": "Feature", "properties": properties, "geometry": _geometry(area.shape(cells))}


def _road(number: int, road: Road) -> list[Feature]:
    code = str(_FIRST_USRN + number)
    facts = {"class": road.kind, "number": road.number}
    if road.name == f"{WAYS_OUT[0][2]} Road" and road.kind == "a":
        # the last length of one road over the border belongs to the neighbours, though it begins on our side
        ours, theirs = (
            substring(road.line, 0, 0.6, normalized=True),
            substring(road.line, 0.6, 1, normalized=True),
        )
        return [
            _feature(ours, code, road.name, "council", **facts),
            _feature(theirs, f"{code}-B", f"{road.name} (border bridge)", "fellmoor", **facts),
        ]
    return [_feature(road.line, code, road.name, "council", **facts)]


def _private(drives: list[Road]) -> list[Feature]:
    features = [
        _feature(site.shape, f"L{n:02}", site.name, site.owner) for n, site in enumerate(sites.SITES, 1)
    ]
    return features + [
        _feature(road.line, f"L{n:02}-R", road.name, str(road.facts["owner"]), **{"class": "private"})
        for n, road in enumerate(drives, 1)
    ]


def _parish_lights(places: list[Settlement]) -> set[str]:
    """The largest villages look after their own lights."""
    villages = sorted((place for place in places if not place.town), key=lambda place: -place.people)
    return {place.name for place in villages[:_PARISHES_WITH_LIGHTS]}


def _lights(all_roads: list[Road], used: set[int], parishes: set[str]) -> list[Feature]:
    features = []
    for n, (number, spot) in enumerate(addresses.lamp_posts(all_roads, used), 1):
        road = all_roads[number]
        owner = f"parish-{road.town.lower().replace(' ', '-')}" if road.town in parishes else "council"
        features.append(_feature(shapely.Point(spot), f"SL{n:05}", f"Street light {n}, {road.name}", owner))
    return features


def _district_of(places: list[Settlement], shapes: dict[str, shapely.Geometry]) -> dict[str, str]:
    """The district's slug, which is its body's code, for each place."""
    slugs = {district.code: district.slug for district in DISTRICTS}
    return {place.name: slugs[_around(shapes, place.x, place.y)] for place in places}


def _around(shapes: dict[str, shapely.Geometry], x: float, y: float) -> str:
    """The code of the area around a point."""
    point = shapely.Point(lonlat([[x, y]])[0])
    return next(code for code, shape in shapes.items() if shape.contains(point))


def _geojson(path: Path, features: list[Feature]) -> None:
    """One feature a line, so that a change to one is one line of a diff."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def _write_addresses(
    path: Path, found: list[addresses.Address], districts: dict[str, shapely.Geometry]
) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_ADDRESS_COLUMNS)
        for a in found:
            ((long, lat),) = lonlat([[a.x, a.y]]).tolist()
            place = (a.organisation, a.building, a.street, a.locality, a.town, a.postcode)
            writer.writerow([a.uprn, *place, f"{lat:.6f}", f"{long:.6f}", _around(districts, a.x, a.y)])


def _write_streets(path: Path, public: list[Road]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["usrn", "name", "town", "latitude", "longitude"])
        for n, road in enumerate(public):
            middle = road.line.interpolate(0.5, normalized=True)
            ((long, lat),) = lonlat([[middle.x, middle.y]]).tolist()
            writer.writerow([_FIRST_USRN + n, road.name, road.town, f"{lat:.6f}", f"{long:.6f}"])


if __name__ == "__main__":
    sys.exit(main())
