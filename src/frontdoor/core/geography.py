"""Points on the earth (WGS84, degrees)."""

import math
from dataclasses import dataclass

EARTH_METRES = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Point:
    """A latitude and longitude in degrees. Raises ValueError outside the earth or for NaN."""

    lat: float
    long: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.long <= 180):
            raise ValueError("latitude is from -90 to 90, longitude from -180 to 180")


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance in metres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.long - a.long) / 2) ** 2
    )
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))
