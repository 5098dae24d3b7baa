"""Where a request is: a point, an address in words, an address by its id, or several of these."""

import math
import re
from typing import Any

from frontdoor.api.open311.faults import Fault
from frontdoor.api.open311.parameters import Call
from frontdoor.cases.types import Where
from frontdoor.catalogue.types import Question, QuestionType
from frontdoor.core.geography import Point
from frontdoor.organisation import queries as organisation

LONGEST_ADDRESS = 500
_DEGREES = re.compile(
    r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?", re.ASCII
)
_UPRN = re.compile(r"[0-9]{1,12}", re.ASCII)
_NOT_POINTED_AT = "#NOTPINPOINTED#"  # FixMyStreet: the reporter skipped the map


def where_of(call: Call, *, uprn: str) -> Where:
    """The place of a request; `uprn` is what an attribute says. Raises Fault 400 where none is given, or wrongly."""
    point = _point(call.one("lat").strip(), call.one("long").strip())
    words = call.line("address_string", most=LONGEST_ADDRESS)
    address_id = call.line("address_id", most=100)
    if point is None and not words and not address_id:
        raise Fault(400, "A place was not provided: send lat and long, or address_string, or address_id")
    known = next((int(one) for one in (address_id, uprn) if _UPRN.fullmatch(one)), None)
    address = organisation.address(known) if known is not None else None
    if address is not None:
        text = words or f"{address.text}, {address.postcode}"
        point = point or Point(address.lat, address.long)
        return Where(text=text, point=point, uprn=known, postcode=address.postcode)
    if not words and (known is None or point is None) and address_id not in ("", _NOT_POINTED_AT):
        words = f"Address {address_id}"
    return Where(text=words, point=point, uprn=known)


def as_answer(question: Question, where: Where) -> dict[str, Any] | None:
    """The place as the answer to a form's question about it."""
    if question.type is QuestionType.PLACE:
        point = {"lat": where.point.lat, "long": where.point.long} if where.point else {}
        return {**point, **({"text": where.text} if where.text else {})} or None
    if where.uprn is not None:
        return {"uprn": where.uprn, "text": where.text, "postcode": where.postcode}
    return {"text": where.text, "postcode": ""} if where.text else None


def _point(lat: str, long: str) -> Point | None:
    if not lat and not long:
        return None
    for name, value in (("lat", lat), ("long", long)):
        if not value:
            raise Fault(400, f"{name} was not provided: lat and long go together")
        if not _DEGREES.fullmatch(value) or not math.isfinite(float(value)):
            raise Fault(400, f"{name} is a number of degrees, like 51.5")
    try:
        return Point(round(float(lat), 7), round(float(long), 7))
    except ValueError:
        raise Fault(400, "lat is from -90 to 90 and long from -180 to 180") from None
