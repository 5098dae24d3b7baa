"""County, districts, divisions, wards and parishes, all made of the same cells."""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon

from . import names
from .mesh import Mesh
from .plan import DISTRICTS, DIVISIONS, OUTLINE, PEOPLE, TOWNS, VILLAGES, WARDS, Settlement, chance


@dataclass
class Area:
    """One area of one kind, with the numbers of the cells it is made of."""

    kind: str
    code: str
    name: str
    cells: list[int]

    def shape(self, mesh: Mesh) -> Polygon | MultiPolygon:
        """Its border in degrees, made of the cells' own vertices."""
        return shapely.coverage_union_all([mesh.degrees[cell] for cell in self.cells])


def settlements() -> list[Settlement]:
    """The towns of the plan and villages scattered between them."""
    dice = chance("villages")
    inland = OUTLINE.buffer(-0.8)
    west, south, east, north = OUTLINE.bounds
    sites: list[tuple[float, float]] = []
    gap = 3.0
    while len(sites) < VILLAGES:
        for _ in range(4000):
            site = (dice.uniform(west, east), dice.uniform(south, north))
            clear = all(math.dist(site, (t.x, t.y)) > t.radius + 1.3 for t in TOWNS)
            if (
                clear
                and all(math.dist(site, other) > gap for other in sites)
                and inland.contains(Point(site))
            ):
                sites.append(site)
                if len(sites) == VILLAGES:
                    break
        gap *= 0.94
    shares = [dice.lognormvariate(0, 0.75) for _ in sites]
    left = PEOPLE - sum(town.people for town in TOWNS)
    people = [max(90, round(left * share / sum(shares))) for share in shares]
    people[people.index(max(people))] += left - sum(people)
    words = names.villages(VILLAGES, dice)
    return TOWNS + [
        Settlement(word, *site, count, town=False)
        for word, site, count in zip(words, sites, people, strict=True)
    ]


def draw(mesh: Mesh, places: list[Settlement]) -> list[Area]:
    """Every area of the county, the largest kinds first."""
    parish_of = _grow(mesh, places)
    district_of = _districts(mesh, places, parish_of)
    parishes = [
        Area("parish", f"E04X{number:05}", _parish_name(place), np.flatnonzero(parish_of == index).tolist())
        for number, (index, place) in enumerate(_by_name(places), 1)
    ]
    by_place = {area.cells[0]: area for area in parishes}
    district_cells = {
        district.slug: [
            cell for cell in range(len(parish_of)) if district_of[parish_of[cell]] == district.slug
        ]
        for district in DISTRICTS
    }
    assert len(by_place) == len(parishes)
    county = Area("county", "E10X00001", "Marlshire", list(range(len(parish_of))))
    districts = [
        Area("district", d.code, d.name.removesuffix(" Council"), district_cells[d.slug]) for d in DISTRICTS
    ]
    wards = _electoral("ward", "E05X", WARDS, mesh, places, parish_of, district_cells)
    divisions = _electoral("division", "E58X", DIVISIONS, mesh, places, parish_of, district_cells)
    return [county, *districts, *divisions, *wards, *parishes]


def _parish_name(place: Settlement) -> str:
    return f"{place.name} Town" if place.town else place.name


def _by_name(places: list[Settlement]) -> list[tuple[int, Settlement]]:
    return sorted(enumerate(places), key=lambda pair: pair[1].name)


def _grow(mesh: Mesh, places: list[Settlement]) -> np.ndarray:
    """Each cell to the settlement from which it is soonest reached: parishes are in one piece."""
    owner = np.full(len(mesh.centres), -1)
    heap = [(0.0, index, mesh.cell_at(place.x, place.y)) for index, place in enumerate(places)]
    heapq.heapify(heap)
    while heap:
        cost, index, cell = heapq.heappop(heap)
        if owner[cell] != -1:
            continue
        owner[cell] = index
        weight = 0.5 + places[index].radius
        for near in mesh.neighbours[cell]:
            if owner[near] == -1:
                step = math.dist(mesh.centres[cell], mesh.centres[near])
                heapq.heappush(heap, (cost + step / weight, index, near))
    return owner


