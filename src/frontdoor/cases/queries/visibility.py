"""Who sees which cases: the one door for staff."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from frontdoor.accounts.queries import User
from frontdoor.cases.models import Case
from frontdoor.organisation import queries as organisation


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member of staff and the teams they are in: what decides which cases exist for them."""

    user_id: int
    role: str
    team_ids: frozenset[int]


def viewer(user: User) -> Viewer:
    """What this user may see is decided by role and teams, read once a request."""
    return Viewer(user.pk, user.role if user.is_active else "", organisation.team_ids_of(user.pk))


def visible_to(who: Viewer) -> QuerySet[Case]:
    """The cases that exist for this viewer. Restricted ones only for the team that works them."""
    if not who.role:
        return Case.objects.none()
    # sorted: a prepared read must come out the same whichever teams these are
    return Case.objects.filter(Q(restricted=False) | Q(team_id__in=sorted(who.team_ids)))
