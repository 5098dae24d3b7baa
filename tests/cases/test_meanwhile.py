"""Two people work on one case: what the slower one is told somebody else did."""

from collections.abc import Callable
from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.cases import operations as cases
from frontdoor.cases.queries import Case
from frontdoor.cases.types import ChangedMeanwhile, Outcome, Status
from tests.desk import made

Change = Callable[[Case, ModuleType], object]


def _by_lena(case: Case, council: ModuleType) -> dict[str, object]:
    return {"case_id": case.pk, "seen": case.version, "by": made.actor(council.LEADER), "at": timezone.now()}


CHANGES: dict[str, tuple[Change, str]] = {
    "status": (
        lambda case, council: cases.change_status(
            status=Status.WAITING_CUSTOMER, words="Which bridge?", **_by_lena(case, council)
        ),
        "it is now “Waiting for the customer”",
    ),
    "closed": (
        lambda case, council: cases.close(
            outcome=Outcome.RESOLVED, explanation="We filled it.", **_by_lena(case, council)
        ),
        "it is now “Closed”",
    ),
    "reply": (
        lambda case, council: cases.reply(words="Thank you", **_by_lena(case, council)),
        "a reply was sent",
    ),
    "note": (
        lambda case, council: cases.note(words="Same as May", **_by_lena(case, council)),
        "a note was added",
    ),
    "owner": (
        lambda case, council: cases.assign(owner_id=made.user(council.OFFICER).pk, **_by_lena(case, council)),
        "it has a new owner",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_slower_one_is_told_who_did_what(small_council: ModuleType, change: str) -> None:
    case = made.case()
    CHANGES[change][0](case, small_council)
    with pytest.raises(ChangedMeanwhile) as told:
        cases.reply(
            case_id=case.pk,
            words="I was slower",
            seen=case.version,
            by=made.actor(small_council.OFFICER),
            at=timezone.now(),
        )
    assert told.value.who == "Lena Brook"
    assert told.value.what == CHANGES[change][1]


def test_opening_again_is_told_as_that(small_council: ModuleType) -> None:
    case = made.case()
    cases.close(outcome=Outcome.RESOLVED, explanation="We filled it.", **_by_lena(case, small_council))
    closed = made.again(case.reference)
    cases.reopen(why="It opened again", **_by_lena(closed, small_council))
    with pytest.raises(ChangedMeanwhile) as told:
        cases.note(
            case_id=case.pk,
            words="x",
            seen=closed.version,
            by=made.actor(small_council.OFFICER),
            at=timezone.now(),
        )
    assert told.value.what == "it is now “Being looked into”"
