"""The council's map with the place of a case."""

from frontdoor.cases.queries import Case
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


def map_of(council: CouncilDetails, case: Case) -> MapView:
    """The map around the place of a case. Its background comes from the same address as the residents' map."""
    west, south, east, north = council.bounds
    return MapView(
        centre=(case.lat or council.centre_lat, case.long or council.centre_long),
        latitude=f"{case.lat:.6f}",
        longitude=f"{case.long:.6f}",
        zoom=17,
        bounds=(south, west, north, east),
        layers=tuple((look, f"/map/layers.json?layer={layer}&bbox={{bbox}}") for look, layer in _LAYERS),
        tiles=council.tiles,
        label=f"Map of the place of {case.reference}",
    )
