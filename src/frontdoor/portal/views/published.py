"""What everybody may see: public reports, without a word about who made them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.cases import queries as cases
from frontdoor.catalogue import queries as catalogue
from frontdoor.core import references
from frontdoor.organisation import queries as organisation
from frontdoor.portal import visits
from frontdoor.portal.presenters import published as present
from frontdoor.portal.views import words
from frontdoor.portal.views.methods import methods

PAGE = 20


@open_to(Audience.ANYONE)
@methods("GET")
def reports(request: HttpRequest) -> HttpResponse:
    """Public reports, newest first, a page at a time."""
    chosen = catalogue.service(words.in_address(request, "service", most=60))
    before = references.parse(words.in_address(request, "before", most=60))
    rows = cases.public_page(before=before, service_id=chosen.id if chosen else None, limit=PAGE + 1)
    page = present.reports(rows[:PAGE], chosen=chosen, more=len(rows) > PAGE, first=before is None)
    return render(request, "portal/reports.html", {"page": page})


@open_to(Audience.ANYONE)
@methods("GET")
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """One public report. One that is private and one that is not there look the same."""
    parsed = references.parse(reference)
    case = cases.public().select_related("body").filter(reference=parsed).first() if parsed else None
    if case is None:
        raise Http404
    if parsed != reference:
        return redirect("report-public", reference=parsed)
    page = present.report(case, council=organisation.council())
    follows = visits.follows_as(request, case.reference) is not None
    return render(request, "portal/report.html", {"page": page, "follows": follows})
