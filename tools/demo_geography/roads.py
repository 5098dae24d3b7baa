"""The road network between settlements: the trunk road, A and B roads that follow the traffic, and lanes."""

import heapq
import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.ops import substring

from .names import LEADING
from .plan import (
    MAIN_ROADS,
    OUTLINE,
    RIVERS,
    TRUNK,
    TRUNK_NUMBER,
    WAYS_OUT,
    Settlement,
    chance,
    smooth,
    wander,
)  # fmt: skip

RIVER_LINES = {name: smooth(points) for name, points in RIVERS.items()}
TRUNK_LINE = smooth(TRUNK).intersection(OUTLINE.buffer(0.4))
_WIDTHS = {"River Wendle": (0.008, 0.06), "River Otter": (0.006, 0.035), "Kell Beck": (0.003, 0.008)}


@dataclass
class Road:
    """One named length of road."""

    name: str
    town: str
    kind: str  # trunk, a, b, minor, residential, private
    line: LineString
    number: str = ""
    private: bool = False
    facts: dict[str, object] = field(default_factory=dict)


def rivers() -> dict[str, shapely.Geometry]:
    """River surfaces, widening towards the sea."""
    surfaces = {}
    for name, line in RIVER_LINES.items():
        first, last = _WIDTHS[name]
        pieces = 24
        parts = [
            substring(line, i / pieces, (i + 1) / pieces, normalized=True).buffer(
                first + (last - first) * (i / pieces) ** 1.5, quad_segs=3
            )
            for i in range(pieces)
        ]
        surfaces[name] = shapely.intersection(shapely.union_all(parts), OUTLINE.buffer(-0.05)).simplify(0.002)
    return surfaces


def trunk() -> list[Road]:
    """The national road from border to border, in lengths between junctions."""
    cuts = [0, 0.13, 0.28, 0.42, 0.57, 0.74, 0.87, 1]
    names = (
        "Marl Bank", "Castle Marling Link", "Otter Moor", "Harnsworth Western Bypass",
        "Wendle Viaduct and Hill", "Brackenford Bypass", "North Wold Way",
    )  # fmt: skip
    return [
        Road(
            f"{TRUNK_NUMBER} {name}", "", "trunk", substring(TRUNK_LINE, a, b, normalized=True), TRUNK_NUMBER
        )
        for name, (a, b) in zip(names, pairwise(cuts), strict=True)
    ]


def network(places: list[Settlement]) -> list[Road]:
    """Numbered roads and lanes, each half named after the place it leads to, as lanes are."""
    links = _links(places)
    rank = _ranks(places, links)
    numbers = _numbers(places, links, rank)
    roads: list[Road] = []
    for (a, b), length in sorted(links.items()):
        kind = rank.get((a, b), "minor")
        sway = 0.035 if kind == "a" else 0.055
        first, second = places[a], places[b]
        bends = wander(
            (first.x, first.y),
            (second.x, second.y),
            sway,
            0.5 + length / 20,
            chance("road", first.name, second.name),
        )
        line = smooth(bends, 2).simplify(0.004)
        word = "Road" if kind in ("a", "b") or min(first.people, second.people) > 900 else "Lane"
        number = numbers.get((a, b), "")
        half = substring(line, 0, 0.5, normalized=True)
        other = substring(line, 0.5, 1, normalized=True).reverse()  # each starts in the place it is named in
        roads.append(Road(f"{_short(second)} {word}", first.name, kind, half, number))
        roads.append(Road(f"{_short(first)} {word}", second.name, kind, other, number))
    return roads


def _short(place: Settlement) -> str:
    """Roads are named after the plain word: Skelderby Road, Dagenley Lane."""
    words = place.name.split()
    if words[0] in LEADING:
        return " ".join(words[:2])
    return place.name if place.town else words[0]


def _links(places: list[Settlement]) -> dict[tuple[int, int], float]:
    """Lanes to the next villages: relative neighbours and some Gabriel edges, none over the sea."""
    xy = np.asarray([(place.x, place.y) for place in places])
    apart = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    dry = OUTLINE.buffer(0.2)
    dice = chance("links")
    links: dict[tuple[int, int], float] = {}
    for a in range(len(places)):
        for b in range(a + 1, len(places)):
            length = apart[a, b]
            others = np.maximum(apart[a], apart[b])
            others[[a, b]] = np.inf
            gabriel = apart[a] ** 2 + apart[b] ** 2
            gabriel[[a, b]] = np.inf
            near = (others >= length).all()
            maybe = (gabriel >= length**2).all() and dice.random() < 0.45
            if (near or maybe) and dry.contains(LineString([xy[a], xy[b]])):
                links[(a, b)] = float(length)
    return links


