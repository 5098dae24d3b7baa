"""A case as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdoor.cases import policies
from frontdoor.cases.operations import CaseShown
from frontdoor.cases.queries import Case, CaseContact, Clock, Viewer
from frontdoor.cases.types import Action, ClockState, Notice, Status
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.policies import in_words
from frontdoor.catalogue.types import QuestionType
from frontdoor.contacts.queries import Attachment, Contact
from frontdoor.customers.queries import SourceRecord
from frontdoor.design import moments
from frontdoor.design.addresses import address
from frontdoor.design.types import Link, Row, Tag
from frontdoor.desk.presenters import words
from frontdoor.intake.queries import Submission
from frontdoor.organisation import queries as organisation

_SHOWN_ELSEWHERE = {
    QuestionType.FULL_NAME,
    QuestionType.EMAIL,
    QuestionType.PHONE,
    QuestionType.PHOTO,
    QuestionType.INFORMATION,
}
_NOTICES = {
    Notice.FIRST: "Reported it first",
    Notice.ALSO_REPORTED: "Reported it as well",
    Notice.MORE: "Told us more",
}
CHANNELS = {
    "web": "website", "phone": "phone", "email": "e-mail", "sms": "text message", "whatsapp": "WhatsApp",
    "chat": "web chat", "social": "social media", "counter": "counter", "post": "post", "kiosk": "kiosk",
    "open311": "another website or app", "partner": "a partner", "import": "import",
}  # fmt: skip
_REPORTERS = 5
DOINGS = (
    (Action.CHANGE_STATUS, "status", "Change status"),
    (Action.ASSIGN, "assign", "Owner"),
    (Action.TRANSFER, "transfer", "Transfer"),
    (Action.JOIN, "join", "Join to another"),
    (Action.CLOSE, "close", "Close"),
    (Action.REOPEN, "reopen", "Open again"),
)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who told us of it, with their own time of notice."""

    name: str
    what: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo somebody sent."""

    href: str
    text: str


def may(action: Action, case: Case, who: Viewer) -> bool:
    """May this viewer do this to this case?"""
    return policies.may(action, role=who.role, own_team=case.team_id in who.team_ids)


def doings(case: Case, who: Viewer) -> list[Link]:
    """What this viewer can do to the case now, each with its page."""
    closed = case.status == Status.CLOSED
    fits = {Action.REOPEN: closed and case.duplicate_of_id is None}
    return [
        Link(text, address(f"desk-case-{name}", case.reference))
        for action, name, text in DOINGS
        if fits.get(action, not closed)
        and (may(action, case, who) or (action is Action.ASSIGN and may(Action.TAKE, case, who)))
    ]


def can_take(case: Case, who: Viewer) -> bool:
    """Is there a button that makes the case theirs?"""
    return (
        case.status != Status.CLOSED
        and case.owner_id != who.user_id
        and case.team_id in who.team_ids
        and may(Action.TAKE, case, who)
    )


def facts(case: Case, clocks: Sequence[Clock], now: datetime) -> list[Row]:
    """Whose the case is and by when: the line under its name."""
    rows = [
        Row("Owner", words.person(case.owner_id) or "Nobody yet"),
        Row("Team", organisation.team_names().get(case.team_id, "")),
        *(_clock(clock, now) for clock in clocks),
        Row("Reported", moments.short_datetime(case.opened_at)),
    ]
    if case.closed_at:
        rows.append(Row("Closed", moments.short_datetime(case.closed_at)))
    return rows


def _clock(clock: Clock, now: datetime) -> Row:
    name = f"To {clock.name}"
    by = words.due_day(clock.due_at)
    if clock.state == ClockState.RUNNING:
        return Row(name, f"{words.due_tag(clock.due_at, now).text}, by {by}")
    said = {ClockState.MET: "In time", ClockState.MISSED: "Too late", ClockState.VOID: "No longer counts"}
    return Row(name, f"{said[ClockState(clock.state)]}, was due by {by}")


def tags(case: Case, now: datetime) -> list[Tag]:
    """The status, whether it is late, whether words wait for an answer, and whether others may see it."""
    found = [words.status_tag(case)]
    if case.status != Status.CLOSED and case.due_at:
        due = words.due_tag(case.due_at, now)
        if due.tone != "neutral":
            found.append(due)
    if case.wrote_after_closing_at:
        found.append(Tag("The customer wrote after it was closed", "warning"))
    if case.restricted:
        found.append(Tag("Restricted: only your team sees it", "warning"))
    return found


def asked(case: Case, submission: Submission | None) -> list[Row]:
    """The answers as they were asked, by the version of the form that asked; else what came in words."""
    rows = []
    if submission is not None:
        for question in catalogue.form(submission.form_version_id).questions():
            answer = submission.answers.get(question.code)
            if question.type not in _SHOWN_ELSEWHERE and answer not in (None, "", []):
                rows.append(Row(question.label, in_words(question, answer)))
    if not rows and case.description:
        rows.append(Row("What they told us", case.description))
    return rows


def where(case: Case) -> list[Row]:
    """The place, the areas it lies in, and who looks after it."""
    ids = [area for area in (case.ward_id, case.division_id, case.parish_id) if area]
    names = organisation.area_names(ids)
    areas = (("Ward", case.ward_id), ("Division", case.division_id), ("Parish", case.parish_id))
    rows = [Row("Place", case.place or "Not given")]
    if case.postcode:
        rows.append(Row("Postcode", case.postcode))
    rows += [Row(kind, names[area]) for kind, area in areas if area in names]
    on = organisation.asset_name(case.asset_id) if case.asset_id else ""
    if on:
        rows.append(Row("On", on))
    rows.append(Row("Looked after by", organisation.body_names().get(case.body_id, "")))
    return rows


def customer(shown: CaseShown) -> list[Row]:
    """What the first reporter said of themselves."""
    record = _first(shown)
    if record is None:
        return []
    said = (
        ("Name", record.name),
        ("E-mail", record.email),
        ("Phone", record.phone),
        ("Postcode", record.postcode),
        ("Address", record.address),
    )
    return [Row(key, value, href=_href(key, value)) for key, value in said if value]


def customer_name(shown: CaseShown) -> str:
    record = _first(shown)
    return (record.name if record else "") or "the customer"


def reach(shown: CaseShown) -> str:
    """The e-mail address that a reply goes to; "" where there is none."""
    first = _first_notice(shown)
    record = first.source_record if first and first.keep_told else None
    return record.email if record else ""


def customer_href(shown: CaseShown) -> str:
    """The page of the first reporter, with this case as the reason for looking; "" for nobody."""
    record = _first(shown)
    return customer_page(record, shown.case) if record else ""


def customer_page(record: SourceRecord, case: Case) -> str:
    return f"{address('desk-customer', record.customer_id)}?case={case.reference}"


def reporters(shown: CaseShown, *, limit: int = _REPORTERS) -> list[Reporter]:
    """Everybody who told us of it, with their own time of notice, in that order."""
    return [_reporter(notice, shown.case) for notice in shown.notices[:limit]]


def _reporter(notice: CaseContact, case: Case) -> Reporter:
    record = notice.source_record
    return Reporter(
        (record.name if record else "") or "No name given",
        f"{_NOTICES[Notice(notice.notice)]}, {CHANNELS[notice.contact.channel]}",
        notice.noticed_at,
        customer_page(record, case) if record else "",
    )


def reports(shown: CaseShown, contacts: Mapping[int, Contact]) -> list[tuple[Reporter, str, list[Picture]]]:
    """Each report with its own words and photos."""
    found = []
    for notice in shown.notices:
        contact = contacts[notice.contact_id]
        said = "\n\n".join(message.body for message in contact.messages.all())
        found.append((_reporter(notice, shown.case), said, pictures(list(contact.attachments.all()))))
    return found


def pictures(attachments: Sequence[Attachment]) -> list[Picture]:
    """The photos people sent, in the order in which they came."""
    return [
        Picture(address("media", one.token), f"Photo {number} of {len(attachments)}")
        for number, one in enumerate(attachments, 1)
    ]


def _first_notice(shown: CaseShown) -> CaseContact | None:
    """The notice that opened the case: a joined report may have come earlier."""
    return min(shown.notices, key=lambda notice: int(notice.pk), default=None)


def _first(shown: CaseShown) -> SourceRecord | None:
    first = _first_notice(shown)
    return first.source_record if first else None


def _href(key: str, value: str) -> str:
    """A phone number can be called from a phone. Only its digits go into the address."""
    digits = "".join(c for c in value if c.isdecimal() or c == "+")
    return f"tel:{digits}" if key == "Phone" and digits else ""
