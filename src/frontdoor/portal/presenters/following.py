"""A case as its reporter sees it, and the form that leads to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdoor.cases.queries import Case
from frontdoor.cases.types import Outcome, Status
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts import queries as contacts
from frontdoor.contacts.queries import Contact
from frontdoor.contacts.types import Direction
from frontdoor.core import text
from frontdoor.design.addresses import address
from frontdoor.design.types import Entry, Field, MapView, Row, Tag
from frontdoor.intake.queries import Followed
from frontdoor.organisation.types import CouncilDetails
from frontdoor.portal.presenters import timelines
from frontdoor.portal.presenters.places import map_of

__all__ = ["CasePage", "Field", "case", "fields"]


@dataclass(frozen=True, slots=True)
class Photo:
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a followed case says."""

    title: str
    reference: str
    status: Tag
    explanation: str
    promise: tuple[str, str]
    facts: tuple[Row, ...]
    photos: tuple[Photo, ...]
    entries: tuple[Entry, ...]
    place: MapView | None
    more: Field
    more_heading: str
    joined_to: str
    public: str


def fields(*, reference: str = "", fact: str = "", check: bool = False, wrong: bool = False) -> list[Field]:
    """The two questions. `check`: say what was left empty; `wrong`: say that they do not fit together."""
    no_fit = "We cannot find a report with this reference and this e-mail address, phone number or postcode"
    no_reference = "Enter the reference" if check and not reference.strip() else ""
    no_fact = "Enter the e-mail address, phone number or postcode" if check and not fact.strip() else ""
    return [
        Field(
            "reference",
            "Reference",
            value=reference,
            hint="It looks like FD-3184-4209-57. It is in our e-mail to you.",
            error=no_fit if wrong else no_reference,
            width="20",
            attributes={"spellcheck": "false", "autocapitalize": "characters"},
        ),
        Field(
            "fact",
            "E-mail address, phone number or postcode",
            value=fact,
            hint="One that you gave us when you told us about it.",
            error=no_fact,
            attributes={"spellcheck": "false", "autocapitalize": "none"},
        ),
    ]


def case(
    found: Followed, *, council: CouncilDetails | None, typed: str, error: str, at: datetime
) -> CasePage:
    """The page of a followed case."""
    row = found.case
    own = contacts.contacts(found.contact_ids)
    open_now = row.status != Status.CLOSED
    return CasePage(
        title=catalogue.names().get(row.service_id, row.title),
        reference=row.reference,
        status=timelines.status(row),
        explanation=row.explanation,
        promise=timelines.promise(row, found.clocks, at),
        facts=tuple(_facts(found, own)),
        photos=tuple(_photos(own)),
        entries=tuple(timelines.entries(found.entries, mine=frozenset(found.contact_ids), first=found.first)),
        place=_place(row, council),
        more=Field(
            "words",
            "What do you want to tell us?",
            "textarea",
            typed,
            "We read it and add it to your report.",
            error,
            rows=4,
            max_length=4000,
        ),
        more_heading="Add something" if open_now else "Is it not right yet?",
        joined_to=address("follow-case", row.duplicate_of.reference)
        if row.duplicate_of and row.outcome == Outcome.DUPLICATE
        else "",
        public=address("report-public", row.reference) if row.is_public and not row.restricted else "",
    )


def _facts(found: Followed, own: Sequence[Contact]) -> list[Row]:
    row = found.case
    rows = []
    if row.place:
        rows.append(Row("Where", row.place))
    words = [
        message.body
        for contact in own
        for message in contact.messages.all()
        if contact.direction == Direction.IN and message.body
    ]
    if words:
        rows.append(Row("What you told us", words[0]))
    elif not found.first and row.is_public and row.description:
        rows.append(Row("What it is about", text.without_contact_details(row.description)))
    return rows


def _photos(own: Sequence[Contact]) -> list[Photo]:
    files = [one for contact in own for one in contact.attachments.all()]
    return [Photo(address("media", one.token), f"Photo {n} that you sent") for n, one in enumerate(files, 1)]


def _place(row: Case, council: CouncilDetails | None) -> MapView | None:
    if council is None or row.lat is None or row.long is None:
        return None
    return map_of(council, str(row.lat), str(row.long), label="Map of the place")
