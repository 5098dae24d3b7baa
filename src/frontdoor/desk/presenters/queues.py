"""Lists of cases: queues, search results, the cases of a customer."""

from collections.abc import Iterable
from datetime import datetime

from frontdoor.cases.queries import Case, Position, Queue, QueueName
from frontdoor.catalogue import queries as catalogue
from frontdoor.design import moments
from frontdoor.design.addresses import address
from frontdoor.design.types import Cell, Column, Link, Paging
from frontdoor.desk.forms import reading
from frontdoor.desk.forms.filters import Filters
from frontdoor.desk.presenters import words
from frontdoor.organisation import queries as organisation

TITLES = {
    QueueName.MINE: "Yours",
    QueueName.TEAM: "Your teams",
    QueueName.UNASSIGNED: "Nobody’s yet",
    QueueName.DUE_SOON: "Due in 2 days",
    QueueName.OVERDUE: "Overdue",
    QueueName.AFTER_CLOSING: "Wrote after closing",
    QueueName.ALL: "All open",
}
EMPTY = {
    QueueName.MINE: ("No case is yours", "Take one from those that are nobody’s yet."),
    QueueName.TEAM: ("Your teams have no open case", ""),
    QueueName.UNASSIGNED: ("Every case of your teams has an owner", ""),
    QueueName.DUE_SOON: ("Nothing is due in the next 2 days", ""),
    QueueName.OVERDUE: ("Nothing is overdue", ""),
    QueueName.AFTER_CLOSING: ("Nobody waits for an answer about a closed case", ""),
    QueueName.ALL: ("There is no open case", ""),
}
COLUMNS = [Column("Case"), Column("Where"), Column("Status"), Column("Due"), Column("Owner")]
COLUMNS_OF_ONES_OWN = COLUMNS[:-1]


def case_href(reference: str) -> str:
    return address("desk-case", reference)


def without_owner(table: list[list[Cell]]) -> list[list[Cell]]:
    """The rows where everybody knows whose they are."""
    return [row[:-1] for row in table]


def rows(cases: Iterable[Case], *, now: datetime) -> list[list[Cell]]:
    """A row for each case: which and what, where, how far, by when, whose."""
    teams = organisation.team_names()
    return [
        [
            Cell(case.reference, href=case_href(case.reference), detail=case.title),
            Cell(case.place or "No place given", detail="Restricted" if case.restricted else ""),
            Cell(tag=words.status_tag(case)),
            _due(case, now),
            Cell(words.person(case.owner_id) or "Nobody yet", detail=teams.get(case.team_id, "")),
        ]
        for case in cases
    ]


def _due(case: Case, now: datetime) -> Cell:
    if case.closed_at:
        return Cell(f"Closed {moments.short_date(case.closed_at)}")
    return Cell(tag=words.due_tag(case.due_at, now), detail=words.due_day(case.due_at))


def tabs(current: QueueName) -> list[Link]:
    """The queues, as the second row of the navigation."""
    return [Link(TITLES[name], queue_href(name), current=name is current) for name in QueueName]


def queue_href(name: QueueName, query: str = "") -> str:
    href = address("desk-queue", name.value)
    return f"{href}?{query}" if query else href


def chosen(name: QueueName, filters: Filters) -> list[Link]:
    """What the queue is narrowed to, each with the address without it."""
    found = []
    if filters.service_id:
        found.append(Link(catalogue.names()[filters.service_id], queue_href(name, filters.query(service=""))))
    if filters.team_id:
        found.append(
            Link(organisation.team_names()[filters.team_id], queue_href(name, filters.query(team="")))
        )
    if filters.status:
        found.append(Link(filters.status.staff_words, queue_href(name, filters.query(status=""))))
    return found


def paging(name: QueueName, page: Queue, filters: Filters) -> Paging:
    """Addresses of the pages around this one."""

    def href(side: str, position: Position | None) -> str:
        if position is None:
            return ""
        return queue_href(name, filters.query(**{side: reading.written(position.due_at, position.case_id)}))

    return Paging(href("before", page.previous), href("after", page.next))
