"""Customers as staff see them. What comes from cases that do not exist for the viewer is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Viewer
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts.queries import Contact
from frontdoor.contacts.types import Direction
from frontdoor.customers import queries as customers
from frontdoor.customers.queries import CustomerShown, SourceRecord
from frontdoor.design import moments
from frontdoor.design.addresses import address
from frontdoor.design.types import Cell, Column, Row
from frontdoor.desk.presenters.case import CHANNELS
from frontdoor.desk.presenters.queues import case_href

CONTACT_COLUMNS = [Column("When"), Column("How"), Column("About"), Column("Case")]


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that a search found: enough to tell people who share a mailbox apart."""

    customer_id: int
    name: str
    postcode: str
    href: str


def found(words: str, who: Viewer) -> list[Found]:
    """Customers whose e-mail or phone is exactly this, as far as they exist for this viewer."""
    people = []
    for customer_id in customers.find(words, limit=10):
        shown = customers.shown(customer_id, without=hidden(customer_id, who))
        if shown is not None:
            name = shown.name or "No name given"
            people.append(Found(customer_id, name, shown.postcode, address("desk-customer", customer_id)))
    return people


def hidden(customer_id: int, who: Viewer) -> frozenset[int]:
    """The source records of a customer that this viewer may not know of."""
    return cases.hidden_source_records(customers.source_record_ids_of(customer_id), who)


def details(shown: CustomerShown) -> list[Row]:
    """The newest of what they told us."""
    said = (
        ("Name", shown.name),
        ("E-mail", shown.email),
        ("Phone", shown.phone),
        ("Address", shown.address),
        ("Postcode", shown.postcode),
    )
    return [Row(key, value) for key, value in said if value]


def records(shown: CustomerShown) -> list[Row]:
    """What each channel said, as it was delivered, newest first. The same said many times is one row."""
    said: dict[str, list[SourceRecord]] = {}
    for one in shown.records:
        known = (one.name, one.email, one.phone, one.address, one.postcode)
        said.setdefault(", ".join(value for value in known if value), []).append(one)
    return [Row(_when(records), words) for words, records in said.items()]


def _when(records: Sequence[SourceRecord]) -> str:
    newest = records[0]
    times = f", {len(records)} times" if len(records) > 1 else ""
    return f"{moments.short_date(newest.received_at)}, {CHANNELS.get(newest.source, newest.source)}{times}"


def contacts(rows: Sequence[Contact], who: Viewer) -> list[list[Cell]]:
    """Their approaches to us. Those about a case that does not exist for this viewer are left out,

    and so is what was asked of a restricted service without a case.
    """
    by_contact, unseen = cases.of_contacts([row.pk for row in rows], who)
    restricted = {service.id for service in catalogue.services() if service.restricted}
    names = catalogue.names()
    table = []
    for row in rows:
        case = by_contact.get(row.pk)
        secret = row.pk in unseen or (case is None and row.service_id in restricted)
        if secret or row.direction != Direction.IN:
            continue  # what we wrote stands in the timeline of its case
        about = names.get(row.service_id or 0, "")
        table.append(
            [
                Cell(moments.short_datetime(row.received_at)),
                Cell(CHANNELS[row.channel]),
                Cell(about),
                Cell(case.reference, href=case_href(case.reference)) if case else Cell("No case"),
            ]
        )
    return table
