"""What a queue is narrowed to: read from its address, and asked for in its form."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.utils.http import urlencode

from frontdoor.cases.queries import Position
from frontdoor.cases.types import Status
from frontdoor.catalogue import queries as catalogue
from frontdoor.design.types import Field, Option
from frontdoor.desk.forms import reading
from frontdoor.organisation import queries as organisation

OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Filters:
    """One page of a queue: what it is narrowed to, and where it begins or ends."""

    service_id: int | None = None
    team_id: int | None = None
    status: Status | None = None
    after: Position | None = None
    before: Position | None = None

    def query(self, **changes: str) -> str:
        """The part of an address after the "?": what is chosen, with changes ("" takes a choice away)."""
        chosen = {
            "service": str(self.service_id or ""),
            "team": str(self.team_id or ""),
            "status": str(self.status or ""),
        }
        return urlencode({name: value for name, value in {**chosen, **changes}.items() if value})


def read(sent: Mapping[str, str]) -> Filters:
    """The filters and the position of an address. Raises BadRequest for anything that our pages never write."""
    service_id, team_id = (
        reading.number(sent[name]) if sent.get(name) else None for name in ("service", "team")
    )
    if service_id is not None and service_id not in catalogue.names():
        raise BadRequest("no such service")
    if team_id is not None and team_id not in organisation.team_names():
        raise BadRequest("no such team")
    status = sent.get("status") or None
    if status is not None and status not in OPEN_STATUSES:
        raise BadRequest("no such status")
    after, before = reading.position(sent.get("after", "")), reading.position(sent.get("before", ""))
    if after and before:
        raise BadRequest("a page is after one row or before another")
    return Filters(service_id, team_id, Status(status) if status else None, after, before)


def fields(chosen: Filters) -> list[Field]:
    """The form of the filters."""
    everything = Option("", "All")
    return [
        Field(
            "service",
            "Service",
            "select",
            str(chosen.service_id or ""),
            options=[everything, *(Option(str(k), name) for k, name in catalogue.names().items())],
        ),
        Field(
            "team",
            "Team",
            "select",
            str(chosen.team_id or ""),
            options=[everything, *(Option(str(team.pk), team.name) for team in organisation.teams())],
        ),
        Field(
            "status",
            "Status",
            "select",
            str(chosen.status or ""),
            options=[everything, *(Option(status.value, status.staff_words) for status in OPEN_STATUSES)],
        ),
    ]
