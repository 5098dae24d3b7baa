"""A customer: all they told us, for somebody with a reason. Every look is recorded with it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Viewer
from frontdoor.contacts import queries as contacts
from frontdoor.core import references
from frontdoor.customers import operations, queries
from frontdoor.design.types import Error, Field
from frontdoor.desk.forms.reading import Typed, Wrong
from frontdoor.desk.presenters import customers as presenter
from frontdoor.desk.presenters import queues
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of

_MINUTES = 60  # a reason given holds for so long
_MOST = 20


@open_to(STAFF)
@methods("GET", "POST")
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Ask why, then show the customer, with contacts and cases as far as they exist for the viewer."""
    who, now = viewer_of(request), timezone.now()
    hidden = presenter.hidden(customer_id, who)
    if queries.shown(customer_id, without=hidden) is None:
        raise Http404
    if request.method == "POST":
        return _give_reason(request, customer_id, at=now)
    why = _case_as_reason(request, customer_id, who) or _reason_given(request, customer_id, at=now)
    if not why:
        return _ask(request, Typed({}))
    by = accounts.actor(user_of(request))
    shown = operations.look(customer_id=customer_id, by=by, why=why, at=now, without=hidden)
    if shown is None:
        raise Http404
    records = [record.pk for record in shown.records]
    return page(
        request,
        "customer",
        {
            "name": shown.name or "No name given",
            "why": why,
            "details": presenter.details(shown),
            "records": presenter.records(shown),
            "case_columns": queues.COLUMNS,
            "cases": queues.rows(cases.of_source_records(records, who), now=now),
            "contact_columns": presenter.CONTACT_COLUMNS,
            "contacts": presenter.contacts(contacts.of_source_records(records), who),
        },
        section="",
    )


def _ask(request: HttpRequest, typed: Typed, wrong: Wrong | None = None) -> HttpResponse:
    hint = "For example: they are on the phone, or the number of a case. It is kept with your name."
    field = Field("why", "Why do you look at this customer?", value=typed.raw("why"), hint=hint)
    errors = []
    if wrong:
        field = Field("why", field.label, value=field.value, hint=hint, error=str(wrong))
        errors = [Error(str(wrong), "#why")]
    context = {"field_why": field, "errors": errors}
    return page(request, "customer_why", context, section="", status=400 if wrong else 200)


def _give_reason(request: HttpRequest, customer_id: int, *, at: datetime) -> HttpResponse:
    typed = Typed(request.POST)
    try:
        why = typed.line("why")
        if len(why) < 3:
            raise Wrong("why", "Say why you look at this customer.")
    except Wrong as fault:
        return _ask(request, typed, fault)
    given = {k: v for k, v in _reasons(request).items() if k != str(customer_id)}
    given[str(customer_id)] = [why, at.timestamp() + _MINUTES * 60]
    request.session["reasons"] = dict(list(given.items())[-_MOST:])
    return redirect(reverse("desk-customer", args=[customer_id]))


def _reasons(request: HttpRequest) -> dict[str, list[object]]:
    found = request.session.get("reasons")
    return found if isinstance(found, dict) else {}


def _reason_given(request: HttpRequest, customer_id: int, *, at: datetime) -> str:
    why, until = _reasons(request).get(str(customer_id), ["", 0.0])
    return str(why) if float(str(until)) > at.timestamp() else ""


def _case_as_reason(request: HttpRequest, customer_id: int, who: Viewer) -> str:
    """A case of this customer that exists for the viewer is reason enough; "" for any other."""
    reference = references.parse(request.GET.get("case", "")[:60])
    case = cases.get(reference, who) if reference else None
    if case is None:
        return ""
    known = {notice.source_record.customer_id for notice in cases.notices(case.pk) if notice.source_record}
    return f"case:{case.pk}" if customer_id in known else ""
