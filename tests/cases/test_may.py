"""Who may do what to which case: the whole table, written out."""

import pytest

from frontdoor.accounts.types import Role
from frontdoor.cases import policies
from frontdoor.cases.types import Action, NotAllowed

N, R, K, A, T, S, C, AGAIN, J, M = (
    Action.NOTE,
    Action.REPLY,
    Action.TAKE,
    Action.ASSIGN,
    Action.TRANSFER,
    Action.CHANGE_STATUS,
    Action.CLOSE,
    Action.REOPEN,
    Action.JOIN,
    Action.SEND_AGAIN,
)
EVERYTHING = {N, R, K, A, T, S, C, AGAIN, J, M}
WANTED: dict[tuple[str, bool], set[Action]] = {
    (Role.ADVISOR, True): {N, R, T, M},
    (Role.ADVISOR, False): {N, R, T, M},
    (Role.OFFICER, True): {N, R, K, T, S, C, AGAIN, J, M},
    (Role.OFFICER, False): {N},
    (Role.TEAM_LEADER, True): EVERYTHING,
    (Role.TEAM_LEADER, False): {N},
    (Role.MANAGER, True): EVERYTHING,
    (Role.MANAGER, False): EVERYTHING,
    (Role.ADMINISTRATOR, True): EVERYTHING,
    (Role.ADMINISTRATOR, False): EVERYTHING,
    ("", True): set(),
    ("", False): set(),
}


def test_the_table_here_is_whole() -> None:
    assert set(Action) == EVERYTHING
    assert {role for role, _ in WANTED} == {*Role, ""}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(("role", "own_team"), WANTED, ids=lambda value: str(value) or "nobody")
def test_who_may_do_what(role: str, own_team: bool, action: Action) -> None:
    wanted = action in WANTED[role, own_team]
    assert policies.may(action, role=role, own_team=own_team) is wanted
    if wanted:
        policies.check_may(action, role=role, own_team=own_team)
        return
    with pytest.raises(NotAllowed) as refused:
        policies.check_may(action, role=role, own_team=own_team)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert len(sentence) > 15
