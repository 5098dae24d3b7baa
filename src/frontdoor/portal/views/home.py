"""The way in: what the council can do for somebody, and finding it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.catalogue import queries as catalogue
from frontdoor.core import references
from frontdoor.organisation import queries as organisation
from frontdoor.portal import visits
from frontdoor.portal.presenters import catalogue as present
from frontdoor.portal.views import words
from frontdoor.portal.views.methods import methods


@open_to(Audience.ANYONE)
@methods("GET")
def home(request: HttpRequest) -> HttpResponse:
    """The landing page: search, services, following a request."""
    return render(request, "portal/home.html", {"groups": present.groups(catalogue.services())})


@open_to(Audience.ANYONE)
@methods("GET")
def services(request: HttpRequest) -> HttpResponse:
    """Every service on offer, by group."""
    return render(request, "portal/service_list.html", {"groups": present.groups(catalogue.services())})


@open_to(Audience.ANYONE)
@methods("GET")
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: what it is, what is promised, how to begin."""
    found = catalogue.service(code)
    if found is None:
        raise Http404
    page = present.service_page(found, organisation.council())
    return render(request, "portal/service.html", {"page": page})


@open_to(Audience.ANYONE)
@methods("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Services that fit some words; a reference leads to following it."""
    asked = words.in_address(request, "q")
    reference = references.parse(asked) if asked else None
    found = catalogue.search(asked) if asked and not reference else []
    context = {
        "asked": asked,
        "reference": reference or "",
        "follow": f"{reverse('follow')}?reference={reference}" if reference else "",
        "cards": [present.card(one) for one in found],
        "notices": visits.told(request),
    }
    return render(request, "portal/search.html", context)
