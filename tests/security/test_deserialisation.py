"""Nothing that comes from outside, or lies in the database, is ever turned into running code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

import frontdoor

SOURCE = Path(frontdoor.__file__).parent
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "cPickle"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}


def unsafe(source: str) -> Iterator[str]:
    """What in this source could run data as code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
                yield node.func.id
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in {
                "yaml.load",
                "yaml.unsafe_load",
                "yaml.full_load",
            }:
                yield ast.unparse(node.func)


def test_no_code_of_ours_turns_data_into_code() -> None:
    found = {
        str(path.relative_to(SOURCE)): names
        for path in SOURCE.rglob("*.py")
        if (names := sorted(unsafe(path.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source", ["import pickle", "from marshal import loads", "yaml.load(x)", "eval(x)", "import shelve as s"]
)
def test_the_check_sees_what_it_is_for(source: str) -> None:
    assert list(unsafe(source))


def test_sessions_are_json() -> None:
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


@pytest.mark.django_db
def test_the_cache_refuses_what_is_not_plain_data() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())
    cache.set("a", {"b": [1, "c"]})
    assert cache.get("a") == {"b": [1, "c"]}


@pytest.mark.django_db
def test_a_cache_key_is_added_once() -> None:
    assert cache.add("once", 1)
    assert not cache.add("once", 2)
    assert cache.get("once") == 1
    cache.delete("once")
    assert cache.add("once", 3)
