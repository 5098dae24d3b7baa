"""Reads of the catalogue, kept in memory until a pack is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontdoor.catalogue.models import FormVersion, Service
from frontdoor.catalogue.types import (
    Condition,
    Form,
    ResponsibilityRule,
    Standard,
    parse_condition,
    parse_form,
)
from frontdoor.core import text
from frontdoor.core.clocks import Limit, Unit
from frontdoor.organisation.queries import kept


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service as other rooms and pages read it."""

    id: int
    code: str
    name: str
    group: str
    summary: str
    page: str
    lgsl: int | None
    keywords: tuple[str, ...]
    channels: tuple[str, ...]
    team_id: int
    standard: Standard
    public_reports: bool
    restricted: bool
    responsibility: ResponsibilityRule
    form_version_id: int
    form: Form
    place_decides: Condition | None = None

    def layers_for(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """The layers of assets that decide whose job it is when these are the answers."""
        decides = self.place_decides is None or self.place_decides.holds(answers)
        return self.responsibility.layers if decides else ()


def services() -> list[ServiceShown]:
    """The services on offer, by group and name."""
    return kept("services", _services)


def service(code: str) -> ServiceShown | None:
    """The service of this code, if it is on offer."""
    return next((one for one in services() if one.code == code), None)


def service_by_id(service_id: int) -> ServiceShown | None:
    return next((one for one in services() if one.id == service_id), None)


def names() -> dict[int, str]:
    """Names of all services by id, withdrawn ones too: old cases still have them."""
    return kept("service_names", lambda: dict(Service.objects.values_list("id", "name")))


def codes() -> dict[int, str]:
    """Codes of all services by id, withdrawn ones too."""
    return kept("service_codes", lambda: dict(Service.objects.values_list("id", "code")))


def form(form_version_id: int) -> Form:
    """The form of one version, withdrawn or not. Raises LookupError where there is none."""

    def read() -> Form:
        row = FormVersion.objects.filter(id=form_version_id).first()
        if row is None:
            raise LookupError("no such form version")
        return parse_form(row.definition)

    return kept(f"form:{form_version_id}", read)


def search(words: str) -> list[ServiceShown]:
    """Services that fit a resident's words, best first; all of them for no words."""
    wanted = set(text.fold(words)[:200].split())
    if not wanted:
        return services()
    scored = [(_score(one, wanted), one) for one in services()]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]


def _score(one: ServiceShown, wanted: set[str]) -> float:
    weights = ((one.name, 3.0), (" ".join(one.keywords), 2.0), (one.summary, 1.0), (one.page, 0.2))
    return sum(weight * len(wanted & set(text.fold(field).split())) for field, weight in weights)


def _services() -> list[ServiceShown]:
    rows = Service.objects.filter(withdrawn_at=None, form__isnull=False).select_related("form")
    return [_shown(row) for row in rows.order_by("group", "name")]


def _shown(row: Service) -> ServiceShown:
    assert row.form is not None
    return ServiceShown(
        id=row.pk,
        code=row.code,
        name=row.name,
        group=row.group,
        summary=row.summary,
        page=row.page,
        lgsl=row.lgsl,
        keywords=tuple(row.keywords),
        channels=tuple(row.channels),
        team_id=row.team_id,
        standard=Standard(row.promise, row.clock, Limit(row.limit_amount, Unit(row.limit_unit))),
        public_reports=row.public_reports,
        restricted=row.restricted,
        responsibility=ResponsibilityRule(tuple(row.layers), row.within_metres, row.layers_when),
        form_version_id=row.form.pk,
        form=(form := parse_form(row.form.definition)),
        place_decides=parse_condition(row.layers_when, form) if row.layers_when else None,
    )
