"""Finding a case or a customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import queries as cases
from frontdoor.core import references
from frontdoor.customers import operations as customers
from frontdoor.design.types import Paging
from frontdoor.desk.forms import reading
from frontdoor.desk.presenters import customers as customer_presenter
from frontdoor.desk.presenters import queues
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of

_LONGEST = 200


@open_to(STAFF)
@methods("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Cases by their words, newest first, and customers by e-mail or phone. A reference leads to its case."""
    typed = reading.Typed(request.GET).raw("q")[:_LONGEST].strip()
    before = request.GET.get("before", "")
    before_id = reading.number(before) if before else None
    now, who = timezone.now(), viewer_of(request)
    reference = references.parse(typed)
    if reference and cases.visible_to(who).filter(reference=reference).exists():
        return redirect("desk-case", reference)
    found = cases.search(typed, who, limit=cases.PAGE + 1, before_id=before_id) if typed else []
    people = [] if before_id else customer_presenter.found(typed, who)
    if people:
        ids = [one.customer_id for one in people]
        by = accounts.actor(user_of(request))
        customers.seen(customer_ids=ids, by=by, why="found by e-mail or phone", at=now)
    shown = found[: cases.PAGE]
    here = f"{reverse('desk-search')}?{urlencode({'q': typed})}"
    return page(
        request,
        "search",
        {
            "search_value": typed,
            "typed": typed,
            "people": people,
            "columns": queues.COLUMNS,
            "rows": queues.rows(shown, now=now),
            "paging": Paging(
                here if before_id else "",
                f"{here}&before={shown[-1].pk}" if len(found) > len(shown) else "",
            ),
        },
        section="",
    )
