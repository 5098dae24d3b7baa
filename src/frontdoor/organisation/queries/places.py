"""What lies where: areas and assets, held in memory as trees of shapes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shapely import STRtree, prepare, transform
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from frontdoor.core.geography import EARTH_METRES, Point
from frontdoor.organisation.models import Area, Asset, Body
from frontdoor.organisation.queries.council import kept
from frontdoor.organisation.types import AreaKind, Areas, Handoff, Responsibility

_METRES_PER_DEGREE = math.radians(1) * EARTH_METRES


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Rows with their shapes in a tree, in a plane whose unit is about a metre."""

    tree: STRtree
    shapes: list[BaseGeometry]
    rows: list[Any]
    squeeze: float  # a degree of longitude is shorter than one of latitude by this factor

    def at(self, point: Point) -> list[Any]:
        """The rows whose shape covers the point."""
        return [self.rows[i] for i in self.tree.query(self._plane(point), predicate="intersects")]

    def nearest(self, point: Point, *, within_metres: float) -> tuple[Any, float] | None:
        """The nearest row and its distance in metres, if there is one within that distance."""
        here = self._plane(point)
        found = self.tree.query_nearest(
            here, max_distance=within_metres, return_distance=True, all_matches=False
        )
        if not len(found[0]):
            return None
        return self.rows[found[0][0]], float(found[1][0])

    def _plane(self, point: Point) -> ShapelyPoint:
        return ShapelyPoint(point.long * _METRES_PER_DEGREE * self.squeeze, point.lat * _METRES_PER_DEGREE)


def areas_at(point: Point) -> Areas:
    """The areas of each kind the point lies in. On a shared border the first by code counts."""
    found = sorted(kept("areas", _areas).at(point), key=lambda area: str(area.code), reverse=True)
    return Areas({AreaKind(area.kind): area.pk for area in found})


def area_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of areas by id."""
    names: dict[int, str] = kept("area_names", lambda: dict(Area.objects.values_list("id", "name")))
    return {area_id: names[area_id] for area_id in ids if area_id in names}


def asset_name(asset_id: int) -> str:
    """What an asset is called, such as the road a place is on; "" where it has no name."""
    names: dict[int, str] = kept("asset_names", lambda: dict(Asset.objects.values_list("id", "name")))
    return names.get(asset_id, "")


def areas_of_kind(kind: AreaKind) -> list[tuple[int, str]]:
    """Ids and names of the areas of one kind, by name."""
    return kept(
        f"areas:{kind}",
        lambda: list(
            Area.objects.filter(kind=kind, withdrawn_at=None).order_by("name").values_list("id", "name")
        ),
    )


def responsible(point: Point, *, layers: Sequence[str], within_metres: float) -> Responsibility:
    """Who looks after this place: the owner of the nearest asset of the first layer that has one near enough.

    Layers come in order of precedence: a trunk road beside a county road decides when it is named first and
    is nearer or equal. Where no asset is near enough, the council itself.
    """
    best: tuple[float, Asset] | None = None
    for layer in layers:
        found = _layer(layer).nearest(point, within_metres=within_metres)
        if found and (best is None or found[1] < best[0]):
            best = (found[1], found[0])
    owners = kept("owners", lambda: {body.pk: body for body in Body.objects.all()})
    if best is None:
        ours = next((body for body in owners.values() if body.handoff == Handoff.OURS), None)
        if ours is None:
            raise LookupError("no council pack is loaded: no body is marked as ours")
        return _responsibility(ours)
    return _responsibility(owners[best[1].body_id], best[1])


def nearest_street_name(point: Point) -> str:
    """The name of the road the point is on or beside (within 60 metres), or an empty string."""
    for layer in ("roads", "trunk_roads", "private_land"):
        found = _layer(layer).nearest(point, within_metres=60)
        if found and found[0].name:
            return str(found[0].name)
    return ""


def map_layers() -> dict[str, Any]:
    """The council's own background for the map, as GeoJSON: roads, parks and boundaries."""
    return kept("map_layers", _map_layers)


def outlines(layer: str) -> list[tuple[str, dict[str, Any]]]:
    """Names and GeoJSON geometries of the assets of a layer, by code."""
    rows = Asset.objects.filter(layer=layer, withdrawn_at=None).order_by("code")
    return list(rows.values_list("name", "geometry"))


def _responsibility(body: Body, asset: Asset | None = None) -> Responsibility:
    return Responsibility(
        body.pk,
        body.name,
        Handoff(body.handoff),
        body.explanation,
        asset.pk if asset else None,
        asset.name if asset else "",
        body.email,
    )


def _layer(layer: str) -> _Shapes:
    return kept(f"assets:{layer}", lambda: _assets(layer))


def _areas() -> _Shapes:
    return _in_tree(list(Area.objects.filter(withdrawn_at=None)))


def _assets(layer: str) -> _Shapes:
    return _in_tree(list(Asset.objects.filter(layer=layer, withdrawn_at=None)))


def _in_tree(rows: list[Any]) -> _Shapes:
    shapes = [shape(row.geometry) for row in rows]
    middle = shapes[0].centroid.y if shapes else 0.0
    squeeze = math.cos(math.radians(middle))
    plane = [_to_plane(one, squeeze) for one in shapes]
    for one in plane:
        prepare(one)
    for row in rows:
        row.geometry = None  # the tree holds it; rows stay small
    return _Shapes(STRtree(plane), plane, rows, squeeze)


def _to_plane(one: BaseGeometry, squeeze: float) -> BaseGeometry:
    return transform(one, lambda xy: xy * [_METRES_PER_DEGREE * squeeze, _METRES_PER_DEGREE])


def _map_layers() -> dict[str, Any]:
    features = []
    for area in Area.objects.filter(kind__in=[AreaKind.COUNTY, AreaKind.DISTRICT], withdrawn_at=None):
        features.append(_feature(area.geometry, layer=area.kind, name=area.name))
    for asset in Asset.objects.filter(withdrawn_at=None).exclude(layer="street_lights"):
        road_class = str(asset.attributes.get("class", ""))
        features.append(_feature(asset.geometry, layer=asset.layer, name=asset.name, road_class=road_class))
    return {"type": "FeatureCollection", "features": features}


def _feature(geometry: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
