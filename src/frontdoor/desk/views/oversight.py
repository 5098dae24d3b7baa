"""What managers and administrators see to: who did and saw what, and jobs that were given up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Role
from frontdoor.cases import queries as cases
from frontdoor.core import audit, jobs
from frontdoor.desk.forms.reading import Typed
from frontdoor.desk.presenters import case as case_presenter
from frontdoor.desk.presenters import oversight as presenter
from frontdoor.desk.views.pages import OVERSEERS, methods, page, user_of, viewer_of


@open_to(OVERSEERS)
@methods("GET")
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Who did and saw what of one case, newest first."""
    case = cases.get(reference, viewer_of(request))
    if case is None:
        raise Http404
    return page(
        request,
        "history",
        {
            "case": case,
            "tags": case_presenter.tags(case, timezone.now()),
            "back": reverse("desk-case", args=[reference]),
            "columns": presenter.HISTORY_COLUMNS,
            "rows": presenter.history(audit.history(f"case:{case.pk}")),
        },
        section="cases",
    )


@open_to(Role.ADMINISTRATOR)
@methods("GET", "POST")
def given_up(request: HttpRequest) -> HttpResponse:
    """Jobs that failed every time; each can be tried again."""
    if request.method == "POST":
        job_id = Typed(request.POST).number("job") or 0
        tried = jobs.try_again(job_id, by=accounts.actor(user_of(request)), at=timezone.now())
        said = "The job is tried again." if tried else "The job is no longer waiting for anybody."
        (messages.success if tried else messages.info)(request, said)
        return redirect("desk-jobs")
    return page(request, "jobs", {"jobs": presenter.jobs(jobs.given_up())}, section="jobs")