def _districts(mesh: Mesh, places: list[Settlement], parish_of: np.ndarray) -> list[str]:
    """The district of each parish: that of the chief town soonest reached over other parishes of it."""
    near: list[set[int]] = [set() for _ in places]
    for cell, others in enumerate(mesh.neighbours):
        near[parish_of[cell]] |= {int(parish_of[other]) for other in others}
    index = {place.name: number for number, place in enumerate(places)}
    heap = [
        (0.0, index[name], district.slug, district.pull) for district in DISTRICTS for name in district.towns
    ]
    heapq.heapify(heap)
    owner: dict[int, str] = {}
    while heap:
        cost, parish, slug, pull = heapq.heappop(heap)
        if parish in owner:
            continue
        owner[parish] = slug
        here = places[parish]
        for other in sorted(near[parish] - owner.keys()):
            there = places[other]
            step = math.dist((here.x, here.y), (there.x, there.y)) / pull
            heapq.heappush(heap, (cost + step, other, slug, pull))
    return [owner[number] for number in range(len(places))]


def _electoral(
    kind: str,
    prefix: str,
    total: int,
    mesh: Mesh,
    places: list[Settlement],
    parish_of: np.ndarray,
    district_cells: dict[str, list[int]],
) -> list[Area]:
    """Seats shared out by people (largest remainder), then grown inside each district until they balance."""
    people = {slug: mesh.people[cells].sum() for slug, cells in district_cells.items()}
    fair = {slug: total * count / sum(people.values()) for slug, count in people.items()}
    seats = {slug: int(share) for slug, share in fair.items()}
    for slug in sorted(fair, key=lambda s: seats[s] - fair[s])[: total - sum(seats.values())]:
        seats[slug] += 1
    drawn: list[tuple[str, list[int]]] = []
    taken: set[str] = set()
    for slug, cells in district_cells.items():
        units = _units(places, parish_of, cells, people[slug] / seats[slug])
        groups = _balance(mesh, units, seats[slug])
        for group in sorted(groups, key=lambda g: -mesh.people[g].sum()):
            drawn.append((_name(mesh, places, parish_of, group, taken), group))
    drawn.sort(key=lambda pair: pair[0])
    return [Area(kind, f"{prefix}{number:05}", name, group) for number, (name, group) in enumerate(drawn, 1)]


def _units(
    places: list[Settlement], parish_of: np.ndarray, cells: list[int], quota: float
) -> list[list[int]]:
    """Country parishes stay whole; those with more people than half a seat are shared out cell by cell."""
    parishes: dict[int, list[int]] = {}
    for cell in cells:
        parishes.setdefault(int(parish_of[cell]), []).append(cell)
    units: list[list[int]] = []
    for index, members in parishes.items():
        units += [[cell] for cell in members] if places[index].people > 0.5 * quota else [members]
    return units


def _balance(mesh: Mesh, units: list[list[int]], seats: int) -> list[list[int]]:
    """Grow all seats at once, the smallest first, each from its middle; move the middles and grow again."""
    people = np.asarray([mesh.people[unit].sum() + 1 for unit in units])
    centre = np.asarray([mesh.centres[unit].mean(axis=0) for unit in units])
    unit_of = {cell: number for number, unit in enumerate(units) for cell in unit}
    near = [{unit_of[n] for cell in unit for n in mesh.neighbours[cell] if n in unit_of} for unit in units]
    seeds = _spread(centre, people, seats)
    best: tuple[float, np.ndarray] | None = None
    for _ in range(40):
        owner = _race(centre, people, near, seeds)
        sums = np.bincount(owner, people, seats)
        spread = float(sums.max() / sums.mean() + sums.mean() / sums.min())
        if best is None or spread < best[0]:
            best = (spread, owner)
        seeds = []
        for seat in range(seats):
            mine = np.flatnonzero(owner == seat)
            middle = np.average(centre[mine], axis=0, weights=people[mine])
            seeds.append(int(mine[np.argmin(((centre[mine] - middle) ** 2).sum(axis=1))]))
    assert best is not None
    return [[cell for n in np.flatnonzero(best[1] == seat) for cell in units[n]] for seat in range(seats)]


