"""Streets inside towns and villages: the built-up ground between the main roads is cut in two again and again,
as fields were sold and built on. Each cut is a street; some plots become parks."""

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.ops import split, substring

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
    barred = shapely.union_all([water().buffer(0.03), TRUNK_LINE.buffer(0.09), *(site.shape for site in sites.SITES)])
    main = shapely.STRtree([road.line for road in through])
    roads: list[Road] = []
    parks: list[Park] = []
    for place in places:
        extent = _extent(place).difference(barred)
        cuts = [through[i].line for i in main.query(extent, predicate="intersects")]
        town = _Town(place, {road.name for road in through if road.town == place.name}, cuts)
        for plot in _plots(extent, cuts):
            town.cut(plot)
        roads += town.roads
        parks += town.parks
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


class _Town:
    """One settlement while its streets are laid out."""

    def __init__(self, place: Settlement, taken: set[str], main: list[LineString]) -> None:
        self.place = place
        self.taken = taken
        self.dice = chance("streets", place.name)
        self.lines = list(main)
        self.roads: list[Road] = []
        self.parks: list[Park] = []
        self.titles = list(names.PARKS)
        chance("parks", place.name).shuffle(self.titles)
        self.parks_wanted = min(len(self.titles), 1 + place.people // 6000) if place.people > 2500 else 0

    def cut(self, plot: Polygon) -> None:
        """A street through the plot, then streets through both halves, until houses fill it."""
        dice = self.dice
        if plot.area < self._block(plot) or plot.length**2 > 60 * plot.area:
            return
        if 0.03 < plot.area < 0.3 and len(self.parks) < self.parks_wanted and dice.random() < 0.1:
            self._green(plot)
            return
        line = _chord(plot, dice)
        if line is None:
            return
        halves = [part for part in shapely.get_parts(split(plot, line)) if part.area > 0]
        if len(halves) != 2:
            return
        street = self._joined(line.intersection(plot))
        if street is not None:
            leaf = max(half.area for half in halves) < self._block(plot)
            if leaf and dice.random() < 0.4:  # a close: it does not go through
                street = substring(street, 0, dice.uniform(0.55, 0.85), normalized=True)
            self._street(street)
        for half in halves:
            self.cut(half)

    def _joined(self, street: shapely.Geometry) -> LineString | None:
        """The street from the end where it meets another one; None where it would meet none."""
        if not isinstance(street, LineString) or street.length < 0.05:
            return None
        ends = [min(shapely.distance(self.lines, end), default=9.0) for end in shapely.get_parts(street.boundary)]
        if min(ends) > 0.005:
            return None
        return street if ends[0] <= ends[1] else street.reverse()

    def _block(self, plot: Polygon) -> float:
        """Square kilometres left between streets: small in the middle of a town, larger at its edge."""
        away = math.dist((plot.centroid.x, plot.centroid.y), (self.place.x, self.place.y)) / self.place.radius
        return 0.032 + 0.028 * min(1, away) if self.place.town else 0.05

    def _street(self, line: LineString) -> None:
        middle = line.interpolate(0.5, normalized=True)
        away = math.dist((middle.x, middle.y), (self.place.x, self.place.y))
        name = names.street(
            self.taken, self.dice, short=line.length < 0.2, centre=away < 0.25 * self.place.radius and self.place.town
        )
        self.lines.append(line)
        self.roads.append(Road(name, self.place.name, "residential", line))

    def _green(self, plot: Polygon) -> None:
        shape = plot.buffer(-0.012).simplify(0.002)
        if isinstance(shape, Polygon) and not shape.is_empty:
            self.parks.append(Park(f"{self.titles[len(self.parks)]}, {self.place.name}", self.place.name, shape))


def _chord(plot: Polygon, dice: random.Random) -> LineString | None:
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
    line = LineString(points)
    inside = line.intersection(plot)
    if not isinstance(inside, LineString):  # a crooked plot: only a cut in one piece divides it in two
        return None
    return line
