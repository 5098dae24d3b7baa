"""Streets inside towns and villages.

The built-up ground between the main roads is cut in two again and again, as fields were sold and built on.
Each cut is a street; some plots become parks.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.ops import nearest_points, split, substring

from . import names, sites
from .plan import OUTLINE, Settlement, chance
from .roads import TRUNK_LINE, Road, water


@dataclass
class Park:
    name: str
    town: str
    shape: Polygon


def build(places: list[Settlement], through: list[Road]) -> tuple[list[Road], list[Park]]:
    """Streets and parks of every settlement."""
    barred = shapely.union_all(
        [water().buffer(0.03), TRUNK_LINE.buffer(0.09), *(site.shape for site in sites.SITES)]
    )
    main = shapely.STRtree([road.line for road in through])
    roads: list[Road] = []
    parks: list[Park] = []
    for place in places:
        extent = _extent(place).difference(barred)
        cuts = [through[i].line for i in main.query(extent, predicate="intersects")]
        joins = _joins(place, extent, cuts)
        cuts += [road.line for road in joins]
        town = _Town(place, {road.name for road in [*through, *joins] if road.town == place.name})
        for plot in _plots(extent, cuts):
            town.cut(plot)
        streets = town.named(cuts)
        roads += joins + streets
        reached = shapely.union_all([*cuts, *(road.line for road in streets)])
        parks += [park for park in town.parks if park.shape.distance(reached) < 0.04]
    return roads, parks


def _extent(place: Settlement) -> Polygon:
    """The built-up edge: a circle with lobes."""
    dice = chance("extent", place.name)
    lobes = [(dice.uniform(0, 2 * math.pi), n, dice.uniform(0.04, 0.13)) for n in (2, 3, 5)]
    ring = []
    for step in range(72):
        angle = 2 * math.pi * step / 72
        reach = place.radius * (1 + sum(size * math.cos(n * angle + phase) for phase, n, size in lobes))
        ring.append((place.x + reach * math.cos(angle), place.y + reach * math.sin(angle)))
    return Polygon(ring).intersection(OUTLINE.buffer(-0.25))


def _plots(extent: shapely.Geometry, cuts: list[LineString]) -> list[Polygon]:
    """The ground between the main roads."""
    lines = [shapely.get_parts(shapely.boundary(extent)), *[[cut] for cut in cuts]]
    noded = shapely.union_all([line for group in lines for line in group])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded).tolist()))
    return [piece for piece in pieces if extent.contains(piece.representative_point())]


def _joins(place: Settlement, extent: shapely.Geometry, cuts: list[LineString]) -> list[Road]:
    """A bridge road into each part of the town that no main road reaches, as over the river."""
    joins: list[Road] = []
    main = shapely.union_all(cuts)
    for part in shapely.get_parts(extent):
        if part.area > 0.15 and part.buffer(0.02).intersection(main).length < 0.6:
            middle = part.representative_point()
            gate, _ = nearest_points(main, middle)
            name = ("Bridge Road", "New Bridge Road", "Old Bridge Road")[len(joins) % 3]
            joins.append(Road(name, place.name, "minor", LineString([gate, middle])))
    return joins


class _Town:
    """One settlement while its streets are laid out."""

    def __init__(self, place: Settlement, taken: set[str]) -> None:
        self.place = place
        self.taken = taken
        self.dice = chance("streets", place.name)
        self.lines: list[LineString] = []
        self.parks: list[Park] = []
        self.titles = list(names.PARKS)
        chance("parks", place.name).shuffle(self.titles)
        self.parks_wanted = min(len(self.titles), 1 + place.people // 6000) if place.people > 2500 else 0

    def cut(self, plot: Polygon) -> None:
        """A street through the plot, then streets through its parts, until houses fill it."""
        dice = self.dice
        if plot.area < self._block(plot) or plot.length**2 > 60 * plot.area:
            return
        if 0.03 < plot.area < 0.3 and len(self.parks) < self.parks_wanted and dice.random() < 0.1:
            self._green(plot)
            return
        line = _chord(plot, dice)
        parts = [part for part in shapely.get_parts(split(plot, line)) if part.area > 0]
        if len(parts) < 2:
            return
        last = max(part.area for part in parts) < self._block(plot)
        for street in shapely.get_parts(line.intersection(plot)):
            if isinstance(street, LineString) and street.length > 0.05:
                if last and dice.random() < 0.4:  # a close: it does not go through
                    from_far_end = dice.random() < 0.5
                    street = substring(
                        street.reverse() if from_far_end else street,
                        0,
                        dice.uniform(0.55, 0.85),
                        normalized=True,
                    )
                self.lines.append(street)
        for part in parts:
            self.cut(part)

    def _block(self, plot: Polygon) -> float:
        """Square kilometres left between streets: small in the middle of a town, larger at its edge."""
        away = math.dist((plot.centroid.x, plot.centroid.y), (self.place.x, self.place.y)) / self.place.radius
        return 0.032 + 0.028 * min(1, away) if self.place.town else 0.05

    def _green(self, plot: Polygon) -> None:
        shape = plot.buffer(-0.012).simplify(0.002)
        if isinstance(shape, Polygon) and not shape.is_empty:
            self.parks.append(
                Park(f"{self.titles[len(self.parks)]}, {self.place.name}", self.place.name, shape)
            )

    def named(self, main: list[LineString]) -> list[Road]:
        """The streets that can be reached from the main roads, each with a name."""
        lines = main + self.lines
        tree = shapely.STRtree(lines)
        reached = set(range(len(main)))
        edge = list(reached)
        while edge:
            near = tree.query(lines[edge.pop()], predicate="dwithin", distance=0.004)
            fresh = {int(i) for i in near} - reached
            reached |= fresh
            edge += sorted(fresh)
        streets = [self._name(lines[i]) for i in sorted(reached) if i >= len(main)]
        if streets:
            middle = shapely.Point(self.place.x, self.place.y)
            high = min(streets, key=lambda road: road.line.distance(middle))
            high.name = "High Street" if self.place.people > 600 else "Main Street"
        return streets

    def _name(self, line: LineString) -> Road:
        middle = line.interpolate(0.5, normalized=True)
        central = math.dist((middle.x, middle.y), (self.place.x, self.place.y)) < 0.25 * self.place.radius
        name = names.street(
            self.taken, self.dice, short=line.length < 0.2, centre=central and self.place.town
        )
        return Road(name, self.place.name, "residential", line)


def _chord(plot: Polygon, dice: random.Random) -> LineString:
    """A slightly bent line across the plot, square to its long side, near its middle."""
    corners = np.asarray(shapely.minimum_rotated_rectangle(plot).exterior.coords)[:4]
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    long, short = sorted(sides, key=lambda side: -math.hypot(*side))
    along = long / math.hypot(*long)
    turn = dice.gauss(0, 0.1)
    across = np.asarray([-along[1] * math.cos(turn) - along[0] * math.sin(turn),
                         along[0] * math.cos(turn) - along[1] * math.sin(turn)])  # fmt: skip
    middle = corners.mean(axis=0) + long * dice.uniform(-0.1, 0.1)
    reach = math.hypot(*short) * 0.75 + 0.05
    bend = dice.gauss(0, 0.07) * reach
    steps = np.linspace(-1, 1, 7)
    points = [middle + across * reach * s + along * bend * (1 - s * s) for s in steps]
    return LineString(points)
