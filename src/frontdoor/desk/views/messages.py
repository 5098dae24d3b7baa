"""Messages that need a person: those that failed, and those of which nobody knows whether they arrived."""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Action, NotAllowed
from frontdoor.design.types import Error, Field, Paging
from frontdoor.desk.forms import reading
from frontdoor.desk.forms.doings import check
from frontdoor.desk.forms.reading import MAX_LINE, Typed, Wrong
from frontdoor.desk.presenters import case as case_presenter
from frontdoor.desk.presenters import messages as presenter
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of
from frontdoor.notifications import operations, queries
from frontdoor.notifications.queries import Notification
from frontdoor.notifications.types import Delivery


@open_to(STAFF)
@methods("GET")
def messages(request: HttpRequest) -> HttpResponse:
    """The messages this viewer may decide on, newest first."""
    before = request.GET.get("before", "")
    before_id = reading.number(before) if before else None
    found = cases.undelivered(viewer_of(request), limit=cases.PAGE + 1, before_id=before_id)
    shown = found[: cases.PAGE]
    here = reverse("desk-messages")
    paging = Paging(
        here if before_id else "",
        f"{here}?before={shown[-1].message.pk}" if len(found) > len(shown) else "",
    )
    context = {"columns": presenter.COLUMNS, "rows": presenter.rows(shown), "paging": paging}
    return page(request, "messages", context, section="messages")


@open_to(STAFF)
@methods("GET", "POST")
def send_again(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a message once more, with a reason: the person decides what no program can know."""
    message, who, typed = queries.notification(message_id), viewer_of(request), Typed(request.POST)
    case = cases.case_of(message, who) if message else None
    if message is None or case is None:
        raise Http404
    refused, wrong, status = "", None, 200
    try:
        check(case, who, Action.SEND_AGAIN)
        if request.method == "POST":
            _again(request, message, typed)
            return redirect("desk-case", case.reference)
    except NotAllowed as fault:
        refused, status = str(fault), 403
    except Wrong as fault:
        wrong, status = fault, 400
    field = Field(
        "why",
        "Why do you send it again?",
        "textarea",
        typed.raw("why"),
        "For example: they told us on the phone that it did not arrive.",
        error=str(wrong or ""),
        rows=3,
    )
    return page(
        request,
        "send_again",
        {
            "message": message,
            "case": case,
            "tags": case_presenter.tags(case, timezone.now()),
            "trouble": presenter.trouble(message),
            "needs_a_person": message.delivery in (Delivery.FAILED, Delivery.UNKNOWN),
            "unknown": message.delivery == Delivery.UNKNOWN,
            "refused": refused,
            "field_why": field,
            "errors": [Error(str(wrong), "#why")] if wrong else [Error(refused)] if refused else [],
        },
        section="messages",
        status=status,
    )


def _again(request: HttpRequest, message: Notification, typed: Typed) -> None:
    why = typed.words("why", most=MAX_LINE)
    if not why.strip():
        raise Wrong("why", "Say why you send it again.")
    by = accounts.actor(user_of(request))
    if operations.send_again(notification_id=message.pk, by=by, at=timezone.now(), why=why.strip()):
        notices.success(request, "The message is on its way again.")
    else:
        notices.info(request, "The message is being sent already: somebody else was faster.")
