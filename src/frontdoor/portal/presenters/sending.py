"""The end of a form as residents see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from frontdoor.cases.queries import Case, CaseContact, Near
from frontdoor.cases.types import Notice, Status
from frontdoor.catalogue.policies import in_words, pages_for, questions_on, relevant
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Form, Question, QuestionType
from frontdoor.core.clocks import last_day
from frontdoor.design.addresses import address
from frontdoor.design.moments import relative, weekday_date
from frontdoor.design.types import Field, Link, Option, Row
from frontdoor.intake.queries import Draft
from frontdoor.intake.types import Settled
from frontdoor.organisation.queries import Body
from frontdoor.organisation.types import Handoff
from frontdoor.portal.presenters.places import about_metres


@dataclass(frozen=True, slots=True)
class Answers:
    """Check your answers. `passed_on` says whose it is, where we pass it on."""

    rows: tuple[Row, ...]
    passed_on: str
    promise: str
    public: bool


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Whose place it is and how to reach them. `again` leads back to choosing the place."""

    title: str
    explanation: str
    name: str
    phone: str
    email: str
    web: str
    web_shown: str
    again: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What is said when a form was sent."""

    title: str
    reference: str
    next: tuple[str, ...]
    told_by: str
    follow: str
    public: str
    joined: bool


def answers(service: ServiceShown, form: Form, draft: Draft, settled: Settled | None) -> Answers:
    """Every question that was shown, with its answer and a way to change it."""
    kept = relevant(form, draft.answers)
    rows = []
    for page in pages_for(form, draft.answers):
        for question in questions_on(page, form, draft.answers):
            if question.type is QuestionType.INFORMATION:
                continue
            change = Link("Change", f"{address('report-page', service.code, page.code)}?change=1")
            label = page.title if len(page.questions) == 1 else question.label
            rows += _rows(service, question, label, kept.get(question.code), change, settled)
    passed_on = ""
    if settled and settled.responsibility.handoff is Handoff.FORWARD:
        whose = settled.responsibility
        what = whose.asset_name or "This place"
        passed_on = f"{what} is looked after by {whose.body_name}. {whose.explanation}".strip()
    return Answers(
        tuple(rows), passed_on, "" if passed_on else service.standard.promise, service.public_reports
    )


def _rows(
    service: ServiceShown,
    question: Question,
    label: str,
    answer: object,
    change: Link,
    settled: Settled | None,
) -> list[Row]:
    if question.type is QuestionType.PHOTO and isinstance(answer, list) and answer:
        return [
            Row(
                label if n == 1 else "",
                f"Photo {n} that you added",
                (change,) if n == 1 else (),
                image=address("report-photo", service.code, file_id),
            )
            for n, file_id in enumerate(answer, 1)
        ]
    words = in_words(question, answer)
    if question.type is QuestionType.PLACE and isinstance(answer, dict) and "lat" in answer:
        words = settled.where.text if settled and settled.where.text else words
        words = f"{words}\nWith a point on the map"
    return [Row(label, words, (change,))]


def nearby(near: Sequence[Near], *, error: str, at: datetime) -> Field:
    """The question whether it is one of these reports. Never a word about who made them."""
    options = [
        Option(
            one.case.reference,
            f"It is this one: {one.case.place or 'on the map'}",
            f"{about_metres(one.metres).capitalize()} from your place. "
            f"Reported {relative(one.case.opened_at, at)}. {Status(one.case.status).public_words}.",
        )
        for one in near
    ]
    return Field(
        "which",
        "Is it one of these?",
        "radios",
        hint="If it is, we add what you told us to that report and keep you told about it.",
        error=error,
        options=(*options, Option(divider="or"), Option("none", "No, mine is a different one")),
        heading=True,
    )


def not_ours(service: ServiceShown, form: Form, settled: Settled, body: Body) -> NotOurs:
    """Why it is not ours, and whose."""
    whose = settled.responsibility
    place = form.of_type(QuestionType.PLACE) or form.of_type(QuestionType.ADDRESS)
    page = next((one for one in form.pages if place in one.questions), form.pages[0])
    what = whose.asset_name or "This place"
    web = body.web if body.web.startswith(("https://", "http://")) else ""
    return NotOurs(
        title=f"{body.name} looks after this place",
        explanation=f"{what} is looked after by {body.name}. {whose.explanation}".strip(),
        name=body.name,
        phone=body.phone,
        email=body.email,
        web=web,
        web_shown=web.partition("://")[2].rstrip("/"),
        again=f"{address('report-page', service.code, page.code)}?afresh=1",
    )


def sent(service: ServiceShown, case: Case, notice: CaseContact | None, *, handed_on: str) -> SentPage:
    """The confirmation: what happens next and by when, and how to follow it."""
    record = notice.source_record if notice else None
    joined = notice is not None and notice.notice == Notice.ALSO_REPORTED
    if handed_on:
        title, steps = "We passed on your report", [handed_on, "It is theirs now. We do not work on it."]
    elif joined:
        title = "You are part of this report now"
        steps = [
            "We added what you told us to the report that we have.",
            f"Where it is now: {Status(case.status).words.lower()}.",
        ]
    else:
        title, steps = "We have your report", [service.standard.promise]
        if case.due_at:
            steps.append(f"For yours, that is by {weekday_date(last_day(case.due_at))}.")
    told_by = record.email if record and record.email and (notice is None or notice.keep_told) else ""
    if told_by and not handed_on:
        steps.append("We write to you when something happens.")
    return SentPage(
        title=title,
        reference=case.reference,
        next=tuple(steps),
        told_by=told_by,
        follow=address("follow-case", case.reference) if record else "",
        public=address("report-public", case.reference) if case.is_public and not case.restricted else "",
        joined=joined,
    )
