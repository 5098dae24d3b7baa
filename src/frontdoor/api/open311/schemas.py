"""What goes in and out, as JSON Schema: the words of the published description."""

from typing import Any

from frontdoor.api.open311 import definitions, filing, parameters, places, sent, updates
from frontdoor.api.open311.definitions import Asked
from frontdoor.cases import policies
from frontdoor.catalogue import policies as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Question, QuestionType

Schema = dict[str, Any]


def _object(properties: Schema, required: tuple[str, ...] | None = None) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required or properties)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _text(most: int = 0, **more: Any) -> Schema:
    """Text without NUL, which nothing can keep."""
    return {"type": "string", "pattern": r"^[^\x00]*$", **({"maxLength": most} if most else {}), **more}


_STRING: Schema = {"type": "string"}
_OR_NOTHING: Schema = {"type": ["string", "null"]}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MOMENT_OR_NOTHING: Schema = {"type": ["string", "null"], "format": "date-time"}
_NUMBER_OR_NOTHING: Schema = {"type": ["number", "null"]}
_ENDPOINT = _object(
    {
        "specification": _STRING,
        "url": _STRING,
        "changeset": _MOMENT,
        "type": {"enum": ["production", "test"]},
        "formats": _list({"enum": ["text/xml", "application/json"]}),
    }
)
_SERVICE = _object(
    {
        "service_code": _STRING,
        "service_name": _STRING,
        "description": _STRING,
        "metadata": {"type": "boolean"},
        "type": {"const": "realtime"},
        "keywords": _STRING,
        "group": _STRING,
    }
)
_ATTRIBUTE = _object(
    {
        "variable": {"type": "boolean"},
        "code": _STRING,
        "datatype": {
            "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"],
        },
        "required": {"type": "boolean"},
        "datatype_description": _STRING,
        "order": {"type": "integer", "minimum": 1},
        "description": _STRING,
        "automated": {"const": "server_set"},
        "values": _list(_object({"key": _STRING, "name": _STRING})),
    },
    ("variable", "code", "datatype", "required", "datatype_description", "order", "description"),
)
_REQUEST = _object(
    {
        "service_request_id": _STRING,
        "status": {"enum": ["open", "closed"]},
        "status_notes": _STRING,
        "service_name": _STRING,
        "service_code": _STRING,
        "description": _STRING,
        "agency_responsible": _STRING,
        "service_notice": _OR_NOTHING,
        "requested_datetime": _MOMENT,
        "updated_datetime": _MOMENT,
        "expected_datetime": _MOMENT_OR_NOTHING,
        "address": _OR_NOTHING,
        "address_id": _OR_NOTHING,
        "zipcode": _OR_NOTHING,
        "lat": _NUMBER_OR_NOTHING,
        "long": _NUMBER_OR_NOTHING,
        "media_url": {"type": "null"},
    }
)
_UPDATE = _object(
    {
        "update_id": _STRING,
        "service_request_id": _STRING,
        "status": {"enum": sorted({*policies.OPEN311_STATUS.values(), *policies.OPEN311_OUTCOME.values()})},
        "updated_datetime": _MOMENT,
        "description": _STRING,
        "media_url": {"type": "null"},
        "external_status_code": _STRING,
        "customer_reference": _STRING,
        "fixmystreet_id": _STRING,
    },
    (
        "update_id",
        "service_request_id",
        "status",
        "updated_datetime",
        "description",
        "media_url",
        "external_status_code",
        "customer_reference",
    ),
)

ANSWERS: dict[str, Schema] = {
    "discovery": _object(
        {"changeset": _MOMENT, "contact": _STRING, "key_service": _STRING, "endpoints": _list(_ENDPOINT)}
    ),
    "services": _list(_SERVICE),
    "service_definition": _object({"service_code": _STRING, "attributes": _list(_ATTRIBUTE)}),
    "service_requests": _list(_REQUEST),
    "filed": _list(
        _object({"service_request_id": _STRING, "service_notice": _STRING, "account_id": {"type": "null"}})
    ),
    "tokens": _list(_object({"service_request_id": _STRING, "token": _STRING})),
    "service_request_updates": _list(_UPDATE),
    "updated": _list(_object({"update_id": _STRING, "account_id": {"type": "null"}})),
    "errors": _list(_object({"code": {"type": "integer"}, "description": _STRING})),
}

_NOT_SENT: Schema = {"const": ""}
_WHEN: Schema = {"anyOf": [{"type": "string", "format": "date-time"}, _NOT_SENT]}


def _whole(most: int, default: int) -> Schema:
    number = {"type": "integer", "minimum": 1, "maximum": most}
    return {"anyOf": [number, _NOT_SENT], "default": default}


