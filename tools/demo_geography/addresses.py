"""An invented gazetteer: houses along some streets of every place, with postcodes that nobody has."""

import math
import random
from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point

from . import names
from .plan import TOWNS, Settlement, chance
from .roads import Road
from .sites import SITES

_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_AREA = "MR"  # no postcode area of the United Kingdom has these letters
_FIRST_UPRN = 999_900_000_001  # outside what GeoPlace gives out


@dataclass
class Address:
    uprn: int
    organisation: str
    building: str
    street: str
    locality: str
    town: str
    postcode: str
    x: float
    y: float
    place: str


class _Postcodes:
    """Postcodes by place: a town has districts of its own, a village a sector of the nearest town's first."""

    def __init__(self, places: list[Settlement]) -> None:
        self.first: dict[str, int] = {}
        number = 1
        for town in TOWNS:
            self.first[town.name] = number
            number += self._count(town)
        self.post_town = {
            place.name: min(TOWNS, key=lambda t, p=place: math.dist((t.x, t.y), (p.x, p.y)))
            for place in places
        }
        self.given: Counter[str] = Counter()

    @staticmethod
    def _count(town: Settlement) -> int:
        return max(1, round(town.people / 28_000))

    def next(self, place: Settlement, where: Point) -> str:
        """A fresh postcode for a street of this place."""
        town = self.post_town[place.name]
        number = self.first[town.name]
        if place.town:
            turn = math.atan2(where.y - place.y, where.x - place.x) / (2 * math.pi) % 1
            number += int(turn * self._count(town))
            sector = 1 + int(turn * 25) % 5
        else:
            sector = 6 + int(math.atan2(place.y - town.y, place.x - town.x) / (2 * math.pi) % 1 * 4)
        stem = f"{_AREA}{number} {sector}"
        unit = self.given[stem]
        self.given[stem] += 1
        letters = len(_UNIT_LETTERS)
        if unit >= letters * letters:
            raise RuntimeError(f"no postcode left in {stem}")
        return f"{stem}{_UNIT_LETTERS[unit // letters]}{_UNIT_LETTERS[unit % letters]}"


def build(
    places: list[Settlement], roads: list[Road], barred: shapely.Geometry
) -> tuple[list[Address], set[int]]:
    """Addresses, and the numbers of the roads they stand on."""
    tree = shapely.STRtree([road.line for road in roads])
    shapely.prepare(barred)
    codes = _Postcodes(places)
    by_town: dict[str, list[int]] = {}
    for number, road in enumerate(roads):
        by_town.setdefault(road.town, []).append(number)
    found: list[Address] = []
    used: set[int] = set()
    for place in places:
        dice = chance("addresses", place.name)
        near = _spread([n for n in by_town.get(place.name, []) if _built_up(roads[n], place)], roads, dice)
        wanted = 30 + round(place.people**0.75 / 9) if place.town else 14 + round(place.people / 100)
        count = 0
        for number in near:
            if count >= wanted:
                break
            houses = _houses(roads[number], place, codes, tree, barred, number)
            if houses:
                found += houses
                used.add(number)
                count += len(houses)
    found += _retail_units(places, roads, codes)
    dice = chance("uprn")
    uprn = _FIRST_UPRN
    for address in found:
        address.uprn = uprn
        uprn += dice.randint(1, 9)
    return found, used


def _built_up(road: Road, place: Settlement) -> bool:
    return not road.private and road.line.distance(Point(place.x, place.y)) < place.radius * 1.1 + 0.1


def _spread(near: list[int], roads: list[Road], dice: random.Random) -> list[int]:
    """The streets in an order that covers the town evenly: each time the one farthest from those before."""
    if not near:
        return []
    starts = np.asarray([roads[n].line.coords[0] for n in near])
    order = [dice.randrange(len(near))]
    gap = np.hypot(*(starts - starts[order[0]]).T)
    while len(order) < min(len(near), 300):
        order.append(int(np.argmax(gap)))
        gap = np.minimum(gap, np.hypot(*(starts - starts[order[-1]]).T))
    return [near[i] for i in order]


