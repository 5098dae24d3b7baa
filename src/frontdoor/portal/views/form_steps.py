"""The way through a form: which page comes next, and when the answers lead out of it."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from frontdoor.catalogue import policies
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Page
from frontdoor.contacts.types import Channel
from frontdoor.core.actors import PUBLIC
from frontdoor.intake import operations as intake
from frontdoor.intake import queries as intake_queries
from frontdoor.intake.queries import Draft
from frontdoor.intake.types import Approach, Settled
from frontdoor.organisation.types import Handoff
from frontdoor.portal import visits


def service_or_404(code: str) -> ServiceShown:
    """The service of this code that residents can use on the web."""
    found = catalogue.service(code)
    if found is None or "web" not in found.channels:
        raise Http404
    return found


def page_address(service: ServiceShown, page: Page) -> str:
    return reverse("report-page", args=[service.code, page.code])


def next_address(
    service: ServiceShown, draft: Draft, *, after: Page | None = None, back_to_answers: bool = False
) -> str:
    """Where a form goes on: a stop, the page after `after`, the first that needs something, or the answers."""
    form = catalogue.form(draft.form_version_id)
    if policies.stop_for(form, draft.answers):
        return reverse("report-stop", args=[service.code])
    pages = policies.pages_for(form, draft.answers)
    if after in pages and not back_to_answers:
        later = pages[pages.index(after) + 1 :]
        if later:
            return page_address(service, later[0])
    missing = policies.first_unanswered(form, draft.answers, frozenset(draft.seen))
    return page_address(service, missing) if missing else reverse("report-check", args=[service.code])


def last_page_address(service: ServiceShown, draft: Draft) -> str:
    """The last page of the form that these answers lead to."""
    pages = policies.pages_for(catalogue.form(draft.form_version_id), draft.answers)
    return page_address(service, pages[-1])


def elsewhere(draft: Draft, service: ServiceShown) -> Settled | None:
    """The place of the draft, settled, where another body looks after it and people are told to go there."""
    settled = intake_queries.settle_draft(draft, service)
    if settled and settled.responsibility.handoff is Handoff.SIGNPOST:
        return settled
    return None


def count_signposted(request: HttpRequest, draft: Draft, service: ServiceShown, settled: Settled) -> None:
    """Count that somebody came to us with another body's matter: once for each form and body, without any answer."""
    told = f"{draft.pk}:{settled.responsibility.body_id}"
    if not visits.first_time(request, told):
        return
    approach = Approach(service=service, answers={}, channel=Channel.WEB, key="")
    intake.signpost(approach, body_id=settled.responsibility.body_id, by=PUBLIC, at=timezone.now())
