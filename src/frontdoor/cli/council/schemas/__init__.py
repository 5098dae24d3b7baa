"""The schema of each part of a pack, as data, and what it finds wrong, in plain words."""

import difflib
import functools
import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from frontdoor.cli.council.source import Pointer, shown

NAMES = (
    "council", "bodies", "teams", "calendar", "areas", "assets", "addresses", "streets", "service", "form",
    "template",
)  # fmt: skip
_KINDS = {
    "string": "text; put numbers in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "names with values",
}


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """The JSON schema of one part of a pack."""
    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def faults(name: str, data: Any) -> Iterator[tuple[Pointer, str]]:
    """Where the data does not fit its schema, and a sentence with the remedy for each place."""
    for error in _validator(name).iter_errors(data):
        yield from _sentences(error)


@functools.cache
def fits(pattern: str) -> re.Pattern[str]:
    """A schema's pattern for Python: `$` is the very end, also where a line end stands before it."""
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern)


@functools.cache
def _validator(name: str) -> Any:
    kind: Any = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return kind(schema(name))


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not fits(pattern).search(instance):
        yield ValidationError("pattern")


def _sentences(error: Any) -> Iterator[tuple[Pointer, str]]:
    place: Pointer = tuple(error.absolute_path)
    rule, wanted, given = str(error.validator), error.validator_value, error.instance
    if rule == "additionalProperties":
        names = list(error.schema["properties"])
        for name in given:
            if name not in names:
                yield (*place, name), _unknown(name, names)
    elif rule == "required":
        # one error for each missing name; jsonschema has the name only inside its sentence
        missing = error.message.removesuffix(" is a required property").strip("'")
        yield place, f'"{missing}" is missing; add it'
    else:
        yield place, _sentence(rule, wanted, given, error.schema)


def _unknown(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, 1, 0.7)
    if near:
        return f'there is no "{shown(name)}" here; did you mean "{near[0]}"?'
    return f'there is no "{shown(name)}" here; names are {", ".join(names)}'


def _sentence(rule: str, wanted: Any, given: Any, here: Mapping[str, Any]) -> str:
    match rule:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"this must be {' or '.join(_KINDS[kind] for kind in kinds)}"
        case "enum":
            return f'"{shown(_as_written(given))}" is none of {", ".join(_as_written(one) for one in wanted)}'
        case "pattern":
            return f'"{shown(given)}" does not fit; {here["x-remedy"]}'
        case "minLength":
            return "do not leave this empty" if wanted == 1 else f"use at least {wanted} characters"
        case "maxLength":
            return f"use at most {wanted:,} characters"
        case "minItems":
            return f"give at least {wanted}"
        case "maxItems":
            return f"give at most {wanted:,}"
        case "minimum":
            return f"give {wanted} or more"
        case "maximum":
            return f"give {wanted} or less"
        case "exclusiveMinimum":
            return f"give more than {wanted}"
        case "uniqueItems":
            return "the same is here twice; keep one of the two"
    raise AssertionError(f"no sentence for the rule {rule}")


def _as_written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
