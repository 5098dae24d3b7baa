"""Private ground that the public walks and drives on: a retail park, a hospital, a marina.

Its roads are not the council's.
"""

import math
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import rotate

from .plan import PRIVATE
from .roads import Road


@dataclass(frozen=True)
class Site:
    name: str
    owner: str
    shape: Polygon
    road: str


def _sites() -> list[Site]:
    found = []
    for name, owner, (x, y), (wide, deep), turn, road in PRIVATE:
        shape = shapely.box(x - wide / 2, y - deep / 2, x + wide / 2, y + deep / 2)
        found.append(Site(name, owner, rotate(shape, turn), road))
    return found


SITES = _sites()


def drives(through: list[Road]) -> list[Road]:
    """The private road of each site: from the nearest public road in, and round inside."""
    roads = []
    for site in SITES:
        middle = site.shape.centroid
        public = min(through, key=lambda road: road.line.distance(middle))
        gate = public.line.interpolate(public.line.project(middle))
        ring = list(site.shape.buffer(-0.07).exterior.coords)[:-1]
        first = min(range(len(ring)), key=lambda i: Point(ring[i]).distance(gate))
        around = ring[first:] + ring[:first]
        line = LineString([(gate.x, gate.y), *around, around[0]])
        roads.append(Road(site.road, public.town, "private", line, private=True, facts={"owner": site.owner}))
        assert math.isfinite(line.length)
    return roads
