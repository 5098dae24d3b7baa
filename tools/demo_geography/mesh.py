"""The county cut into small cells with crooked shared edges: every border is made of these same edges,
so areas of one kind meet exactly, without gap or overlap."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon

from .plan import OUTLINE, Settlement, chance, lonlat, wander


@dataclass
class Mesh:
    """Cells by number: polygon in kilometres and in degrees, centre, people, neighbours."""

    polygons: list[Polygon]
    degrees: list[Polygon]
    centres: np.ndarray
    people: np.ndarray
    neighbours: list[set[int]]

    def cell_at(self, x: float, y: float) -> int:
        """The cell whose centre is nearest, which for Voronoi cells is the one around the point."""
        return int(np.argmin(((self.centres - (x, y)) ** 2).sum(axis=1)))


def make(settlements: list[Settlement]) -> Mesh:
    """Small cells in towns, large ones in the country."""
    points = _scatter(settlements)
    faces = shapely.voronoi_polygons(MultiPoint(points), extend_to=OUTLINE.buffer(8), ordered=True).geoms
    keep = [i for i, point in enumerate(points) if OUTLINE.contains(Point(point))]
    edges: dict[tuple[tuple[float, float], tuple[float, float]], list[int]] = {}
    rings = {}
    for number, i in enumerate(keep):
        ring = [(round(x, 7), round(y, 7)) for x, y in faces[i].exterior.coords]
        rings[number] = ring
        for a, b in zip(ring, ring[1:], strict=False):
            edges.setdefault((min(a, b), max(a, b)), []).append(number)
    crooked = {edge: wander(*edge, 0.07, 0.16, chance("edge", edge)) for edge in edges}
    neighbours: list[set[int]] = [set() for _ in keep]
    for sides in edges.values():
        if len(sides) == 2:
            neighbours[sides[0]].add(sides[1])
            neighbours[sides[1]].add(sides[0])
    polygons = [Polygon(_around(rings[number], crooked)) for number in range(len(keep))]
    degrees = [Polygon(lonlat(np.asarray(polygon.exterior.coords))) for polygon in polygons]
    if not shapely.coverage_is_valid(degrees):
        raise SystemExit("the cells do not tile: try another seed")
    centres = np.asarray([points[i] for i in keep])
    return Mesh(polygons, degrees, centres, _people(centres, polygons, settlements), neighbours)


def _around(
    ring: list[tuple[float, float]], crooked: dict[tuple[tuple[float, float], tuple[float, float]], list]
) -> list[tuple[float, float]]:
    path: list[tuple[float, float]] = []
    for a, b in zip(ring, ring[1:], strict=False):
        edge = crooked[(min(a, b), max(a, b))]
        path += (edge if a < b else edge[::-1])[:-1]
    return path


def _scatter(settlements: list[Settlement]) -> list[tuple[float, float]]:
    """Points no nearer to each other than the place wants: 0.4 km in towns, over 1 km in fields."""
    dice = chance("scatter")
    area = OUTLINE.buffer(3)
    west, south, east, north = area.bounds
    found: list[tuple[float, float]] = []
    grid: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for place in settlements:  # every settlement has a cell of its own
        _add(grid, found, (place.x, place.y))
    for _ in range(60_000):
        point = (dice.uniform(west, east), dice.uniform(south, north))
        gap = _spacing(point, settlements)
        if _far(grid, point, gap) and area.contains(Point(point)):
            _add(grid, found, point)
    return found


def _spacing(point: tuple[float, float], settlements: list[Settlement]) -> float:
    edge = min(math.dist(point, (place.x, place.y)) - place.radius for place in settlements if place.town)
    return 0.40 if edge < 0 else min(1.15, 0.40 + 0.45 * edge)


def _add(grid: dict, found: list, point: tuple[float, float]) -> None:
    found.append(point)
    grid.setdefault((int(point[0] // 1.2), int(point[1] // 1.2)), []).append(point)


def _far(grid: dict, point: tuple[float, float], gap: float) -> bool:
    column, row = int(point[0] // 1.2), int(point[1] // 1.2)
    return all(
        math.dist(point, other) >= gap
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        for other in grid.get((column + i, row + j), ())
    )


def _people(centres: np.ndarray, polygons: list[Polygon], settlements: list[Settlement]) -> np.ndarray:
    """People of each settlement spread over the cells it covers, thicker in its middle."""
    people = np.zeros(len(centres))
    areas = np.asarray([polygon.area for polygon in polygons])
    for place in settlements:
        apart = np.hypot(centres[:, 0] - place.x, centres[:, 1] - place.y)
        weight = areas * np.clip(1.25 - apart / max(place.radius, 0.3), 0, 1)
        if weight.sum() == 0:
            weight[int(np.argmin(apart))] = 1
        people += place.people * weight / weight.sum()
    return people
