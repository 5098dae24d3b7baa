"""Reads about the council, its teams and places."""

from frontdoor.organisation.models import Address, Area, Asset, Body, Council, Street, Team
from frontdoor.organisation.queries.addresses import (
    address,
    addresses_at,
    find_places,
    postcode,
    postcode_key,
)
from frontdoor.organisation.queries.council import calendar, closed_days, council, forget_cached, kept
from frontdoor.organisation.queries.places import (
    area_names,
    areas_at,
    areas_of_kind,
    map_layers,
    nearest_street_name,
    responsible,
)
from frontdoor.organisation.queries.teams import (
    bodies,
    body,
    leaders_of,
    members_of,
    team,
    team_by_code,
    team_ids_of,
    teams,
)

__all__ = [
    "Address",
    "Area",
    "Asset",
    "Body",
    "Council",
    "Street",
    "Team",
    "address",
    "addresses_at",
    "area_names",
    "areas_at",
    "areas_of_kind",
    "bodies",
    "body",
    "calendar",
    "closed_days",
    "council",
    "find_places",
    "forget_cached",
    "kept",
    "leaders_of",
    "map_layers",
    "members_of",
    "nearest_street_name",
    "postcode",
    "postcode_key",
    "responsible",
    "team",
    "team_by_code",
    "team_ids_of",
    "teams",
]
