"""A request that a partner sends: from its parameters to an approach, and to a case."""

import secrets
from dataclasses import replace
from typing import Any

from frontdoor.accounts.types import KeyHolder
from frontdoor.api.open311 import parameters, places, sent, uploads
from frontdoor.api.open311.definitions import CLIENTS_OWN_ID, Asked, asked, offered_service
from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.faults import Fault, missing
from frontdoor.api.open311.parameters import Call
from frontdoor.api.open311.sent import Attributes
from frontdoor.catalogue import policies as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.contacts.types import Channel
from frontdoor.core import actors, text
from frontdoor.intake import operations as intake
from frontdoor.intake import policies as intake_policies
from frontdoor.intake.types import Approach

LONGEST_OWN_ID = 100
_MOST_NOT_ASKED_FOR = 4000
# what other parameters say already, or what says who somebody is
_KNOWN = {CLIENTS_OWN_ID, "uprn", "easting", "northing", "first_name", "last_name"}


def file_request(call: Call) -> Answer:
    """Open a case from what a partner sent; the same id of the partner's own again is the same case."""
    holder = parameters.needed_partner(call)
    code = call.one("service_code").strip()
    if not code:
        raise missing("service_code")
    service = offered_service(code)
    approach = _approach(call, service, holder)
    receipt = intake.receive(approach, by=actors.key(holder.id), at=call.at)
    notice = receipt.handed_on or service.standard.promise
    answer = {"service_request_id": receipt.reference, "service_notice": notice, "account_id": None}
    return "service_requests", [answer]


def _approach(call: Call, service: ServiceShown, holder: KeyHolder) -> Approach:
    form, attributes = asked(service.form), sent.attributes(call)
    identity = sent.identity(call, attributes)
    where = places.where_of(call, uprn=attributes.one("uprn"))
    words = sent.description(call) or (attributes.take(form.words.code) if form.words else "")
    answers = _answers(form, attributes)
    for question, value in (
        (form.words, words),
        (form.name, identity.name),
        (form.email, identity.email),
        (form.phone, identity.phone),
        (form.place, places.as_answer(form.place, where) if form.place else None),
    ):
        if question and value:
            answers[question.code] = value
    answers = _shown(service, answers)
    own_id = _own_id(attributes)
    for_staff = "\n".join([*sent.links(call), *_not_asked_for(form, attributes)])
    files = uploads.kept(call.request)
    if form.photo and files:
        answers[form.photo.code] = [file_id for file_id, _ in files]
    return Approach(
        service=service,
        answers=answers,
        channel=Channel.OPEN311,
        key=f"{holder.source}:{own_id}" if own_id else f"{holder.source}!{secrets.token_hex(16)}",
        identity=replace(identity, postcode=_postcode(service, answers)),
        where=where,
        description=words or intake_policies.description_of(service.form, answers),
        for_staff=for_staff,
        files=files,
        source=holder.source,
        external_id=own_id or None,
        noticed_at=call.at,
    )


def _answers(form: Asked, attributes: Attributes) -> dict[str, Any]:
    """The attributes as answers to the form's questions. Raises Fault 400 for the first that is wrong or missing."""
    answers: dict[str, Any] = {}
    for question in form.attributes:
        values = attributes.values.get(question.code, [])
        if not values and question.code in form.required:
            raise Fault(400, f"{question.code} required: {question.error or question.label}")
        answer = sent.answer(replace(question, required=False), values)
        if answer is not None:
            answers[question.code] = answer
    return answers


def _shown(service: ServiceShown, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers to questions that are shown. Raises Fault 400 where the form would stop and say why."""
    stop = catalogue.stop_for(service.form, answers)
    if stop:
        raise Fault(400, f"{stop[1].title}. {text.one_line(stop[1].body)}")
    return catalogue.relevant(service.form, answers)


def _postcode(service: ServiceShown, answers: dict[str, Any]) -> str:
    return intake_policies.identity_in(service.form, answers).postcode


def _own_id(attributes: Attributes) -> str:
    own_id = attributes.one(CLIENTS_OWN_ID)
    if len(own_id) > LONGEST_OWN_ID:
        raise Fault(400, f"{CLIENTS_OWN_ID} is longer than {LONGEST_OWN_ID} characters")
    return own_id


def _not_asked_for(form: Asked, attributes: Attributes) -> list[str]:
    """Attributes that no definition of ours has, a line each. Raises Fault 400 for more than staff could read."""
    known = _KNOWN | {question.code for question in form.attributes}
    lines = [
        f"{code}: {', '.join(values)}" for code, values in attributes.values.items() if code not in known
    ]
    if sum(map(len, lines)) > _MOST_NOT_ASKED_FOR:
        raise Fault(
            400, f"The attributes we did not ask for are longer than {_MOST_NOT_ASKED_FOR:,} characters"
        )
    return lines