def _spread(centre: np.ndarray, people: np.ndarray, seats: int) -> list[int]:
    """First middles: weighted k-means, started at every so many people along a sweep."""
    order = np.lexsort((centre[:, 1], centre[:, 0]))
    along = np.cumsum(people[order])
    middles = centre[order[np.searchsorted(along, (np.arange(seats) + 0.5) * along[-1] / seats)]].copy()
    for _ in range(30):
        owner = np.argmin(((centre[:, None] - middles[None]) ** 2).sum(axis=2), axis=1)
        for seat in range(seats):
            if (owner == seat).any():
                middles[seat] = np.average(centre[owner == seat], axis=0, weights=people[owner == seat])
    seeds: list[int] = []
    for middle in middles:
        for unit in np.argsort(((centre - middle) ** 2).sum(axis=1)):
            if int(unit) not in seeds:
                seeds.append(int(unit))
                break
    return seeds


def _race(centre: np.ndarray, people: np.ndarray, near: Sequence[set[int]], seeds: list[int]) -> np.ndarray:
    owner = np.full(len(centre), -1)
    size = np.zeros(len(seeds))
    edge: list[list[tuple[float, int]]] = [[] for _ in seeds]

    def take(seat: int, unit: int) -> None:
        owner[unit] = seat
        size[seat] += people[unit]
        for other in sorted(near[unit]):
            if owner[other] == -1:
                heapq.heappush(edge[seat], (math.dist(centre[other], centre[seeds[seat]]), other))

    for seat, unit in enumerate(seeds):
        take(seat, unit)
    turn = [(size[seat], seat) for seat in range(len(seeds))]
    heapq.heapify(turn)
    while turn:
        _, seat = heapq.heappop(turn)
        while edge[seat]:
            _, unit = heapq.heappop(edge[seat])
            if owner[unit] == -1:
                take(seat, unit)
                heapq.heappush(turn, (size[seat], seat))
                break
    assert (owner >= 0).all()
    return owner


def _name(
    mesh: Mesh, places: list[Settlement], parish_of: np.ndarray, cells: Iterable[int], taken: set[str]
) -> str:
    """After the largest places in it; parts of a town after the quarter they lie in."""
    cells = list(cells)
    share: dict[int, float] = {}
    for cell in cells:
        share[int(parish_of[cell])] = share.get(int(parish_of[cell]), 0) + mesh.people[cell]
    ranked = sorted(share, key=lambda index: -share[index])
    first = places[ranked[0]]
    for name in _candidates(mesh, first, [places[i] for i in ranked[1:3]], cells, share[ranked[0]]):
        if name not in taken:
            taken.add(name)
            return name
    raise RuntimeError("no name left")


def _candidates(
    mesh: Mesh, first: Settlement, others: list[Settlement], cells: list[int], share: float
) -> Iterable[str]:
    if share > 0.85 * first.people:
        yield first.name
        yield from (f"{first.name} and {other.name}" for other in others)
    elif not first.town:
        yield from (f"{first.name} and {other.name}" for other in others)
        yield first.name
    middle = np.average(mesh.centres[cells], axis=0, weights=mesh.people[cells] + 1)
    dx, dy = middle[0] - first.x, middle[1] - first.y
    if math.hypot(dx, dy) < 0.3 * first.radius:
        yield f"{first.name} Central"
    points = ("East", "North East", "North", "North West", "West", "South West", "South", "South East")
    yield f"{first.name} {points[round(math.atan2(dy, dx) / (math.pi / 4)) % 8]}"
    quarters = list(names.QUARTERS)
    chance("quarters", first.name).shuffle(quarters)
    yield from (f"{first.name} {quarter}" for quarter in quarters)
