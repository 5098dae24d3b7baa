"""The schemas: sound themselves, equal to what the rooms accept, and equal to the reference page."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from jsonschema import Draft202012Validator

from frontdoor.accounts.types import Role
from frontdoor.catalogue.types import FormFault, QuestionType, parse_form
from frontdoor.cli.council import schemas
from frontdoor.cli.council.checking import TEMPLATES
from frontdoor.cli.council.reading import PARTS
from frontdoor.core.clocks import Unit
from frontdoor.notifications.types import FIELDS
from frontdoor.organisation.types import AreaKind, Handoff

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/council-pack.md").read_text()
DESCRIBING = {"$schema", "$id", "title", "description", "x-remedy", "$defs", "$ref", "properties", "items"}
HANDLED = {
    "type": 5, "enum": 5, "pattern": "?", "minLength": "", "maxLength": "x" * 100_000, "minItems": [],
    "maxItems": [1] * 6000, "minimum": -(10**12), "maximum": 10**12, "exclusiveMinimum": 0, "uniqueItems": [1, 1],
    "required": {}, "additionalProperties": {"no such name": 1},
}  # fmt: skip


def parts(here: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(here, dict):
        yield here
        inner = [*here.get("properties", {}).values(), *here.get("$defs", {}).values()]
        for one in [*inner, *([here["items"]] if "items" in here else [])]:
            yield from parts(one)


def at(name: str, *path: str) -> Any:
    here: Any = schemas.schema(name)
    for step in path:
        here = here[step]
    return here


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schemas.schema(name))
    for part in parts(schemas.schema(name)):
        assert set(part) - DESCRIBING <= set(HANDLED), "a rule for which there is no sentence"
        assert ("pattern" in part) == ("x-remedy" in part), "a pattern says how to write it"
        if "properties" in part:
            assert part["additionalProperties"] is False
            assert all(one.get("description") for one in part["properties"].values()), (
                "each field has its meaning"
            )


def test_there_is_a_schema_for_every_part() -> None:
    found = {path.stem for path in (ROOT / "src/frontdoor/cli/council/schemas").glob("*.json")}
    assert found == set(schemas.NAMES)


@pytest.mark.parametrize("rule", sorted(HANDLED))
def test_every_rule_of_every_schema_has_a_sentence(rule: str) -> None:
    said = []
    for name in schemas.NAMES:
        for part in parts(schemas.schema(name)):
            if rule in part:
                lone = {key: part[key] for key in ("x-remedy", "properties", rule) if key in part}
                for error in Draft202012Validator(lone).iter_errors(HANDLED[rule]):
                    said += [message for _, message in schemas._sentences(error)]
    assert said, "no schema has this rule any more"
    assert all(message and not message.startswith("5 is") for message in said)


def test_what_the_schemas_list_is_what_the_rooms_know() -> None:
    assert at("form", "$defs", "question", "properties", "type", "enum") == list(QuestionType)
    staff = at("teams", "properties", "staff", "items", "properties")
    assert staff["role"]["enum"] == list(Role)
    assert at("areas", "properties", "kind", "enum") == list(AreaKind)
    assert at("bodies", "properties", "bodies", "items", "properties", "handoff", "enum") == list(Handoff)
    assert at("service", "properties", "standard", "properties", "unit", "enum") == list(Unit)


@pytest.mark.parametrize(
    ("part", "least"),
    [
        ("question", {"code": "q", "type": "choice", "label": "?", "options": [{"code": "a", "label": "A"}]}),
        ("page", {"code": "p", "title": "?", "questions": [{"code": "q", "type": "text", "label": "?"}]}),
        ("option", {"code": "a", "label": "A"}),
        ("stop", {"when": {"question": "first", "answered": True}, "title": "?", "body": "?"}),
    ],
)
def test_forms_take_the_names_that_their_schema_has_and_no_others(part: str, least: dict[str, Any]) -> None:
    named = at("form", "$defs", part, "properties")
    assert set(at("form", "$defs", part, "required")) <= set(least)
    for name in [*named, "no_such_name"]:
        value = {**least, name: least.get(name)}
        try:
            parse_form(_form_with(part, value))
        except FormFault as fault:
            unknown = fault.message.startswith(f'there is no "{name}" here')
        else:
            unknown = False
        assert unknown == (name not in named), name


def _form_with(part: str, value: dict[str, Any]) -> dict[str, Any]:
    first = {"code": "one", "title": "?", "questions": [{"code": "first", "type": "text", "label": "?"}]}
    if part == "page":
        return {"pages": [first, value]}
    question = {"code": "q", "type": "choice", "label": "?", "options": [{"code": "a", "label": "A"}]}
    page: dict[str, Any] = {"code": "p", "title": "?", "questions": [question]}
    if part == "question":
        page["questions"] = [value]
    elif part == "option":
        page["questions"] = [{**question, "options": [value]}]
    else:
        page["stops"] = [value]
    return {"pages": [first, page]}


COLUMNS = [
    ("bodies", ("bodies", "items"), "organisation.Body", ("name", "code", "phone", "email", "web", "kind")),
    ("teams", ("teams", "items"), "organisation.Team", ("name", "email")),
    ("teams", ("staff", "items"), "accounts.User", ("name", "email")),
    ("areas", (), "organisation.Area", ("name",)),
    ("assets", (), "organisation.Asset", ("name",)),
    ("service", (), "catalogue.Service", ("name", "group", "summary")),
    ("service", ("standard",), "catalogue.Service", ("promise",)),
    ("template", (), "notifications.Template", ("subject",)),
    ("council", (), "organisation.Council", ("name", "short_name")),
]


@pytest.mark.parametrize(("name", "inside", "model", "fields"), COLUMNS, ids=lambda value: str(value))
def test_no_field_is_longer_than_its_column(
    name: str, inside: tuple[str, ...], model: str, fields: tuple[str, ...]
) -> None:
    here = schemas.schema(name)
    for step in inside:
        here = here["properties"][step] if step != "items" else here["items"]
    for field in fields:
        rule = here["properties"][field]
        most = apps.get_model(model)._meta.get_field(field).max_length  # type: ignore[union-attr]
        longest = rule.get("maxLength") or max((len(one) for one in rule.get("enum", [])), default=0)
        if not longest:  # a pattern that says how long
            numbers = [int(n) for n in re.findall(r"\{\d+,(\d+)\}", rule["pattern"])]
            longest = max(numbers) + 1 + ("\\+?" in rule["pattern"])
        assert longest <= most, (name, field)


def test_the_reference_page_is_made_from_the_schemas() -> None:
    tool = [sys.executable, str(ROOT / "tools/make_pack_reference.py"), "--check"]
    assert subprocess.run(tool, check=False).returncode == 0, "run tools/make_pack_reference.py"


def test_the_reference_page_has_every_part_message_field_and_type() -> None:
    for part in PARTS:
        assert f"## {part}" in PAGE, part
    for word in [*TEMPLATES, *FIELDS, *QuestionType]:
        assert f"`{word}`" in PAGE, word
    for name in schemas.NAMES:
        assert f"<!-- fields of {name}" in PAGE, name


def test_the_example_of_the_reference_page_is_a_form() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    form = parse_form(yaml.safe_load(example)["form"])
    assert [page.code for page in form.pages] == ["where", "depth", "danger"]
