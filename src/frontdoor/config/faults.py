"""Faults outside any view: people read a page, partner systems the shape their standard has."""

import sys

from django.http import HttpRequest, HttpResponse

from frontdoor.api.open311 import faults as open311
from frontdoor.portal.views import faults as portal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _from_partner(request):
        return open311.whatever(request, exception, otherwise=400)
    return portal.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _from_partner(request):
        return open311.whatever(request, exception, otherwise=403)
    return portal.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if _from_partner(request):
        return open311.whatever(request, exception, otherwise=404)
    return portal.not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    if _from_partner(request):
        return open311.whatever(request, sys.exc_info()[1], otherwise=500)
    return portal.fault(request)


def _from_partner(request: HttpRequest) -> bool:
    return request.path_info.startswith("/open311/")
