"""Somebody in many teams sees what somebody in one sees: the order of a set is nobody's to rely on."""

from types import ModuleType

import pytest

from frontdoor.cases import queries
from frontdoor.cases.queries import Viewer
from tests.desk import made


@pytest.mark.parametrize("teams", [0, 1, 2, 3, 5, 8, 10, 17, 40])
def test_a_case_opens_for_somebody_in_so_many_teams(small_council: ModuleType, teams: int) -> None:
    case, secret = made.case(), made.restricted()
    user = made.user(small_council.MANAGER)
    outside = frozenset(range(90_000, 90_000 + teams * 7, 7))
    within = frozenset([secret.team_id, *list(outside)[1:]])
    assert queries.get(case.reference, Viewer(user.pk, user.role, outside)) == case
    assert queries.get(secret.reference, Viewer(user.pk, user.role, outside)) is None
    if teams:
        assert queries.get(secret.reference, Viewer(user.pk, user.role, within)) == secret
