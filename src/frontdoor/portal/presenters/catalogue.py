"""Services as residents see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from frontdoor.catalogue.queries import ServiceShown
from frontdoor.design.addresses import address
from frontdoor.design.types import Card
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import CouncilDetails
from frontdoor.portal.presenters.markdown import html


@dataclass(frozen=True, slots=True)
class Group:
    """Services that belong together, under one heading."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ServicePage:
    """All that the page of one service says."""

    name: str
    summary: str
    promise: str
    body: Markup
    team: str
    start: str
    other_ways: tuple[str, ...]


def groups(services: Iterable[ServiceShown]) -> list[Group]:
    """Services under their headings, in the order given, the catch-all last."""
    found: dict[str, list[Card]] = {}
    # what has no number in the national list is no one service but everything else: it comes last
    for service in sorted(services, key=lambda one: not one.lgsl):
        found.setdefault(service.group, []).append(card(service))
    return [Group(title, tuple(cards)) for title, cards in found.items()]


def card(service: ServiceShown) -> Card:
    """A service on a list: its name leads to its page."""
    return Card(service.name, address("service", service.code), service.summary)


def service_page(service: ServiceShown, council: CouncilDetails | None) -> ServicePage:
    """The page of a service: what it is, what we promise, who does it, how else to reach us."""
    team = next((team.name for team in organisation.teams() if team.pk == service.team_id), "")
    return ServicePage(
        name=service.name,
        summary=service.summary,
        promise=service.standard.promise,
        body=html(service.page),
        team=team,
        start=address("report-start", service.code),
        other_ways=_other_ways(service, council),
    )


def _other_ways(service: ServiceShown, council: CouncilDetails | None) -> tuple[str, ...]:
    """The ways besides this website that the service is open on, those the council can be reached by."""
    if council is None:
        return ()
    known = {"phone": bool(council.phone), "email": bool(council.email), "in_person": True}
    return tuple(way for way, there in known.items() if there and way in service.channels)
