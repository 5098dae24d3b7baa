"""Pages about the website itself and how else to reach the council."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.portal.presenters import about as present
from frontdoor.portal.views.methods import methods


@open_to(Audience.ANYONE)
@methods("GET")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement that the law asks for: SI 2018/952, regulation 8."""
    return render(request, "portal/about/accessibility.html", {"page": present.accessibility()})


@open_to(Audience.ANYONE)
@methods("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    """What we do with what people tell us."""
    return render(request, "portal/about/privacy.html", {})


@open_to(Audience.ANYONE)
@methods("GET")
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies there are."""
    return render(request, "portal/about/cookies.html", {})


@open_to(Audience.ANYONE)
@methods("GET")
def contact(request: HttpRequest) -> HttpResponse:
    """Every way to reach the council, the telephone first."""
    return render(request, "portal/about/contact.html", {"page": present.contact()})
