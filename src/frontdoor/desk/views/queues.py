"""The queues: open cases, what is due first comes first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import QueueName
from frontdoor.desk.forms import filters
from frontdoor.desk.presenters import queues
from frontdoor.desk.views.pages import methods, page, viewer_of


@open_to(STAFF)
@methods("GET")
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """A page of one queue, narrowed by service, team and status."""
    if name not in list(QueueName):
        raise Http404
    which, chosen, now = QueueName(name), filters.read(request.GET), timezone.now()
    found = cases.queue(
        which,
        viewer_of(request),
        at=now,
        after=chosen.after,
        before=chosen.before,
        service_id=chosen.service_id,
        team_id=chosen.team_id,
        status=chosen.status,
    )
    if not found.cases and (chosen.after or chosen.before):
        return redirect(queues.queue_href(which, chosen.query()))  # what was there has gone: begin again
    narrowed = queues.chosen(which, chosen)
    return page(
        request,
        "queue",
        {
            "title": queues.TITLES[which],
            "sub_navigation": queues.tabs(which),
            "action": queues.queue_href(which),
            "fields": filters.fields(chosen),
            "chosen": narrowed,
            "columns": queues.COLUMNS,
            "rows": queues.rows(found.cases, now=now),
            "paging": queues.paging(which, found, chosen),
            "empty": ("No case fits these filters", "") if narrowed else queues.EMPTY[which],
        },
        section="cases",
    )