def _ranks(places: list[Settlement], links: dict[tuple[int, int], float]) -> dict[tuple[int, int], str]:
    """A roads: the ways between towns. B roads: from every large village to the nearest A road."""
    rank: dict[tuple[int, int], str] = {}
    index = {place.name: number for number, place in enumerate(places)}
    pairs = [(index[a], index[b]) for a, b in MAIN_ROADS]
    pairs += [(index[town], _nearest(places, border)) for town, border, _ in WAYS_OUT]
    for a, b in pairs:
        for link in _way(links, rank, a, {b}):
            rank[link] = "a"
    on_a = {end for link in rank for end in link}
    for village in sorted(range(len(places)), key=lambda i: -places[i].people):
        if places[village].people > 1100 and village not in on_a:
            for link in _way(links, rank, village, on_a):
                rank.setdefault(link, "b")
    return rank


def _nearest(places: list[Settlement], point: tuple[float, float]) -> int:
    return min(range(len(places)), key=lambda i: math.dist((places[i].x, places[i].y), point))


def ways_out(places: list[Settlement]) -> list[Road]:
    """Roads over the border, from the last village to the county's edge."""
    roads = []
    for _, border, beyond in WAYS_OUT:
        last = places[_nearest(places, border)]
        line = LineString(wander((last.x, last.y), border, 0.05, 0.5, chance("out", beyond)))
        roads.append(Road(f"{beyond} Road", last.name, "a", line))
    return roads


def _way(
    links: dict[tuple[int, int], float], rank: dict[tuple[int, int], str], start: int, goals: set[int]
) -> list[tuple[int, int]]:
    """The cheapest way over the links; roads already important are cheaper, so that ways join."""
    near: dict[int, list[tuple[int, float, tuple[int, int]]]] = {}
    for link, length in links.items():
        cost = length * (0.55 if rank.get(link) == "a" else 0.8 if rank.get(link) == "b" else 1)
        near.setdefault(link[0], []).append((link[1], cost, link))
        near.setdefault(link[1], []).append((link[0], cost, link))
    heap: list[tuple[float, int, tuple[tuple[int, int], ...]]] = [(0, start, ())]
    seen: set[int] = set()
    while heap:
        cost, here, way = heapq.heappop(heap)
        if here in goals:
            return list(way)
        if here in seen:
            continue
        seen.add(here)
        for there, step, link in near.get(here, ()):
            if there not in seen:
                heapq.heappush(heap, (cost + step, there, (*way, link)))
    return []


def _numbers(
    places: list[Settlement], links: dict[tuple[int, int], float], rank: dict[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Numbers of A and B roads: a number runs on while the road goes roughly straight through a place."""
    numbers: dict[tuple[int, int], str] = {}
    following = {"a": 1791, "b": 1960}
    for kind in ("a", "b"):
        left = {link for link, value in rank.items() if value == kind}
        while left:
            link = max(left, key=lambda one: (links[one], one))
            chain = [link]
            left.discard(link)
            for end in (link[1], link[0]):
                _extend(places, chain, left, end, link)
            for one in chain:
                numbers[one] = f"{kind.upper()}{following[kind]}"
            following[kind] += 1
    return numbers


def _extend(
    places: list[Settlement],
    chain: list[tuple[int, int]],
    left: set[tuple[int, int]],
    end: int,
    link: tuple[int, int],
) -> None:
    while True:
        back = link[0] if link[1] == end else link[1]
        best = None
        for other in sorted(left):
            if end in other:
                far = other[0] if other[1] == end else other[1]
                turn = _turn(places[back], places[end], places[far])
                if turn < 55 and (best is None or turn < best[0]):
                    best = (turn, other, far)
        if best is None or len(chain) > 11:
            return
        link, end = best[1], best[2]
        chain.append(link)
        left.discard(link)


def _turn(a: Settlement, b: Settlement, c: Settlement) -> float:
    first = math.atan2(b.y - a.y, b.x - a.x)
    second = math.atan2(c.y - b.y, c.x - b.x)
    return abs((math.degrees(second - first) + 180) % 360 - 180)


def water() -> shapely.Geometry:
    """All rivers as one shape, to keep houses out of."""
    return shapely.union_all(list(rivers().values()))
