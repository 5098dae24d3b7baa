"""Places, distances and the map."""

from frontdoor.design.types import MapView
from frontdoor.organisation.types import CouncilDetails

_LAYERS = (
    ("water", "rivers"),
    ("park", "parks"),
    ("building", "private_land"),
    ("road", "roads"),
    ("trunk", "trunk_roads"),
    ("boundary", "boundary"),
    ("light", "street_lights"),
)


def map_of(
    council: CouncilDetails, latitude: str = "", longitude: str = "", *, label: str = "Map"
) -> MapView:
    """The council's map, with a pin where a place is given."""
    west, south, east, north = council.bounds
    return MapView(
        centre=(council.centre_lat, council.centre_long),
        latitude=latitude,
        longitude=longitude,
        bounds=(south, west, north, east),
        layers=tuple((look, f"/map/layers.json?layer={layer}&bbox={{bbox}}") for look, layer in _LAYERS),
        tiles=council.tiles,
        label=label,
    )


def about_metres(metres: float) -> str:
    """A distance as people say it: about 20 metres, about 2.5 kilometres."""
    if metres < 10:
        return "a few steps"
    if metres < 1000:
        step = 10 if metres < 300 else 50
        return f"about {max(step, round(metres / step) * step)} metres"
    return f"about {metres / 1000:.1f} kilometres"
