"""One page of a form as it was sent: the answers that can be kept, and what is wrong with the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from frontdoor.catalogue.policies import BadAnswer, questions_on, read_answer
from frontdoor.catalogue.types import Form, Page, Question, QuestionType
from frontdoor.core import text
from frontdoor.core.geography import Point
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.queries import FoundPlace


@dataclass(slots=True)
class Sent:
    """`answers` can be kept; `errors` say by question what to change and in which input; `typed` is shown again.

    `photos` are the questions whose files are to be taken in: never ids that somebody sends.
    `unasked`: a question only came into sight by an answer on the same page, so it must be asked first.
    `street`: the search result that was chosen where only the street is known, to be asked where in it.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, BadAnswer] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=dict)
    photos: set[str] = field(default_factory=set)
    unasked: bool = False
    street: tuple[str, int] | None = None


def read(page: Page, form: Form, before: Mapping[str, Any], data: QueryDict, asked: frozenset[str]) -> Sent:
    """Read what was sent for a page. `before` are the answers so far, `asked` the questions that were shown."""
    sent = Sent(typed={name: [text_shown(v) for v in data.getlist(name)] for name in data})
    answers = dict(before)
    for question in page.questions:
        if question not in questions_on(page, form, answers):
            continue
        if question.code not in asked:
            sent.unasked = True
            continue
        if question.type is QuestionType.PHOTO:
            sent.photos.add(question.code)
            continue
        try:
            answers[question.code] = sent.answers[question.code] = _answer(question, data, sent)
        except BadAnswer as fault:
            sent.errors[question.code] = fault
    return sent


def text_shown(value: str) -> str:
    """What was typed, fit to be put back into its input."""
    return value.replace("\x00", "")


def results(words: str) -> list[FoundPlace]:
    """The places offered for the words of a search."""
    return organisation.find_places(words) if words else []


def searched(data: Mapping[str, Any], name: str) -> str:
    """The words of a search as they were sent along with its results."""
    try:
        return text.one_line(text.kept(str(data.get(name, ""))[:400]))[:100]
    except text.NotText:
        return ""


def _answer(question: Question, data: QueryDict, sent: Sent) -> Any:
    instead: dict[str, Sequence[str]] = {}
    if question.type is QuestionType.PLACE:
        instead = _place_chosen(question, data, sent)
    answer = read_answer(question, lambda name: instead.get(name, data.getlist(name)))
    if question.type is QuestionType.PLACE and answer and "lat" in answer:
        return _within_reach(question, answer)
    if question.type is QuestionType.ADDRESS and answer and "uprn" in answer:
        return _known(question, answer)
    return answer


def _known(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """An address of the list. One that is not in it would be no place at all, so it is said."""
    if organisation.address(answer["uprn"]) is None:
        raise BadAnswer("We do not know this address. Choose one from the list, or type it in", question.code)
    return answer


def _place_chosen(question: Question, data: QueryDict, sent: Sent) -> dict[str, Sequence[str]]:
    """A search result that was chosen counts as the place, with the words typed beside it."""
    code = question.code
    choice, words = data.get(f"{code}-found", ""), searched(data, f"{code}-searched")
    if not choice.isdecimal() or len(choice) > 3 or int(choice) >= len(found := results(words)):
        return {}
    place, typed = found[int(choice)], data.get(f"{code}-words", "").strip()
    if place.uprn is None and not typed:
        sent.street = (words, int(choice))
    return {
        f"{code}-lat": [str(place.point.lat)],
        f"{code}-long": [str(place.point.long)],
        f"{code}-words": [f"{typed}, {place.name}" if typed else place.name],
    }


def _within_reach(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """A point must lie in our area; words about it get the name of the street, so that a crew can find it."""
    point = Point(answer["lat"], answer["long"])
    council = organisation.council()
    if council and not organisation.areas_at(point).inside:
        raise BadAnswer(
            f"This place is outside {council.short_name}. Choose a place inside it, or say in words where it is",
            question.code,
        )
    street, words = organisation.nearest_street_name(point), str(answer.get("text", ""))
    if street and words and text.fold(street) not in text.fold(words):
        words = f"{words}, {street}"
    return {**answer, "text": words[:500]} if words else answer
