"""The hexagon in which a point lies, so that "near here" is an index look-up."""

from h3.api import basic_int as h3

from frontdoor.core.geography import Point

_RESOLUTION = 9  # hexagons of about 200 metres from corner to corner opposite


def cell_of(point: Point) -> int:
    """The hexagon a point lies in, for an index column."""
    return int(h3.latlng_to_cell(point.lat, point.long, _RESOLUTION))


def around(point: Point) -> list[int]:
    """The point's hexagon and its six neighbours: they cover at least 170 metres around any point in it."""
    return [int(cell) for cell in h3.grid_disk(cell_of(point), 1)]
