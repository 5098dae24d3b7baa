"""The council's own map, as GeoJSON that a browser draws: only what lies in the box it looks at."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely import STRtree, set_precision
from shapely.geometry import box as shapely_box
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from frontdoor.organisation.models import Area, Asset
from frontdoor.organisation.queries.council import kept
from frontdoor.organisation.types import AreaKind

Box = tuple[float, float, float, float]  # west, south, east, north in degrees
BOUNDARY = "boundary"
_MAIN_ROADS = frozenset({"trunk", "motorway", "a", "b"})
_ALL_ROADS_BELOW = 0.15  # degrees of longitude in view: about ten kilometres
_POINTS_BELOW = 0.03
_GRID = 0.02  # boxes are widened to whole cells of this many degrees, so that neighbours share an answer
_FINE, _COARSE = 0.000001, 0.0002  # degrees: 10 centimetres, 20 metres


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A layer: its features as text, found by their boxes."""

    tree: STRtree
    features: list[str]
    main: list[bool]
    points: list[bool]
    mark: int


def map_layer(layer: str, box: Box) -> tuple[str, str]:
    """The features of a layer in a box as GeoJSON text, and a mark that changes when they do.

    A wide view has main roads only and no single points: nobody could tell them apart, and a phone
    would carry megabytes. A layer the council does not have is empty.
    """
    drawn: _Drawn = kept(f"drawn:{layer}", lambda: _draw(layer))
    width = box[2] - box[0]
    return _answer(layer, drawn.mark, _widened(box), width <= _ALL_ROADS_BELOW, width <= _POINTS_BELOW)


@lru_cache(maxsize=512)
def _answer(layer: str, mark: int, box: Box, all_roads: bool, points: bool) -> tuple[str, str]:
    del mark  # part of the key: another load, another answer
    drawn: _Drawn = kept(f"drawn:{layer}", lambda: _draw(layer))
    chosen = (int(n) for n in drawn.tree.query(shapely_box(*box)))
    features = [
        drawn.features[n] for n in chosen if (all_roads or drawn.main[n]) and (points or not drawn.points[n])
    ]
    text = '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"
    return text, hashlib.sha256(text.encode()).hexdigest()[:20]


def _widened(box: Box) -> Box:
    west, south, east, north = box
    step = _GRID * 2 ** max(0, math.ceil(math.log2(max(east - west, _GRID) / (4 * _GRID))))
    return (
        round(math.floor(west / step) * step, 6),
        round(math.floor(south / step) * step, 6),
        round(math.ceil(east / step) * step, 6),
        round(math.ceil(north / step) * step, 6),
    )


def _draw(layer: str) -> _Drawn:
    features, shapes, main, points = [], [], [], []
    for geometry, name, road_class in _rows(layer):
        drawn = shape(geometry)
        if layer == BOUNDARY:
            drawn = drawn.simplify(_COARSE)
        drawn = set_precision(drawn, _FINE, mode="pointwise")
        shapes.append(drawn)
        properties = {"name": name} if name else {}
        features.append(_feature(drawn, properties))
        main.append(not road_class or road_class in _MAIN_ROADS)
        points.append(drawn.geom_type == "Point")
    return _Drawn(STRtree(shapes), features, main, points, hash(tuple(features)))


def _rows(layer: str) -> list[tuple[Any, str, str]]:
    if layer == BOUNDARY:
        areas = Area.objects.filter(kind__in=[AreaKind.COUNTY, AreaKind.DISTRICT], withdrawn_at=None)
        return [(area.geometry, "", "") for area in areas]
    assets = Asset.objects.filter(layer=layer, withdrawn_at=None).order_by("code")
    return [(one.geometry, one.name, str(one.attributes.get("class", "")).lower()) for one in assets]


def _feature(drawn: BaseGeometry, properties: dict[str, str]) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": mapping(drawn)}
    return json.dumps(feature, separators=(",", ":"), ensure_ascii=False)
