"""From a form's answers to who, where and what: the rules that are the same on every channel."""

from collections.abc import Mapping
from typing import Any

from frontdoor.catalogue.policies import in_words
from frontdoor.catalogue.types import Form, QuestionType
from frontdoor.customers.types import Identity

_ABOUT_THE_PERSON = frozenset({QuestionType.FULL_NAME, QuestionType.EMAIL, QuestionType.PHONE})
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


def description_of(form: Form, answers: Mapping[str, Any]) -> str:
    """The answers about the matter itself as lines of words, without who asks and where it is."""
    lines = []
    for question in form.questions():
        if question.type in _ABOUT_THE_PERSON or question.type in _SAID_ELSEWHERE:
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
