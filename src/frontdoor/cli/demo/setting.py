"""The council that an invented year happens in: what its pack says, read once."""

from dataclasses import dataclass

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.types import Role
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.cli.demo.places import Places
from frontdoor.cli.demo.scripts import fly_tipping, missed_bins, potholes, something_else
from frontdoor.cli.demo.scripts.script import Script
from frontdoor.core.calendars import Calendar
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import AddressDetails, CouncilDetails

SCRIPTS: dict[str, Script] = {
    "pothole": potholes.SCRIPT,
    "fly_tipping": fly_tipping.SCRIPT,
    "missed_bin": missed_bins.SCRIPT,
    "something_else": something_else.SCRIPT,
}


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff who can own cases. `does_the_work` says that it is their daily job."""

    id: int
    name: str
    does_the_work: bool


@dataclass(frozen=True, slots=True)
class Team:
    id: int
    code: str
    members: tuple[Worker, ...]
    leaders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything of the council that the stories need."""

    council: CouncilDetails
    calendar: Calendar
    services: dict[str, ServiceShown]  # by the code of their script
    teams: dict[int, Team]
    advisors: tuple[int, ...]
    homes: tuple[AddressDetails, ...]
    places: Places

    def team_for(self, script: str, hint: str) -> Team:
        """The team that answers: the one the hint is part of the code of, else the service's own."""
        own = self.teams[self.services[script].team_id]
        return next((team for team in self.teams.values() if hint and hint in team.code), own)


class NoSetting(LookupError):
    """There is no council here that an invented year could happen in. The text says what is missing."""


def read() -> Setting:
    """Read the council that is loaded. Raises NoSetting where it is none for demonstrations."""
    council = organisation.council()
    if council is None:
        raise NoSetting("There is no council yet. Load one first: frontdoor council load demo")
    if not council.demonstration:
        raise NoSetting(
            f"{council.name} is not marked as a demonstration, so no invented people may be loaded into it."
        )
    services = {}
    for service in catalogue.services():
        script = service.code.replace("-", "_")
        if script in SCRIPTS:
            services[script] = service
    if not services:
        raise NoSetting(f"This council offers none of the services with a story: {', '.join(SCRIPTS)}.")
    homes = tuple(organisation.gazetteer())
    if not homes or not organisation.outlines("roads"):
        raise NoSetting("This council has no addresses or no roads, and an invented year needs both.")
    places = Places(organisation.street_gazetteer(), organisation.outlines)
    advisors = tuple(user.pk for user in accounts.with_role(Role.ADVISOR))
    return Setting(council, organisation.calendar(), services, _teams(), advisors, homes, places)


def _teams() -> dict[int, Team]:
    staff = {user.pk: user for user in accounts.active_staff()}
    teams = {}
    for team in organisation.teams():
        members = tuple(
            Worker(user_id, name, staff[user_id].role in {Role.OFFICER, Role.ADVISOR})
            for user_id, name in organisation.members_of(team.pk)
        )
        teams[team.pk] = Team(team.pk, team.code, members, tuple(organisation.leaders_of(team.pk)))
    return teams
