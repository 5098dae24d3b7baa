"""Fill the tables of docs/council-pack.md from the schemas. `--check` only says whether they are up to date."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frontdoor.cli.council import schemas
from frontdoor.cli.council.checking import TEMPLATES

PAGE = Path(__file__).parent.parent / "docs" / "council-pack.md"
_BLOCK = re.compile(r"(<!-- fields of ([a-z/]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_MESSAGES = re.compile(r"(<!-- messages -->\n).*?(<!-- end -->)", re.DOTALL)
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "names with values",
}


def main() -> int:
    """Write the page anew, or with --check end with code 1 where that would change it."""
    old = PAGE.read_text(encoding="utf-8")
    new = _BLOCK.sub(lambda match: f"{match[1]}{table(match[2])}{match[3]}", old)
    new = _MESSAGES.sub(lambda match: f"{match[1]}{_messages()}{match[2]}", new)
    if "--check" in sys.argv[1:]:
        return int(new != old)
    PAGE.write_text(new, encoding="utf-8")
    return 0


def table(name: str) -> str:
    """The fields of one schema, or of one of its parts (form/question), as a Markdown table."""
    file, _, part = name.partition("/")
    whole = schemas.schema(file)
    here = whole["$defs"][part] if part else whole
    rows = "".join(
        f"| `{field}` | {'yes' if needed else 'no'} | {kind} | {text} |\n"
        for field, needed, kind, text in _rows(here)
    )
    return f"\n| field | needed | what | meaning |\n|---|---|---|---|\n{rows}\n"


def _messages() -> str:
    rows = "".join(f"| `{code}` | {when} |\n" for code, when in TEMPLATES.items())
    return f"\n| file | goes |\n|---|---|\n{rows}\n"


def _rows(here: dict[str, Any], before: str = "") -> Iterator[tuple[str, bool, str, str]]:
    for name, rule in here["properties"].items():
        field = before + name
        yield field, name in here.get("required", []), _kind(rule), _cell(_meaning(rule))
        inner = rule.get("items", rule)
        if inner.get("type") == "object" and "properties" in inner:
            yield from _rows(inner, f"{field}[]." if "items" in rule else f"{field}.")


def _kind(rule: dict[str, Any]) -> str:
    if "$ref" in rule:
        return rule["$ref"].rsplit("/", 1)[-1]
    if "enum" in rule:
        return "one of " + ", ".join(f"`{_written(one)}`" for one in rule["enum"])
    if rule["type"] == "array":
        inner = rule["items"]
        named = "properties" in inner or inner.get("type") == "string"
        return "list" if named and "enum" not in inner else f"list of {_kind(inner)}"
    kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    return " or ".join(_KINDS[kind] for kind in kinds) + _limits(rule)


def _limits(rule: dict[str, Any]) -> str:
    if "maxLength" in rule:
        return f", at most {rule['maxLength']:,} characters"
    if "maximum" in rule:
        least = rule.get("minimum", rule.get("exclusiveMinimum"))
        return f", {'above ' if 'exclusiveMinimum' in rule else ''}{least:,} to {rule['maximum']:,}"
    return ""


def _meaning(rule: dict[str, Any]) -> str:
    text = str(rule.get("description", ""))
    remedy = rule.get("x-remedy", "")
    return text if remedy in ("", "write it on one line") else f"{text} {remedy[0].upper()}{remedy[1:]}."


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").strip()


if __name__ == "__main__":
    sys.exit(main())
