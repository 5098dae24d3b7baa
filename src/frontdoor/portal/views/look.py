"""What pages load besides themselves: the council's colour, and the map it draws on."""

import gzip
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.design import colour
from frontdoor.organisation import queries as organisation
from frontdoor.portal.views.methods import methods

_LAYERS = frozenset({"rivers", "parks", "private_land", "roads", "trunk_roads", "boundary", "street_lights"})
_HOUR = 3600
_WORTH_PACKING = 1000  # characters


@open_to(Audience.ANYONE)
@methods("GET")
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The council's colour as custom properties; empty where the council has none."""
    council = organisation.council()
    text = colour.stylesheet(council.colour) if council else ""
    return _kept(request, text, "text/css; charset=utf-8", f"colour-{council.colour if council else ''}")


@open_to(Audience.ANYONE)
@methods("GET")
def layer(request: HttpRequest) -> HttpResponse:
    """One layer of the map inside a box, as GeoJSON: ?layer=roads&bbox=west,south,east,north (degrees)."""
    name, box = request.GET.get("layer", ""), _box(request.GET.get("bbox", ""))
    if name not in _LAYERS or box is None:
        words = '{"error": "Give a layer of the map, and bbox as west,south,east,north in degrees."}'
        return HttpResponse(words, status=400, content_type="application/json")
    text, mark = organisation.map_layer(name, box)
    return _kept(request, text, "application/geo+json", mark)


def _box(given: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north; None for anything that is no box on the earth."""
    try:
        west, south, east, north = (float(part) for part in given[:120].split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return west, south, east, north


@lru_cache(maxsize=128)
def _packed(text: str) -> bytes:
    """Public data, the same for everybody: packing it gives nothing away."""
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def _kept(request: HttpRequest, text: str, content_type: str, mark: str) -> HttpResponse:
    """An answer that browsers keep for an hour and then only ask whether it is still right."""
    tag = quote_etag(mark)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", "") and len(text) > _WORTH_PACKING:
        response = HttpResponse(_packed(text), content_type=content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(text, content_type=content_type)
    response["ETag"] = tag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={_HOUR}"
    return response
