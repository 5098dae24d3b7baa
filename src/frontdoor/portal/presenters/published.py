"""Public reports as everybody sees them. No names, no addresses of people, no photo that was not made public."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.http import urlencode

from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Case
from frontdoor.cases.types import Visibility
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.contacts import queries as contacts
from frontdoor.core import text
from frontdoor.design.addresses import address
from frontdoor.design.types import Cell, Column, Entry, Link, MapView, Paging, Row, Tag
from frontdoor.organisation.types import CouncilDetails
from frontdoor.portal.presenters import timelines
from frontdoor.portal.presenters.places import map_of


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """A page of the list."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    paging: Paging
    services: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One public report."""

    title: str
    reference: str
    status: Tag
    explanation: str
    facts: tuple[Row, ...]
    entries: tuple[Entry, ...]
    photos: tuple[str, ...]
    place: MapView | None
    follow: str


def reports(rows: Sequence[Case], *, chosen: ServiceShown | None, more: bool, first: bool) -> ReportsPage:
    """The list of public reports."""
    names = catalogue.names()
    here = address("reports")
    narrowed = {"service": chosen.code} if chosen else {}
    after = f"{here}?{urlencode({**narrowed, 'before': rows[-1].reference})}" if more else ""
    kinds = [one for one in catalogue.services() if one.public_reports]
    return ReportsPage(
        title=f"{chosen.name}: what others told us" if chosen else "What others told us",
        columns=(Column("What"), Column("Where"), Column("Status"), Column("Reported")),
        rows=tuple(_row(row, names) for row in rows),
        paging=Paging(f"{here}?{urlencode(narrowed)}" if not first else "", after),
        services=(
            Link("Everything", here, current=chosen is None),
            *(
                Link(one.name, f"{here}?{urlencode({'service': one.code})}", current=chosen == one)
                for one in kinds
            ),
        ),
    )


def _row(row: Case, names: dict[int, str]) -> tuple[Cell, ...]:
    return (
        Cell(
            names.get(row.service_id, row.title),
            href=address("report-public", row.reference),
            detail=row.reference,
        ),
        Cell(text.without_contact_details(row.place) or "On the map"),
        Cell(tag=timelines.public_status(row)),
        Cell(at=row.opened_at),
    )


def report(case: Case, *, council: CouncilDetails | None) -> ReportPage:
    """One public report: what, where, how far it is."""
    public = text.without_contact_details
    facts = [Row("Where", public(case.place))] if case.place else []
    if case.description:
        facts.append(Row("What", public(case.description)))
    facts.append(Row("Who looks after it", case.body.name))
    entries = timelines.public_entries(cases.timeline(case.pk, Visibility.PUBLIC))
    contact_ids = [one.contact_id for one in cases.notices(case.pk)]
    photos = [one for one in contacts.attachments(contact_ids) if one.is_public]
    place = None
    if council and case.lat is not None:
        place = map_of(council, str(case.lat), str(case.long), label="Map of the place")
    return ReportPage(
        title=catalogue.names().get(case.service_id, case.title),
        reference=case.reference,
        status=timelines.public_status(case),
        explanation=public(case.explanation),
        facts=tuple(facts),
        entries=tuple(entries),
        photos=tuple(address("media", one.token) for one in photos),
        place=place,
        follow=f"{address('follow')}?{urlencode({'reference': case.reference})}",
    )
