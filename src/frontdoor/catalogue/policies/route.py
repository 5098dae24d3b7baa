"""Which pages and questions somebody sees, given what they answered so far."""

from collections.abc import Mapping
from typing import Any

from frontdoor.catalogue.types import Form, Page, Question, QuestionType, Stop

Answers = Mapping[str, Any]


def relevant(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers that count: those to questions that are shown. Walks the form once, in order,

    so that an answer to a hidden question can show nothing further on.
    """
    kept: dict[str, Any] = {}
    for page in form.pages:
        if page.show_if and not page.show_if.holds(kept):
            continue
        for question in page.questions:
            shown = question.show_if is None or question.show_if.holds(kept)
            if shown and question.code in answers:
                kept[question.code] = answers[question.code]
    return kept


def pages_for(form: Form, answers: Answers) -> list[Page]:
    """The pages shown for these answers, in order. A stop ends the list at its own page."""
    kept = relevant(form, answers)
    pages: list[Page] = []
    for page in form.pages:
        if page.show_if and not page.show_if.holds(kept):
            continue
        pages.append(page)
        if any(stop.when.holds(kept) for stop in page.stops):
            break
    return pages


def questions_on(page: Page, form: Form, answers: Answers) -> list[Question]:
    """The questions of a page that are shown for these answers, those of the same page included."""
    kept = relevant(form, answers)
    return [q for q in page.questions if q.show_if is None or q.show_if.holds(kept)]


def stop_for(form: Form, answers: Answers) -> tuple[Page, Stop] | None:
    """The first stop that these answers lead to, with its page."""
    kept = relevant(form, answers)
    for page in pages_for(form, answers):
        for stop in page.stops:
            if stop.when.holds(kept):
                return page, stop
    return None


def first_unanswered(form: Form, answers: Answers, seen: frozenset[str]) -> Page | None:
    """The first page that still needs something: a required answer, or a first look. None when all is done."""
    for page in pages_for(form, answers):
        if page.code not in seen:
            return page
        for question in questions_on(page, form, answers):
            needed = question.required and question.type is not QuestionType.INFORMATION
            if needed and answers.get(question.code) in (None, "", []):
                return page
    return None
