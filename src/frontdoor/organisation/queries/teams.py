"""Teams, who is in them, and the bodies around us."""

from collections import defaultdict

from frontdoor.accounts import queries as accounts
from frontdoor.organisation.models import Body, Team, TeamMember
from frontdoor.organisation.queries.council import kept


def teams() -> list[Team]:
    """The council's teams by name."""
    return kept("teams", lambda: list(Team.objects.filter(withdrawn_at=None).order_by("name")))


def team(team_id: int) -> Team | None:
    return Team.objects.filter(id=team_id).first()


def team_by_code(code: str) -> Team | None:
    return Team.objects.filter(code=code).first()


def team_ids_of(user_id: int) -> frozenset[int]:
    """The teams a member of staff is in. Known to every page, so kept: places in teams come from the pack alone."""
    return kept("team_ids", _team_ids).get(user_id, frozenset())


def team_names() -> dict[int, str]:
    """Names of all teams by id, withdrawn ones too: old cases still have them."""
    return kept("team_names", lambda: dict(Team.objects.values_list("id", "name")))


def members_of(team_id: int) -> list[tuple[int, str]]:
    """Ids and names of a team's members who can sign in, by name."""
    rows = TeamMember.objects.filter(team_id=team_id, user__is_active=True)
    return list(rows.order_by("user__name").values_list("user_id", "user__name"))


def leaders_of(team_id: int) -> list[int]:
    """The users who lead a team."""
    rows = TeamMember.objects.filter(team_id=team_id, leads=True, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True))


def bodies() -> dict[str, Body]:
    """All bodies by code, ourselves included."""
    return kept("bodies", lambda: {body.code: body for body in Body.objects.filter(withdrawn_at=None)})


def staff_names() -> dict[int, str]:
    """Names of everybody who can or could sign in, by id: a list shows many of them."""
    return kept("staff_names", lambda: {user.pk: user.name for user in accounts.everybody()})


def body_names() -> dict[int, str]:
    """Names of all bodies by id, withdrawn ones too."""
    return kept("body_names", lambda: dict(Body.objects.values_list("id", "name")))


def body(body_id: int) -> Body | None:
    return Body.objects.filter(id=body_id).first()


def _team_ids() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for user_id, team_id in TeamMember.objects.values_list("user_id", "team_id"):
        found[user_id].add(team_id)
    return {user_id: frozenset(team_ids) for user_id, team_ids in found.items()}
