"""A promise to assess is kept when the work is planned or begun; the other promises only at the end."""

from datetime import timedelta
from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.cases import operations as cases
from frontdoor.cases import queries
from frontdoor.cases.queries import Case, Clock
from frontdoor.cases.types import Outcome, Status
from frontdoor.core.actors import PUBLIC
from frontdoor.intake import operations as intake
from frontdoor.portal.presenters import timelines
from tests import small_council as council
from tests.desk import made

NOW = timezone.now()


def reported(clock: str) -> Case:
    """A case whose clock times this."""
    receipt = intake.receive(made.approach(), by=PUBLIC, at=NOW)
    case = made.again(receipt.reference)
    Clock.objects.filter(case=case).update(name=clock)
    return case


def clock_of(case: Case) -> Clock:
    (clock,) = queries.clocks(case.pk)
    return clock


def becomes(case: Case, status: Status, *, after: timedelta) -> Case:
    cases.change_status(
        case_id=case.pk, status=status, words="We went to see it.", seen=None,
        by=made.actor(council.OFFICER), at=NOW + after,
    )  # fmt: skip
    return made.again(case.reference)


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.IN_PROGRESS])
def test_who_plans_or_begins_the_work_has_assessed_it(small_council: ModuleType, status: Status) -> None:
    case = becomes(reported("assess"), status, after=timedelta(hours=3))
    clock = clock_of(case)
    assert (clock.state, clock.stopped_at) == ("met", NOW + timedelta(hours=3))
    assert case.due_at is None
    assert cases.tell_overdue(at=NOW + timedelta(days=60)) == 0


def test_too_late_is_too_late(small_council: ModuleType) -> None:
    case = becomes(reported("assess"), Status.SCHEDULED, after=timedelta(days=60))
    assert clock_of(case).state == "missed"


@pytest.mark.parametrize("status", [Status.INVESTIGATING, Status.WAITING_CUSTOMER, Status.WAITING_PARTNER])
def test_looking_and_waiting_are_no_assessment(small_council: ModuleType, status: Status) -> None:
    case = becomes(reported("assess"), status, after=timedelta(hours=3))
    assert (clock_of(case).state, case.due_at) == ("running", clock_of(case).due_at)
    assert cases.tell_overdue(at=NOW + timedelta(days=60)) == 1


@pytest.mark.parametrize("clock", ["clear", "collect", "answer"])
def test_planning_keeps_no_other_promise(small_council: ModuleType, clock: str) -> None:
    case = becomes(reported(clock), Status.SCHEDULED, after=timedelta(hours=3))
    assert (clock_of(case).state, case.due_at) == ("running", clock_of(case).due_at)


def test_closing_later_leaves_the_promise_kept(small_council: ModuleType) -> None:
    case = becomes(reported("assess"), Status.SCHEDULED, after=timedelta(hours=3))
    cases.close(
        case_id=case.pk, outcome=Outcome.RESOLVED, explanation="We filled the hole.", seen=None,
        by=made.actor(council.OFFICER), at=NOW + timedelta(days=60),
    )  # fmt: skip
    assert (clock_of(case).state, clock_of(case).stopped_at) == ("met", NOW + timedelta(hours=3))


def test_everybody_reads_that_the_promise_was_kept(small_council: ModuleType) -> None:
    case = becomes(reported("assess"), Status.SCHEDULED, after=timedelta(hours=3))
    heading, sentence = timelines.promise(case, queries.clocks(case.pk), NOW + timedelta(days=60))
    assert heading == "We kept our promise"
    assert sentence.startswith("It was due by")
    page = made.signed_in(council.OFFICER).get(f"/desk/cases/{case.reference}/").content.decode()
    assert "In time, was due by" in page
    assert "Overdue" not in page
