"""Every address of the installation, as Django resolves it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its name and the view behind it."""

    pattern: str
    name: str
    view: Callable[..., Any]


def routes() -> list[Route]:
    """Every route of the URL map."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, pattern)
        elif isinstance(one, URLPattern):
            yield Route(pattern, one.name or "", one.callback)
