"""The services offered here, and what each of them asks."""

from dataclasses import dataclass
from typing import Any

from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.faults import Fault
from frontdoor.api.open311.parameters import Call
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Form, Question, QuestionType
from frontdoor.contacts.types import Channel

CLIENTS_OWN_ID = "fixmystreet_id"
_DATATYPES = {
    QuestionType.TEXT: ("string", "Words on one line"),
    QuestionType.FULL_NAME: ("string", "Words on one line"),
    QuestionType.EMAIL: ("string", "An e-mail address"),
    QuestionType.PHONE: ("string", "A phone number"),
    QuestionType.LONG_TEXT: ("text", "Words on one or more lines"),
    QuestionType.POSTCODE: ("string", "A full UK postcode"),
    QuestionType.ADDRESS: ("string", "An address on one line"),
    QuestionType.PLACE: ("string", "A place in words"),
    QuestionType.CHOICE: ("singlevaluelist", "One of the list"),
    QuestionType.CHOICES: ("multivaluelist", "One or more of the list"),
    QuestionType.YES_NO: ("singlevaluelist", "Yes or no"),
    QuestionType.DATE: ("datetime", "A date like 2026-01-31"),
    QuestionType.NUMBER: ("number", "A number"),
}
_YES_NO = [{"key": "yes", "name": "Yes"}, {"key": "no", "name": "No"}]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a form is asked over Open311: some questions have a parameter of their own in the standard.

    `place` (lat, long, address_string, address_id), `photo` (files), `words` (description), `name`, `email`
    and `phone` are the first question of their kind; `attributes` are all others.
    """

    attributes: tuple[Question, ...]
    place: Question | None
    photo: Question | None
    words: Question | None
    name: Question | None
    email: Question | None
    phone: Question | None
    required: frozenset[str]


def asked(form: Form) -> Asked:
    """Split a form's questions. Only a question that everybody is asked can be required of a partner."""
    questions = [q for q in form.questions() if q.type is not QuestionType.INFORMATION]

    def first(*kinds: QuestionType) -> Question | None:
        return next((q for q in questions if q.type in kinds), None)

    place = first(QuestionType.PLACE, QuestionType.ADDRESS)
    photo = first(QuestionType.PHOTO)
    # a description is published, so no private question can be answered by it
    words = next((q for q in questions if q.type is QuestionType.LONG_TEXT and not q.private), None)
    name, email, phone = (
        first(kind) for kind in (QuestionType.FULL_NAME, QuestionType.EMAIL, QuestionType.PHONE)
    )
    own = {q.code for q in (place, words, name, email, phone) if q}
    own |= {q.code for q in questions if q.type is QuestionType.PHOTO}
    attributes = tuple(q for q in questions if q.code not in own)
    always = {
        q.code for page in form.pages if page.show_if is None for q in page.questions if q.show_if is None
    }
    required = frozenset(q.code for q in attributes if q.required and q.code in always)
    return Asked(attributes, place, photo, words, name, email, phone, required)


def offered() -> list[ServiceShown]:
    """The services that partner systems may ask for: those whose channels say so."""
    return [one for one in catalogue.services() if Channel.OPEN311 in one.channels and not one.restricted]


def offered_service(code: str) -> ServiceShown:
    """The service of this code. Raises Fault 404 where none is offered under it."""
    for one in offered():
        if one.code == code:
            return one
    raise Fault(404, "service_code was not found: our service list has those that we offer")


def service_list(call: Call) -> Answer:
    """Every service offered."""
    del call
    return "services", [_listed(one) for one in offered()]


def service_definition(call: Call, *, service_code: str) -> Answer:
    """What a service asks besides what every request has."""
    del call
    service = offered_service(service_code)
    form = asked(service.form)
    attributes = [_attribute(question, form) for question in form.attributes]
    attributes.append(_OWN_ID)
    return "service_definition", {
        "service_code": service.code,
        "attributes": [{**one, "order": n} for n, one in enumerate(attributes, 1)],
    }


def _listed(service: ServiceShown) -> dict[str, Any]:
    # "private" tells FixMyStreet not to publish what it sends us
    keywords = service.keywords if service.public_reports else ("private", *service.keywords)
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.summary,
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(keywords),
        "group": service.group,
    }


def _attribute(question: Question, form: Asked) -> dict[str, Any]:
    datatype, description = _DATATYPES[question.type]
    found: dict[str, Any] = {
        "variable": True,
        "code": question.code,
        "datatype": datatype,
        "required": question.code in form.required,
        "datatype_description": question.hint or description,
        "order": 0,
        "description": question.label,
    }
    if question.type is QuestionType.YES_NO:
        found["values"] = _YES_NO
    elif question.options:
        found["values"] = [{"key": one.code, "name": one.label} for one in question.options]
    return found


# FixMyStreet sends its own id only where a definition asks for it; "automated" says that nobody has to type it
_OWN_ID: dict[str, Any] = {
    "variable": False,
    "code": CLIENTS_OWN_ID,
    "datatype": "string",
    "required": False,
    "datatype_description": "Up to 100 characters, set by the sending system",
    "order": 0,
    "description": "The sending system's own id of the report: sent twice, it is one request",
    "automated": "server_set",
}
