"""Our addresses. The table in routes.py says what each of them takes and gives."""

from django.urls import URLPattern, URLResolver, re_path

from frontdoor.api.open311 import definitions, discovery, filing, listing, updates
from frontdoor.api.open311.endpoint import endpoint as answers
from frontdoor.api.open311.endpoint import nothing_here

_SUFFIX = r"(?:\.(?P<suffix>[^./]*))?/?$"
_discovery = answers(get=discovery.discovery, content_types=discovery.CONTENT_TYPES)

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(rf"^(?:v2/)?discovery{_SUFFIX}", _discovery, name="open311_discovery"),
    re_path(rf"^v2/services{_SUFFIX}", answers(get=definitions.service_list), name="open311_services"),
    re_path(
        rf"^v2/services/(?P<service_code>[^/]+?){_SUFFIX}",
        answers(get=definitions.service_definition),
        name="open311_service",
    ),
    re_path(
        rf"^v2/requests{_SUFFIX}",
        answers(get=listing.request_list, post=filing.file_request),
        name="open311_requests",
    ),
    re_path(
        rf"^v2/requests/(?P<service_request_id>[^/]+?){_SUFFIX}",
        answers(get=listing.one_request),
        name="open311_request",
    ),
    re_path(rf"^v2/tokens/(?P<token>[^/]+?){_SUFFIX}", answers(get=listing.token), name="open311_token"),
    re_path(
        rf"^v2/servicerequestupdates{_SUFFIX}",
        answers(get=updates.update_list, post=updates.file_update),
        name="open311_updates",
    ),
    re_path(r"^(?P<path>.*)$", nothing_here, name="open311_nothing"),
]
