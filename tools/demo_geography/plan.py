"""The drawing-board of Marlshire: what is decided by hand. Distances are kilometres from its corner.

The county lies in the North Sea, some hundred kilometres off the coast, so that no coordinate of it can be
mistaken for a place in a real council's area.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

SEED = 1
WEST, SOUTH = 1.1, 53.8
KM_PER_LAT = 111.2
KM_PER_LON = 111.32 * math.cos(math.radians(54.0))

OUTLINE = Polygon(
    [
        (3, 6), (2.2, 10), (1, 14), (2.6, 18), (4, 22), (2.8, 26), (2, 30), (4, 34), (6, 38), (10, 40.5),
        (14, 42), (19, 40.6), (24, 40), (29, 42), (33, 43), (37, 42.6), (41, 41), (42.6, 38.5), (44, 36),
        (46.5, 34.8), (49, 33), (50.4, 31), (50, 28.6), (47.6, 26.4), (44, 24.4), (40, 23), (37, 22.2),
        (37, 21.4), (40, 20.8), (44, 20.4), (47, 19.4), (49.6, 17.6), (50.6, 15), (51, 12.6), (49.6, 10),
        (47.6, 7.6), (45.6, 5), (43, 3), (38.6, 1.6), (34, 1), (29.6, 2.2), (25, 3), (19.4, 1.6), (14, 1),
        (10.8, 2.4), (8, 3), (5.4, 4),
    ]
)  # fmt: skip

TRUNK_NUMBER = "A1790"
TRUNK = [
    (11, 1.5), (13.4, 5.2), (17.4, 8.4), (20.2, 12.2), (21.0, 16.4), (20.2, 20.4), (19.9, 24.2), (21.6, 28.0),
    (25.0, 30.4), (26.0, 34.0), (25.2, 37.4), (26.2, 41.4),
]  # fmt: skip

RIVERS = {
    "River Wendle": [
        (4.6, 35.2), (7.4, 32.2), (9.2, 29.4), (12.2, 27.2), (15.4, 26.2), (18.4, 24.2), (21.4, 23.8),
        (24.4, 22.4), (27.6, 22.8), (30.6, 21.2), (33.6, 22.0), (36.0, 21.8), (37.6, 21.8),
    ],
    "River Otter": [
        (19.0, 15.4), (23.0, 14.0), (27.0, 14.6), (30.6, 12.8), (34.4, 13.2), (38.4, 11.4), (42.0, 12.4),
        (46.0, 11.2), (49.0, 12.0), (51.6, 11.8),
    ],
    "Kell Beck": [(17.4, 41.0), (20.0, 38.0), (22.6, 35.0), (21.6, 31.6), (23.6, 28.4), (25.6, 25.4),
                  (26.4, 22.8)],
}  # fmt: skip


# pairs of towns joined by A roads, over the villages between them
MAIN_ROADS = (
    ("Harnsworth", "Wendlebridge"), ("Harnsworth", "Skelderby"), ("Harnsworth", "Brackenford"),
    ("Harnsworth", "Castle Marling"), ("Harnsworth", "Thornhythe"), ("Harnsworth", "Market Fenning"),
    ("Harnsworth", "Kelsingham"), ("Wendlebridge", "Dunmarsh"), ("Wendlebridge", "Kelsingham"),
    ("Dunmarsh", "Castle Marling"), ("Castle Marling", "Stoke Averill"), ("Stoke Averill", "Thornhythe"),
    ("Thornhythe", "Great Ottering"), ("Great Ottering", "Ottermouth"), ("Market Fenning", "Ottermouth"),
    ("Market Fenning", "Thornhythe"), ("Market Fenning", "Skelderby"), ("Skelderby", "Saltby Haven"),
    ("Skelderby", "Easterwold"), ("Easterwold", "Brackenford"), ("Brackenford", "Kelsingham"),
    ("Ravensdyke", "Skelderby"),
)  # fmt: skip
# ground with an owner of its own: name, owner's code, middle, size (km), turn in degrees, name of its road
PRIVATE = (
    ("Skelder Gate Retail Park", "skelder-gate-retail", (38.5, 25.5), (0.42, 0.26), 24, "Skelder Gate Way"),
    ("Harnsworth General Hospital", "marlshire-hospitals", (22.0, 26.5), (0.5, 0.36), 12, "Hospital Drive"),
    ("Wendle Water Treatment Works", "wendle-water", (28.9, 21.6), (0.36, 0.24), -10, "Works Road"),
    ("Marling Business Park", "marling-business-park", (17.0, 13.4), (0.4, 0.3), 20, "Enterprise Way"),
    ("Quayside Marina", "ottermouth-marina", (49.3, 12.1), (0.26, 0.2), 5, "Marina Quay"),
)
# where roads leave the county, and the place beyond after which they are named
WAYS_OUT = (
    ("Wendlebridge", (0.9, 29.6), "Fellgate"),
    ("Castle Marling", (2.0, 7.4), "Aldmoor"),
    ("Kelsingham", (12.4, 42.0), "Coldmarket"),
    ("Thornhythe", (33.0, 0.6), "Lowbarrow"),
    ("Easterwold", (38.4, 42.9), "Norrisby"),
)


@dataclass(frozen=True)
class Settlement:
    """A town or village: where it is, how many live there and how far its houses reach (km)."""

    name: str
    x: float
    y: float
    people: int
    town: bool

    @property
    def radius(self) -> float:
        """Towns are denser than villages."""
        return math.sqrt(self.people / (math.pi * (3300 if self.town else 2300)))


TOWNS = [
    Settlement(*row, town=True)
    for row in (
        ("Harnsworth", 24.0, 23.6, 104_000),
        ("Skelderby", 41.2, 26.2, 82_000),
        ("Wendlebridge", 12.2, 27.6, 48_000),
        ("Ottermouth", 48.4, 13.6, 44_000),
        ("Castle Marling", 14.6, 12.2, 36_000),
        ("Brackenford", 29.4, 33.2, 34_000),
        ("Thornhythe", 34.2, 7.6, 27_000),
        ("Kelsingham", 19.2, 36.6, 18_000),
        ("Easterwold", 38.8, 35.8, 16_000),
        ("Market Fenning", 36.6, 16.0, 14_000),
        ("Dunmarsh", 7.2, 18.0, 13_000),
        ("Saltby Haven", 48.0, 31.2, 11_000),
        ("Stoke Averill", 23.8, 8.2, 9_000),
        ("Ravensdyke", 31.8, 26.4, 8_000),
        ("Great Ottering", 42.4, 8.4, 7_000),
    )
]


@dataclass(frozen=True)
class District:
    """A district council: its chief towns, and how far it pulls the parishes around it."""

    code: str
    slug: str
    name: str
    towns: tuple[str, ...]
    pull: float


DISTRICTS = [
    District("E07X00001", "harnsworth", "Harnsworth City Council", ("Harnsworth",), 0.62),
    District(
        "E07X00002", "skelder-coast", "Skelder Coast District Council", ("Skelderby", "Saltby Haven"), 1.0
    ),
    District(
        "E07X00003", "wendle-valley", "Wendle Valley District Council", ("Wendlebridge", "Dunmarsh"), 1.0
    ),
    District(
        "E07X00004",
        "otter-and-fenning",
        "Otter and Fenning District Council",
        ("Ottermouth", "Market Fenning", "Great Ottering", "Thornhythe"),
        1.0,
    ),
    District("E07X00005", "marling", "Marling Borough Council", ("Castle Marling", "Stoke Averill"), 1.0),
    District(
        "E07X00006",
        "north-wold",
        "North Wold District Council",
        ("Brackenford", "Kelsingham", "Easterwold"),
        1.0,
    ),
]
VILLAGES = 185
PEOPLE = 600_000
WARDS = 120
DIVISIONS = 57


def chance(*what: object) -> random.Random:
    """A stream of chance of its own for each purpose, so that a change here does not redraw everything."""
    return random.Random("/".join(str(part) for part in (SEED, *what)))


def lonlat(xy: np.ndarray) -> np.ndarray:
    """Kilometres to WGS84 degrees, rounded to a tenth of a metre."""
    xy = np.asarray(xy, dtype=float)
    return np.round(np.column_stack([WEST + xy[:, 0] / KM_PER_LON, SOUTH + xy[:, 1] / KM_PER_LAT]), 6)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """The same shape in WGS84."""
    return shapely.transform(shape, lonlat)


def smooth(points: list[tuple[float, float]], rounds: int = 3) -> LineString:
    """Chaikin's corner cutting: a curve through the neighbourhood of the points, both ends kept."""
    line = np.asarray(points, dtype=float)
    for _ in range(rounds):
        cut = np.empty((2 * len(line) - 2, 2))
        cut[0::2] = 0.75 * line[:-1] + 0.25 * line[1:]
        cut[1::2] = 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.vstack([line[:1], cut[1:-1], line[-1:]])
    return LineString(line)


def wander(
    start: tuple[float, float], end: tuple[float, float], sway: float, step: float, dice: random.Random
) -> list[tuple[float, float]]:
    """A line that sways like a lane or a parish border: midpoints moved sideways until pieces are short."""
    length = math.dist(start, end)
    if length <= step:
        return [start, end]
    push = dice.gauss(0, sway) * length
    push = max(-2 * sway * length, min(2 * sway * length, push))
    dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    middle = ((start[0] + end[0]) / 2 - dy * push, (start[1] + end[1]) / 2 + dx * push)
    first = wander(start, middle, sway, step, dice)
    return first[:-1] + wander(middle, end, sway, step, dice)
