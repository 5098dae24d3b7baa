"""Where things happen: points on the pack's own roads and land, with the areas and the body that go with them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from shapely.geometry import LineString, shape

from frontdoor.core.geography import Point
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import AddressDetails, StreetDetails

_METRES_PER_DEGREE = 111_195.0
Outlines = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that somebody reports: a point on or beside a street, and what the street and its town are called."""

    point: Point
    street: str
    town: str


class Places:
    """The streets and land of one council."""

    def __init__(self, streets: Sequence[StreetDetails], outlines: Callable[[str], Outlines]) -> None:
        self._towns: dict[str, list[StreetDetails]] = {}
        for street in streets:
            self._towns.setdefault(street.name, []).append(street)
        self._everywhere = list(streets)
        self._lines: dict[str, tuple[list[tuple[str, LineString]], list[float]]] = {}
        for layer in ("roads", "trunk_roads"):
            lines = ((name, shape(geometry)) for name, geometry in outlines(layer))
            found = [(name, line) for name, line in lines if isinstance(line, LineString)]
            if found:
                self._lines[layer] = (found, list(accumulate(line.length for _, line in found)))
        self._land = [
            shape(geometry).representative_point()
            for layer in ("private_land", "parks", "rivers")
            for _, geometry in outlines(layer)
        ]

    def on_a_road(self, rng: Random, *, trunk: bool = False) -> Spot:
        """A point on one of the council's roads, long ones more often; or on a trunk road."""
        roads, lengths = self._lines["trunk_roads" if trunk and "trunk_roads" in self._lines else "roads"]
        name, line = rng.choices(roads, cum_weights=lengths)[0]
        on = line.interpolate(rng.random(), normalized=True)
        return self._spot(rng, on.y, on.x, name, metres=4)

    def on_land(self, rng: Random) -> Spot:
        """A point in a park, on private land or by a river; on a road where the council has none of these."""
        if not self._land:
            return self.on_a_road(rng)
        middle = rng.choice(self._land)
        return self._spot(rng, middle.y, middle.x, "", metres=10)

    def at_home(self, home: AddressDetails) -> Spot:
        """The street outside an address."""
        return self._spot(Random(home.uprn), home.lat, home.long, "", metres=0)

    def _spot(self, rng: Random, lat: float, long: float, name: str, *, metres: float) -> Spot:
        squeeze = math.cos(math.radians(lat))
        point = Point(
            round(lat + rng.uniform(-metres, metres) / _METRES_PER_DEGREE, 6),
            round(long + rng.uniform(-metres, metres) / _METRES_PER_DEGREE / squeeze, 6),
        )
        street = name or organisation.nearest_street_name(point)
        return Spot(point, street or "the lane", self._town(street, point))

    def _town(self, street: str, point: Point) -> str:
        """The town of the nearest street of this name."""
        near = self._towns.get(street) or self._everywhere[:200]
        if not near:
            return "the village"
        return min(near, key=lambda one: abs(one.lat - point.lat) + abs(one.long - point.long)).town
