"""Our addresses, from the table of routes."""

import re

from django.urls import URLPattern, URLResolver, re_path

from frontdoor.api.open311.description import openapi
from frontdoor.api.open311.endpoint import endpoint, nothing_here
from frontdoor.api.open311.routes import ROUTES, Route


def _pattern(route: Route) -> str:
    path = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", route.path)
    return rf"^{path}(?:\.(?P<suffix>[^./]*))?/?$"


def _address(route: Route) -> URLPattern:
    post = route.post.handler if route.post else None
    view = endpoint(get=route.get.handler, post=post, content_types=route.content_types)
    return re_path(_pattern(route), view, name=f"open311_{route.name}")


urlpatterns: list[URLPattern | URLResolver] = [
    *map(_address, ROUTES),
    re_path(r"^v2/openapi\.(?P<suffix>json)$", endpoint(get=openapi), name="open311_openapi"),
    re_path(r"^(?P<path>.*)$", nothing_here, name="open311_nothing"),
]
