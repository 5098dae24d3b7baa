"""Filling in a service's form as somebody would who reports this scene. It walks the form of the pack, whatever
that asks, so an edited form still gets answers that fit it.
"""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from frontdoor.catalogue import policies
from frontdoor.catalogue.types import Form, Question, QuestionType

_ABOUT_THE_PERSON = {
    QuestionType.FULL_NAME: "name",
    QuestionType.EMAIL: "email",
    QuestionType.PHONE: "phone",
    QuestionType.POSTCODE: "postcode",
}


def fill_in(form: Form, given: Mapping[str, Any], rng: Random, *, day: date) -> dict[str, Any]:
    """Answers to every question that is shown. `given` holds what is to be said, by the question's code or type."""
    said: dict[str, Any] = {}
    for page in form.pages:
        if page.show_if and not page.show_if.holds(said):
            continue
        for question in page.questions:
            if question.show_if is None or question.show_if.holds(said):
                answer = _answer(question, given, rng, day)
                if answer not in (None, "", []):
                    said[question.code] = answer
        _step_round_stops(page.questions, said, page.stops)
    return policies.relevant(form, said)


def _step_round_stops(questions: tuple[Question, ...], said: dict[str, Any], stops: tuple[Any, ...]) -> None:
    """Somebody who is stopped does not send the form: give the first other answer that goes on."""
    for question in questions:
        others = (
            [option.code for option in question.options]
            if question.type is QuestionType.CHOICE
            else [False, True]
        )
        while any(stop.when.holds(said) for stop in stops) and question.code in said and others:
            said[question.code] = others.pop(0)


def _answer(question: Question, given: Mapping[str, Any], rng: Random, day: date) -> Any:
    kind = question.type
    if kind in _ABOUT_THE_PERSON:
        return given.get(_ABOUT_THE_PERSON[kind], "")
    if kind in (QuestionType.PLACE, QuestionType.ADDRESS, QuestionType.PHOTO, QuestionType.LONG_TEXT):
        return given.get(kind.value)
    if kind is QuestionType.DATE:
        return given.get("date", day).isoformat()
    if kind is QuestionType.CHOICE:
        return _choice(question, given.get(question.code), rng)
    if kind is QuestionType.CHOICES:
        wanted = given.get(question.code) or []
        known = [option.code for option in question.options]
        return [code for code in known if code in wanted] or [rng.choice(known)]
    if kind is QuestionType.YES_NO:
        return given.get(question.code, rng.random() < 0.15)
    if kind is QuestionType.NUMBER and question.required:
        return rng.randint(question.minimum or 1, min(question.maximum or 9, (question.minimum or 1) + 8))
    if kind is QuestionType.TEXT and question.required:
        return str(given.get(question.code, given.get("words", "Not known")))[: question.max_length or 200]
    return None


def _choice(question: Question, wanted: Any, rng: Random) -> str:
    """What the scene says where the form offers it, else one of the options, the first ones more often."""
    codes = [option.code for option in question.options]
    if wanted in codes:
        return str(wanted)
    return rng.choices(codes, [1 / (place + 1) for place in range(len(codes))])[0]
