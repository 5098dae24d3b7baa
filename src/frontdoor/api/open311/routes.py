"""The table of our addresses: what each takes and gives. The URL map and the published description come from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontdoor.api.open311 import definitions, discovery, filing, listing, updates
from frontdoor.api.open311.endpoint import Handler


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. Names refer to schemas.py: `takes` are query parameters, `form` is a body.

    `missing`: what may not be found, besides the jurisdiction.
    """

    handler: Handler
    says: str
    gives: str
    takes: tuple[str, ...] = ()
    form: str = ""
    missing: str = ""
    needs_key: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One address below /open311/, without its format; parts in braces are parameters."""

    name: str
    path: str
    get: Operation
    post: Operation | None = None
    content_types: Mapping[str, str] = field(default_factory=dict)


_PAGES = ("page", "page_size")
_DISCOVERY = Operation(discovery.discovery, "Where our endpoints are and how to get a key", "discovery")

ROUTES = (
    Route("discovery", "discovery", _DISCOVERY, content_types=discovery.CONTENT_TYPES),
    Route("discovery_v2", "v2/discovery", _DISCOVERY, content_types=discovery.CONTENT_TYPES),
    Route("services", "v2/services", Operation(definitions.service_list, "The services offered", "services")),
    Route(
        "service",
        "v2/services/{service_code}",
        Operation(
            definitions.service_definition,
            "What a service asks besides what every request has",
            "service_definition",
            missing="service_code",
        ),
    ),
    Route(
        "requests",
        "v2/requests",
        Operation(
            listing.request_list,
            "Requests, newest first: those with the ids given, which overrides all other parameters, or those "
            "of at most 90 days; without dates the latest 90 days. Of a longer time, its last 90 days. "
            "With a key also those that this key sent",
            "service_requests",
            takes=(
                "service_request_id",
                "service_code",
                "start_date",
                "end_date",
                "status",
                *_PAGES,
            ),
        ),
        Operation(
            filing.file_request,
            "Send a request. With the attribute fixmystreet_id, the same id again gives the same request. "
            "In multipart form, files of any name are photos, at most 5. A media_url is kept for staff as a "
            "link, and never opened by us",
            "filed",
            form="request",
            missing="service_code",
            needs_key=True,
        ),
    ),
    Route(
        "request",
        "v2/requests/{service_request_id}",
        Operation(listing.one_request, "One request", "service_requests", missing="service_request_id"),
    ),
    Route(
        "token",
        "v2/tokens/{token}",
        Operation(
            listing.token,
            "The request of a token. Ids are given at once, so the only tokens are the ids themselves",
            "tokens",
            missing="token",
        ),
    ),
    Route(
        "updates",
        "v2/servicerequestupdates",
        Operation(
            updates.update_list,
            "What was decided or said about requests, oldest first; without dates that of the last 24 hours",
            "service_request_updates",
            takes=("start_date", "end_date", *_PAGES),
        ),
        Operation(
            updates.file_update,
            "Say something about a request. The same update_id again changes nothing",
            "updated",
            form="update",
            missing="service_request_id",
            needs_key=True,
        ),
    ),
)