def _houses(
    road: Road,
    place: Settlement,
    codes: _Postcodes,
    tree: shapely.STRtree,
    barred: shapely.Geometry,
    own: int,
) -> list[Address]:
    """Up to 14 houses along the first 300 metres: odd numbers on one side, even on the other."""
    dice = chance("houses", place.name, road.name, own)
    line = road.line
    if not place.town and road.kind != "residential" and line.distance(Point(place.x, place.y)) > 0.05:
        return []
    town = codes.post_town[place.name].name
    sites: list[tuple[int, Point]] = []
    gap = dice.uniform(0.013, 0.022)
    along, number = 0.018, 1
    while along < min(line.length - 0.01, 0.32) and len(sites) < 14:
        for side, step in ((1, 0), (-1, 1)):
            spot = _beside(line, along, side * 0.013)
            others = tree.query(spot, predicate="dwithin", distance=0.009)
            if not barred.contains(spot) and all(int(i) == own for i in others):
                sites.append((number + step, spot))
        along += gap
        number += 2
    if len(sites) < 4:
        return []
    postcode = codes.next(place, line.interpolate(0.5, normalized=True))
    locality = "" if place.town else place.name
    rows = []
    for number, spot in sites:
        rows += _at(number, spot, road, locality, town, postcode, place, dice)
    return rows


def _at(
    number: int,
    spot: Point,
    road: Road,
    locality: str,
    town: str,
    postcode: str,
    place: Settlement,
    dice: random.Random,
) -> list[Address]:
    def row(organisation: str, building: str) -> Address:
        return Address(
            0, organisation, building, road.name, locality, town, postcode, spot.x, spot.y, place.name
        )

    roll = dice.random()
    if roll < 0.015:
        names_here = (
            *names.PUBS,
            *(f"{place.name} {kind}" for kind in ("Library", "Surgery", "Primary School")),
        )
        return [row(dice.choice(names_here), str(number))]
    if roll < 0.05 and road.kind in ("a", "b", "residential") and place.town:
        return [row(dice.choice(names.SHOPS), str(number))]
    if roll < 0.07 and place.town:
        return [row("", f"Flat {flat}, {number}") for flat in range(1, dice.randint(3, 7))]
    if roll < 0.2 and not place.town:
        return [row("", dice.choice(names.HOUSES))] if dice.random() < 0.6 else [row("", str(number))]
    return [row("", str(number))]


def _beside(line: LineString, along: float, away: float) -> Point:
    here, ahead = line.interpolate(along), line.interpolate(min(along + 0.002, line.length))
    dx, dy = ahead.x - here.x, ahead.y - here.y
    length = math.hypot(dx, dy) or 1
    return Point(here.x - dy / length * away, here.y + dx / length * away)


def _retail_units(places: list[Settlement], roads: list[Road], codes: _Postcodes) -> list[Address]:
    """The shops of the retail park and the hospital's front door."""
    by_name = {place.name: place for place in places}
    rows = []
    for site in SITES:
        road = next(road for road in roads if road.private and road.name == site.road)
        place = by_name[road.town]
        town = codes.post_town[place.name].name
        postcode = codes.next(place, site.shape.centroid)
        shops = names.SHOPS[:8] if "Retail" in site.name else (site.name,)
        ring = site.shape.buffer(-0.05).exterior
        for number, shop in enumerate(shops, 1):
            spot = ring.interpolate(number / len(shops), normalized=True)
            building = f"Unit {number}, {site.name}" if len(shops) > 1 else "1"
            locality = "" if place.town else place.name
            rows.append(
                Address(0, shop, building, road.name, locality, town, postcode, spot.x, spot.y, place.name)
            )
    return rows


def lamp_posts(roads: list[Road], used: set[int]) -> list[tuple[int, np.ndarray]]:
    """Lights every 38 metres along the streets with houses, on alternating sides: road number and place."""
    posts = []
    for number in sorted(used):
        line = roads[number].line
        along, side = 0.015, 1
        while along < min(line.length, 0.33):
            spot = _beside(line, along, side * 0.0045)
            posts.append((number, np.asarray([spot.x, spot.y])))
            along += 0.038
            side = -side
    return posts