QUERY: dict[str, Schema] = {
    "service_request_id": _text(
        description=f"Ids separated by commas, at most {parameters.MOST_AT_ONCE}: all else then counts for nothing"
    ),
    "service_code": _text(description="Codes separated by commas"),
    "start_date": _WHEN,
    "end_date": _WHEN,
    "status": {"type": "string", "pattern": r"^((open|closed)(,(open|closed))*)?$"},
    "page": _whole(parameters.MOST_PAGES, 1),
    "page_size": _whole(parameters.MOST_AT_ONCE, parameters.MOST_AT_ONCE),
}
PATH: dict[str, Schema] = {
    "service_code": {"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,60}$"},
    "service_request_id": {"type": "string", "pattern": r"^[A-Za-z0-9-]{1,40}$"},
    "token": {"type": "string", "pattern": r"^[A-Za-z0-9-]{1,40}$"},
    "format": {"enum": ["xml", "json"]},
}

_LINKS = {
    "type": "array",
    "maxItems": sent.MOST_LINKS,
    "items": {"type": "string", "pattern": f"^{sent.LINK}$"},
    "description": "Kept for staff as text. We never open it",
}
_SENDER: Schema = {
    "email": {"type": "string", "format": "email", "maxLength": 254},
    "first_name": _text(100),
    "last_name": _text(100),
    "phone": _text(60),
    "account_id": _text(200),
    "device_id": _text(200),
    "media_url": _LINKS,
}
# at least one character that shows, in any script: what is empty counts as not sent. White space is written out,
# because what counts as such differs between the languages that read our description
_SOME = r"^[^\x00]*[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\x00]*$"


def update_form() -> Schema:
    """The body of an update."""
    return _object(
        {
            "service_request_id": {"type": "string", "pattern": _SOME, "maxLength": 40},
            "update_id": {"type": "string", "pattern": _SOME, "maxLength": updates.LONGEST_UPDATE_ID},
            "status": {"enum": list(policies.FROM_OPEN311)},
            "updated_datetime": _MOMENT,
            "description": _text(sent.LONGEST_DESCRIPTION),
            **_SENDER,
        },
        ("service_request_id", "update_id", "status", "updated_datetime"),
    )


def request_form(services: list[ServiceShown]) -> Schema:
    """The body of a request: what every request has, and what each service asks."""
    place = {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_string": _text(places.LONGEST_ADDRESS),
        "address_id": _text(100, description="A UPRN"),
    }
    common = _object(
        {
            "service_code": {"enum": [one.code for one in services]},
            **place,
            "description": _text(sent.LONGEST_DESCRIPTION),
            **_SENDER,
            f"attribute[{definitions.CLIENTS_OWN_ID}]": _text(filing.LONGEST_OWN_ID),
        },
        ("service_code",),
    )
    ways: list[Schema] = [
        {"required": ["lat", "long"]},
        {"required": ["address_string"], "properties": {"address_string": _some(places.LONGEST_ADDRESS)}},
        {"required": ["address_id"], "properties": {"address_id": _some(100)}},
    ]
    return {
        **common,
        "dependentRequired": {"lat": ["long"], "long": ["lat"]},
        "allOf": [{"anyOf": ways}, {"anyOf": [_service_form(one) for one in services] or [{}]}],
    }


def _some(most: int) -> Schema:
    return {"type": "string", "pattern": _SOME, "maxLength": most}


def _service_form(service: ServiceShown) -> Schema:
    form = definitions.asked(service.form)
    properties: Schema = {"service_code": {"const": service.code}}
    for question in form.attributes:
        properties[_name(question)] = _attribute(question, service, form)
    return _object(
        properties,
        ("service_code", *(_name(one) for one in form.attributes if one.code in form.required)),
    )


def _name(question: Question) -> str:
    brackets = "[]" if question.type is QuestionType.CHOICES else ""
    return f"attribute[{question.code}]{brackets}"


def _attribute(question: Question, service: ServiceShown, form: Asked) -> Schema:
    """An attribute's values. Answers that end a form, because somebody has to call, are refused and not listed."""
    some = question.code in form.required
    if question.type is QuestionType.CHOICE:
        codes = [one.code for one in question.options if not _stops(service, question, one.code)]
        return {"enum": codes if some else [*codes, ""]}
    if question.type is QuestionType.YES_NO:
        words = [word for word, yes in (("yes", True), ("no", False)) if not _stops(service, question, yes)]
        return {"enum": words if some else [*words, ""]}
    if question.type is QuestionType.CHOICES:
        codes = [one.code for one in question.options if not _stops(service, question, [one.code])]
        return {"type": "array", "items": {"enum": codes}, "minItems": int(some)}
    if question.type is QuestionType.NUMBER:
        low, high = question.minimum, question.maximum
        bounds = {"minimum": -(10**9) if low is None else low, "maximum": 10**9 if high is None else high}
        return {"type": "integer", **bounds}
    if question.type is QuestionType.DATE:
        return {"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"}
    if question.type is QuestionType.POSTCODE:
        return {"type": "string", "pattern": r"^[A-PR-UWYZ][A-HK-Y][1-9] [0-9][ABD-HJLNP-UW-Z]{2}$"}
    most = question.max_length or (4000 if question.type is QuestionType.LONG_TEXT else 200)
    return _some(most) if some else _text(most)


def _stops(service: ServiceShown, question: Question, answer: Any) -> bool:
    return catalogue.stop_for(service.form, {question.code: answer}) is not None
