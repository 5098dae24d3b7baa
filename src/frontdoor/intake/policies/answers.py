"""From a form's answers to who, where and what: the rules that are the same on every channel."""

from collections.abc import Mapping
from typing import Any

from frontdoor.cases.types import Where
from frontdoor.catalogue.policies import in_words
from frontdoor.catalogue.types import Form, QuestionType
from frontdoor.core.geography import Point
from frontdoor.customers.types import Identity

_ABOUT_THE_PERSON = frozenset(
    {QuestionType.FULL_NAME, QuestionType.EMAIL, QuestionType.PHONE, QuestionType.POSTCODE}
)
_SAID_ELSEWHERE = frozenset(
    {QuestionType.PHOTO, QuestionType.PLACE, QuestionType.ADDRESS, QuestionType.INFORMATION}
)


def identity_in(form: Form, answers: Mapping[str, Any]) -> Identity:
    """Who the answers say somebody is: the first name, e-mail, phone and address asked for."""

    def first(kind: QuestionType) -> Any:
        return next((answers[q.code] for q in form.questions() if q.type is kind and answers.get(q.code)), "")

    address = first(QuestionType.ADDRESS) or {}
    postcode = first(QuestionType.POSTCODE) or address.get("postcode", "")
    return Identity(
        name=str(first(QuestionType.FULL_NAME)),
        email=str(first(QuestionType.EMAIL)),
        phone=str(first(QuestionType.PHONE)),
        postcode=str(postcode),
        address=str(address.get("text", "")),
        uprn=address.get("uprn"),
    )


def where_in(form: Form, answers: Mapping[str, Any]) -> Where:
    """Where the matter is, by the form's place or else its address."""
    for question in form.questions():
        answer = answers.get(question.code)
        if not isinstance(answer, Mapping):
            continue
        if question.type is QuestionType.PLACE:
            point = Point(answer["lat"], answer["long"]) if "lat" in answer else None
            return Where(text=str(answer.get("text", "")), point=point)
        if question.type is QuestionType.ADDRESS:
            return Where(
                text=str(answer.get("text", "")),
                uprn=answer.get("uprn"),
                postcode=str(answer.get("postcode", "")),
            )
    return Where()


def description_of(form: Form, answers: Mapping[str, Any]) -> str:
    """The answers about the matter itself as lines of words, without who asks and where it is.

    It may be shown to anybody, so answers to private questions are no part of it: staff read those in the form.
    """
    lines = []
    for question in form.questions():
        if question.private or question.type in _ABOUT_THE_PERSON or question.type in _SAID_ELSEWHERE:
            continue
        answer = answers.get(question.code)
        if answer not in (None, "", []):
            if question.type is QuestionType.LONG_TEXT:
                lines.append(str(answer))
            else:
                lines.append(f"{question.label.rstrip('?:')}: {in_words(question, answer)}")
    return "\n".join(lines)


def handed_on_words(body_name: str, asset_name: str, explanation: str) -> str:
    """Why something is another body's, as people read it."""
    what = (
        f"{asset_name} is looked after by {body_name}."
        if asset_name
        else f"This is looked after by {body_name}."
    )
    return f"{what} {explanation}".strip()
