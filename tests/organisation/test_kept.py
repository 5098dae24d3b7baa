"""What is kept in memory is made again when a pack changed anything, in every process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import pytest

from frontdoor.accounts import operations as accounts
from frontdoor.accounts import queries as accounts_queries
from frontdoor.accounts.types import Role, StaffMember
from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack
from frontdoor.core.actors import SYSTEM
from frontdoor.notifications import operations as notifications
from frontdoor.organisation import operations, queries

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _revision() -> int:
    return queries.Council.objects.get().revision


def _a_service(council: ModuleType) -> None:
    first, *others = council.services()
    catalogue.load(CataloguePack((replace(first, summary="Another summary."), *others)), by=SYSTEM, at=NOW)


def _a_template(council: ModuleType) -> None:
    first, *others = council.templates()
    notifications.load([replace(first, subject="Another subject"), *others], by=SYSTEM, at=NOW)


def _a_team(council: ModuleType) -> None:
    pack = council.organisation_pack()
    operations.load(
        replace(pack, teams=(replace(pack.teams[0], members=()), *pack.teams[1:])), by=SYSTEM, at=NOW
    )


@pytest.mark.parametrize("change", [_a_service, _a_template, _a_team])
def test_other_processes_notice_a_change(
    small_council: ModuleType, change: Callable[[ModuleType], None]
) -> None:
    before = _revision()
    change(small_council)
    assert _revision() > before


def test_nothing_changed_is_nothing_to_notice(small_council: ModuleType) -> None:
    before = _revision()
    small_council.load(at=NOW)
    assert _revision() == before


def test_who_is_in_which_team_and_what_everybody_is_called(small_council: ModuleType) -> None:
    leader = accounts_queries.by_email(small_council.LEADER)
    assert leader is not None
    highways = queries.team_by_code("highways")
    assert highways is not None
    assert queries.team_ids_of(leader.pk) == {highways.pk}
    assert queries.staff_names()[leader.pk] == "Lena Brook"
    assert queries.team_names()[highways.pk] == "Highways"
    _a_team(small_council)
    assert queries.team_ids_of(leader.pk) == {highways.pk}  # leaders are members
    officer = accounts_queries.by_email(small_council.OFFICER)
    assert officer is not None
    assert queries.team_ids_of(officer.pk) == frozenset()
    accounts.load([StaffMember("new@wold.example", "Nia New", Role.OFFICER)], by=SYSTEM, at=NOW)
    operations.pack_changed(at=NOW)
    assert "Nia New" in queries.staff_names().values()


def test_what_was_read_before_a_load_is_not_kept_after_it(small_council: ModuleType) -> None:
    def slow() -> str:
        operations.pack_changed(at=NOW)
        queries.kept("another", lambda: "noticed")  # by another thread, while this one was still reading
        return "old"

    assert queries.kept("slow", slow) == "old"
    assert queries.kept("slow", lambda: "new") == "new"
    assert queries.kept("slow", lambda: "newer") == "new"
