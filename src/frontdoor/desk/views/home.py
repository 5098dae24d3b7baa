"""The first page after signing in: one's own work today."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import LEADERS, STAFF, Role
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import QueueName, Viewer
from frontdoor.core import jobs
from frontdoor.design.types import Cell
from frontdoor.desk.presenters import home as presenter
from frontdoor.desk.presenters import queues
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of

_SHOWN = 8
_SECOND = {
    QueueName.OVERDUE: "Overdue in your teams",
    QueueName.UNASSIGNED: "Waiting for somebody to take them",
}


@open_to(STAFF)
@methods("GET")
def home(request: HttpRequest) -> HttpResponse:
    """What is late and what is next, of one's own; then what the team has to see to."""
    now, who, role = timezone.now(), viewer_of(request), user_of(request).role
    second = QueueName.OVERDUE if role in LEADERS else QueueName.UNASSIGNED
    given_up = jobs.given_up() if role == Role.ADMINISTRATOR else []
    return page(
        request,
        "home",
        {
            "today": now,
            "tiles": presenter.tiles(cases.counts(who, at=now)),
            "columns": queues.COLUMNS,
            "mine_columns": queues.COLUMNS_OF_ONES_OWN,
            "mine": queues.without_owner(_first(QueueName.MINE, who, now)),
            "mine_href": queues.queue_href(QueueName.MINE),
            "second": _first(second, who, now),
            "second_title": _SECOND[second],
            "second_href": queues.queue_href(second),
            "messages": presenter.message_lines(cases.undelivered(who, limit=_SHOWN)),
            "jobs": presenter.job_words(len(given_up)),
        },
        section="work",
    )


def _first(name: QueueName, who: Viewer, now: datetime) -> list[list[Cell]]:
    return queues.rows(cases.queue(name, who, at=now, limit=_SHOWN).cases, now=now)
