"""The end of a form: check the answers, look at what others reported near here, send, and what happens next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Near
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.core import files, rates
from frontdoor.core.actors import PUBLIC
from frontdoor.core.callers import address_of
from frontdoor.design.types import Error
from frontdoor.intake import operations as intake
from frontdoor.intake import queries as intake_queries
from frontdoor.intake.queries import Draft
from frontdoor.intake.types import Gone
from frontdoor.organisation import queries as organisation
from frontdoor.portal import visits
from frontdoor.portal.presenters import sending as present
from frontdoor.portal.views.files import picture
from frontdoor.portal.views.form_steps import (
    count_signposted,
    elsewhere,
    last_page_address,
    next_address,
    service_or_404,
)
from frontdoor.portal.views.methods import methods

REPORTS_AN_HOUR = 60


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check your answers; then send, or first look at what others reported near here."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    unready = _unready(request, service, draft)
    if unready or draft is None:
        return unready or redirect("report-start", code=code)
    near = _near(draft, service)
    if request.method == "POST":
        if near:
            return redirect("report-nearby", code=code)
        return _send(request, service, draft)
    settled = intake_queries.settle_draft(draft, service)
    page = present.answers(service, catalogue.form(draft.form_version_id), draft, settled)
    context = {
        "service": service,
        "page": page,
        "draft": str(draft.pk),
        "more_to_ask": bool(near),
        "before": last_page_address(service, draft),
        "notices": visits.told(request),
    }
    return render(request, "portal/check.html", context)


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def nearby(request: HttpRequest, code: str) -> HttpResponse:
    """Open reports near the place: is it one of these? Either answer sends the form."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    unready = _unready(request, service, draft)
    if unready or draft is None:
        return unready or redirect("report-start", code=code)
    near = _near(draft, service)
    errors = []
    if request.method == "POST":
        choice = request.POST.get("which", "")
        if choice == "none" or not near:
            return _send(request, service, draft)
        if choice in {one.case.reference for one in near}:
            return _send(request, service, draft, join=choice)
        errors = [Error("Say if it is one of these, or a new one", "#which")]
    elif not near:
        return redirect("report-check", code=code)
    context = {
        "service": service,
        "page": present.nearby(near, error=errors[0].text if errors else "", at=timezone.now()),
        "draft": str(draft.pk),
        "back": reverse("report-check", args=[code]),
        "errors": errors,
    }
    return render(request, "portal/nearby.html", context, status=400 if errors else 200)


@open_to(Audience.ANYONE)
@methods("GET")
@never_cache
def not_ours(request: HttpRequest, code: str) -> HttpResponse:
    """The place belongs to another body: who they are and how to reach them. Nothing is sent."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    settled = elsewhere(draft, service) if draft else None
    if draft is None or settled is None:
        return redirect("report-start", code=code)
    body = organisation.body(settled.responsibility.body_id)
    if body is None:
        raise Http404
    page = present.not_ours(service, catalogue.form(draft.form_version_id), settled, body)
    return render(request, "portal/not_ours.html", {"service": service, "page": page})


@open_to(Audience.ANYONE)
@methods("GET")
@never_cache
def sent(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """It is sent: the reference, what happens next and by when, and how to follow it."""
    service = service_or_404(code)
    draft_id = visits.draft_sent_as(request, reference)
    receipt = intake_queries.submitted(f"draft:{draft_id}") if draft_id else None
    case = cases.by_reference(reference) if receipt else None
    if receipt is None or case is None:
        raise Http404
    notice = next((one for one in cases.notices(case.pk) if one.contact_id == receipt.contact_id), None)
    page = present.sent(service, case, notice, handed_on=receipt.handed_on)
    return render(request, "portal/sent.html", {"page": page, "notices": visits.told(request)})


@open_to(Audience.ANYONE)
@methods("GET")
@never_cache
def photo(request: HttpRequest, code: str, file_id: int) -> HttpResponse:
    """A photo of the form being filled in, for the one who added it."""
    service = service_or_404(code)
    draft = visits.draft(request, service)
    kept = {
        one
        for answer in (draft.answers if draft else {}).values()
        if isinstance(answer, list)
        for one in answer
    }
    if draft is None or file_id not in kept or str(file_id) not in draft.file_names:
        raise Http404
    try:
        data, content_type = files.read(file_id)
    except LookupError as gone:
        raise Http404 from gone
    return picture(data, content_type)


def _unready(request: HttpRequest, service: ServiceShown, draft: Draft | None) -> HttpResponse | None:
    """Where to go instead, as long as the form cannot be sent; None when it can."""
    given = request.POST.get("draft", "")
    reference = visits.sent_as(request, given)
    if reference:  # pressed twice, or Back and sent again: it is the same report
        return redirect("report-sent", code=service.code, reference=reference)
    last = visits.last_sent(request, service)
    if draft is None and last:  # the Back button, after sending
        return redirect("report-sent", code=service.code, reference=last)
    if draft is None or (request.method == "POST" and given != str(draft.pk)):
        return redirect("report-start", code=service.code)
    check_address = reverse("report-check", args=[service.code])
    onward = next_address(service, draft)
    if onward != check_address:
        return redirect(onward)
    settled = elsewhere(draft, service)
    if settled:
        if request.method == "POST":
            count_signposted(request, draft, service, settled)
        return redirect("report-elsewhere", code=service.code)
    return None


def _near(draft: Draft, service: ServiceShown) -> list[Near]:
    """Open public reports of the same service near the draft's place, if it has a point."""
    settled = intake_queries.settle_draft(draft, service)
    if settled is None or settled.where.point is None or not service.public_reports:
        return []
    return cases.nearby_open(settled.where.point, service_ids=[service.id])


def _send(request: HttpRequest, service: ServiceShown, draft: Draft, join: str = "") -> HttpResponse:
    now = timezone.now()
    rates.spend("report", address_of(request), limit=REPORTS_AN_HOUR, seconds=3600, at=now)
    draft_id = str(draft.pk)
    try:
        receipt = intake.submit_draft(draft_id, join=join, by=PUBLIC, at=now)
    except Gone as gone:
        visits.dropped(request, service)
        visits.tell(request, str(gone))
        return redirect("report-start", code=service.code)
    visits.sent(request, service, draft_id, receipt.reference)
    mine = next((one for one in cases.notices(receipt.case_id) if one.contact_id == receipt.contact_id), None)
    if mine and mine.source_record_id:
        visits.may_follow(request, receipt.reference, mine.source_record_id)
    return redirect("report-sent", code=service.code, reference=receipt.reference)
