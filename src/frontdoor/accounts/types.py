"""Roles and the people of a council pack."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody's job lets them do. Which cases they see also depends on their teams."""

    ADVISOR = "advisor"
    OFFICER = "officer"
    TEAM_LEADER = "team_leader"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Audience(StrEnum):
    """Who a page is for, besides the roles."""

    ANYONE = "anyone"
    KEY_HOLDERS = "key_holders"


STAFF = frozenset(Role)
LEADERS = frozenset({Role.TEAM_LEADER, Role.MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff as a council pack names them. `password` only in a demonstration council."""

    email: str
    name: str
    role: Role
    password: str = ""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A partner system that showed a valid key."""

    id: int
    name: str
    scope: str

    @property
    def source(self) -> str:
        """The name under which what it delivers is kept."""
        return f"{self.scope}:{self.id}"
