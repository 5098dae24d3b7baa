"""What reports and updates have in common: words, who says it, attributes, links to media."""

import re
from dataclasses import dataclass
from typing import Any

from frontdoor.api.open311.faults import Fault
from frontdoor.api.open311.parameters import Call
from frontdoor.catalogue import policies as catalogue
from frontdoor.catalogue.types import Question, QuestionType
from frontdoor.core import text
from frontdoor.customers.types import Identity

LONGEST_DESCRIPTION = 4000
MOST_LINKS = 20
_ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,100})\](?:\[\])?")
_EMAIL = Question("email", QuestionType.EMAIL, "E-mail address", required=False)
# written out, because what counts as white space differs between the languages that read our description
LINK = r"[hH][tT][tT][pP][sS]?://[!#-;=?-~]{1,2000}"


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of a request, each with its values that are not empty."""

    values: dict[str, list[str]]

    def one(self, code: str) -> str:
        """The last value of an attribute, "" where there is none."""
        found = self.values.get(code)
        return found[-1].strip() if found else ""

    def take(self, code: str) -> str:
        """The words of an attribute, which is then no longer there."""
        return "\n".join(self.values.pop(code, []))


def attributes(call: Call) -> Attributes:
    """attribute[code]=value and attribute[code][]=value, several times each."""
    values: dict[str, list[str]] = {}
    for name in call.form:
        match = _ATTRIBUTE.fullmatch(name)
        if match:
            values.setdefault(text.one_line(text.kept(match[1])), []).extend(call.many(name))
    return Attributes({code: found for code, found in values.items() if found})


def description(call: Call) -> str:
    """The words of the request. Raises Fault 400 where there are too many."""
    found = call.one("description")
    if len(found) > LONGEST_DESCRIPTION:
        raise Fault(400, f"description is longer than {LONGEST_DESCRIPTION:,} characters")
    return found if found.strip() else ""


def identity(call: Call, attributes: Attributes) -> Identity:
    """Who says it, as far as the partner tells."""
    names = [call.line(name, most=100) or attributes.one(name)[:100] for name in ("first_name", "last_name")]
    extra = {name: call.line(name, most=200) for name in ("account_id", "device_id")}
    return Identity(
        name=text.one_line(" ".join(part for part in names if part != "-")),
        email=answer(_EMAIL, call.many("email")) or "",
        phone=call.line("phone", most=60),
        extra={name: value for name, value in extra.items() if value},
    )


def answer(question: Question, values: list[str]) -> Any:
    """The answer these values make, None where there are none. Raises Fault 400 where they make none."""

    def fields(name: str) -> list[str]:
        return values if name == question.code else []

    try:
        return catalogue.read_answer(question, fields)
    except catalogue.BadAnswer as fault:
        raise Fault(400, f"{question.code}: {fault}") from fault


def links(call: Call) -> list[str]:
    """Links to media, a line for staff each: they are kept as text, and nothing here ever opens them.

    Raises Fault 400 for a link that is none, and for too many.
    """
    found = call.many("media_url")
    if len(found) > MOST_LINKS or any(not re.fullmatch(LINK, link) for link in found):
        raise Fault(400, f"media_url is a web address, and there are at most {MOST_LINKS}")
    return [f"Photo or file elsewhere: {link}" for link in found]
