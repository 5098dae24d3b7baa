"""What a message says: declared fields are filled in once, and nothing is ever run."""

import re
from collections.abc import Mapping

from frontdoor.core import text
from frontdoor.notifications.types import FIELDS

_FIELD = re.compile(r"\(\(([a-z_]{1,40})\)\)")


def unknown_fields(template: str) -> list[str]:
    """The fields a template uses that nobody fills."""
    return sorted(set(_FIELD.findall(template)) - FIELDS)


def fill(template: str, fields: Mapping[str, str]) -> str:
    """The template with its declared fields filled in, in one pass: what a field holds is never looked at again."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return fields.get(name, "") if name in FIELDS else match[0]

    return _FIELD.sub(value, template)


def subject_line(template: str, fields: Mapping[str, str]) -> str:
    """A subject on one line, whatever the fields hold: a line end in it would be another header."""
    return text.one_line(fill(template, fields))[:200]
