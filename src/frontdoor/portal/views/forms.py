"""A form being filled in: one page after the other, until the answers can be checked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.catalogue import policies
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Form, Page
from frontdoor.intake import operations as intake
from frontdoor.intake.queries import Draft
from frontdoor.portal import visits
from frontdoor.portal.presenters import questions as present
from frontdoor.portal.presenters.markdown import html
from frontdoor.portal.presenters.questions import Shown
from frontdoor.portal.views import answering, words
from frontdoor.portal.views.form_steps import next_address, page_address, service_or_404
from frontdoor.portal.views.methods import methods


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a form. Where one was begun before, offer to carry on; a POST throws that one away."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    if request.method == "POST":
        if draft:
            intake.discard(str(draft.pk))
        visits.dropped(request, service)
    elif draft:
        context = {"service": service, "carry_on": next_address(service, draft)}
        return render(request, "portal/start.html", context)
    return redirect(page_address(service, service.form.pages[0]))


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def page(request: HttpRequest, code: str, page_code: str) -> HttpResponse:
    """One page of a form."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    form = catalogue.form(draft.form_version_id) if draft else service.form
    asked = form.page(page_code)
    if asked is None:
        raise Http404
    if request.method == "GET" or request.method == "HEAD":
        return _show(request, service, draft, form, asked)
    result = answering.answer(request, service, draft, form, asked)
    if isinstance(result, HttpResponse):
        return result
    return _draw(request, service, form, asked, result.answers, result.shown, status=400)


@open_to(Audience.ANYONE)
@methods("GET")
@never_cache
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """A kind end: why the form does not go on, and where else to go."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    found = policies.stop_for(catalogue.form(draft.form_version_id), draft.answers) if draft else None
    if found is None:
        return redirect("report-start", code=code)
    asked, reason = found
    context = {"title": reason.title, "body": html(reason.body), "back": page_address(service, asked)}
    return render(request, "portal/stop.html", context)


def _show(
    request: HttpRequest, service: ServiceShown, draft: Draft | None, form: Form, asked: Page
) -> HttpResponse:
    answers = draft.answers if draft else {}
    pages = policies.pages_for(form, answers)
    seen = frozenset(draft.seen) if draft else frozenset()
    if asked not in pages or any(one.code not in seen for one in pages[: pages.index(asked)]):
        # an address from somewhere else, or of a page that these answers do not lead to
        return redirect(next_address(service, draft) if draft else page_address(service, form.pages[0]))
    pick = words.in_address(request, "pick", most=3)
    shown = Shown(
        find=words.in_address(request, "find", most=100),
        pick=int(pick) if pick.isascii() and pick.isdecimal() else None,
        by_hand="by_hand" in request.GET,
        afresh="afresh" in request.GET,
        taken_at=visits.photo_taken_at(request, service),
    )
    return _draw(request, service, form, asked, answers, shown)


def _draw(
    request: HttpRequest,
    service: ServiceShown,
    form: Form,
    asked: Page,
    answers: dict[str, object],
    shown: Shown,
    *,
    status: int = 200,
) -> HttpResponse:
    draft = visits.draft(request, service)
    changing = "change" in request.GET or "change" in request.POST
    drawn = present.form_page(service, form, asked, answers, shown)
    context = {
        "service": service,
        "page": drawn,
        "draft": str(draft.pk) if draft else "",
        "here": page_address(service, asked),
        "back": _before(service, form, asked, answers, changing=changing),
        "changing": changing,
        "errors": list(drawn.errors),
        "notices": visits.told(request),
    }
    return render(request, "portal/page.html", context, status=status)


def _before(
    service: ServiceShown, form: Form, asked: Page, answers: dict[str, object], *, changing: bool
) -> str:
    """Where Back leads: to the answers where one is being changed, else to the page before."""
    if changing:
        return reverse("report-check", args=[service.code])
    pages = policies.pages_for(form, answers)
    number = pages.index(asked) if asked in pages else 0
    return page_address(service, pages[number - 1]) if number else reverse("service", args=[service.code])
