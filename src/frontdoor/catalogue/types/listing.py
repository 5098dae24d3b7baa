"""A service as the catalogue lists it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontdoor.core.clocks import Limit


@dataclass(frozen=True, slots=True)
class Standard:
    """What a service promises, in words and as a limit. `clock` names what is timed: assess, clear, collect, answer."""

    promise: str
    clock: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class ResponsibilityRule:
    """Which layers of assets decide whose job it is, in order of precedence, and how near counts.

    `when` is a condition on the form's answers, as plain data: only then do the layers decide.
    """

    layers: tuple[str, ...] = ()
    within_metres: float = 30.0
    when: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """A service of a council pack. `page` is Markdown, `form` the form's definition as plain data."""

    code: str
    name: str
    group: str
    summary: str
    page: str
    team: str
    standard: Standard
    form: Mapping[str, Any]
    lgsl: int | None = None
    keywords: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("web",)
    public_reports: bool = False
    restricted: bool = False
    responsibility: ResponsibilityRule = ResponsibilityRule()


@dataclass(frozen=True, slots=True)
class CataloguePack:
    services: tuple[ServiceDetails, ...]
