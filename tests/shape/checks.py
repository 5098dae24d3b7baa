"""What holds for the shape of the house and import-linter cannot see. Each check returns its complaints."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "frontdoor"

# Rooms that are no contexts: they have no models of a subject, and modules named as they need.
EDGES = {"cli", "config", "portal", "desk", "api", "channels", "jobs", "counterparts", "design", "core"}
IN_A_CONTEXT = {
    "types",
    "models",
    "policies",
    "queries",
    "operations",
    "adapters",
    "admin",
    "apps",
    "migrations",
}
NO_SUCH_NAMES = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc"}


def _contracts() -> dict[str, dict[str, list[str]]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in contracts}


def storeys() -> dict[str, int]:
    """Each room's height by the layers contract: 0 at the bottom."""
    layers = _contracts()["contexts"]["layers"]
    return {
        room.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def contexts(package: Path = PACKAGE) -> set[str]:
    """The contexts that exist."""
    return {path.parent.name for path in package.glob("*/__init__.py")} - EDGES


def uncovered_contexts(package: Path = PACKAGE) -> list[str]:
    """Contexts that the contract on layers inside a context does not name."""
    covered = {name.removeprefix("frontdoor.") for name in _contracts()["inside"]["containers"]}
    return sorted(contexts(package) ^ covered)


def upward_relations(found: Iterable[type[models.Model]]) -> list[str]:
    """Relations that point up or sideways, or leave a trace of themselves in another room."""
    height = storeys()
    complaints = []
    for model in found:
        for field in model._meta.get_fields(include_hidden=True):
            name = f"{model._meta.label}.{field.name}"
            if isinstance(field, GenericForeignKey):
                complaints.append(f"{name} may point at anything")
                continue
            if field.auto_created or not field.remote_field:
                continue
            here, there = _room(model), _room(field.related_model)
            if there is None or here == there:
                continue
            if height[there] >= height[here]:
                complaints.append(f"{name} points from {here} to {there}")
            if not field.remote_field.hidden:
                complaints.append(f'{name} crosses to {there} without related_name="+"')
    return complaints


def _room(model: type[models.Model]) -> str | None:
    package, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if package == "frontdoor" else None


def signals(package: Path = PACKAGE) -> list[str]:
    """Uses of Django's signals: what happens must be written where it happens."""
    complaints = []
    for path, node in _nodes(package):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        complaints += [
            f"{path.relative_to(package)}:{node.lineno} imports {name}"
            for name in names
            if re.search(r"(^django\.dispatch\b)|\bsignals\b", name) and not name.startswith("frontdoor.")
        ]
    return complaints


def vague_names(package: Path = PACKAGE) -> list[str]:
    """Modules whose name says nothing about what is in them."""
    return sorted(
        str(path.relative_to(package))
        for path in package.rglob("*")
        if path.stem in NO_SUCH_NAMES and (path.suffix == ".py" or any(path.glob("*.py")))
    )


def strange_modules(package: Path = PACKAGE) -> list[str]:
    """Modules of a context with another name than those that every context has."""
    return sorted(
        str(path.relative_to(package))
        for context in contexts(package)
        for path in (package / context).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and path.stem not in IN_A_CONTEXT | {"__init__"}
    )


_INLINE = re.compile(
    r"""<script(?![^>]*\bsrc\s*=)[^>]*>   # a script with its text in the page
      | <style\b
      | \sstyle\s*=
      | \son[a-z]+\s*=\s*["']             # onclick="..."
      | javascript:
    """,
    re.IGNORECASE | re.VERBOSE,
)


def inline_code(package: Path = PACKAGE) -> list[str]:
    """Scripts and styles inside templates, which the content security policy would refuse."""
    return [
        f"{path.relative_to(package)}: {found.group().strip()}"
        for path in sorted(package.rglob("templates/**/*"))
        if path.suffix in {".html", ".jinja", ".xml"}
        for found in _INLINE.finditer(path.read_text())
    ]


def _nodes(package: Path) -> Iterator[tuple[Path, ast.stmt]]:
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.stmt):
                yield path, node
