"""What may be joined: not what is closed, and never anything restricted."""

from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.cases import operations as cases
from frontdoor.cases import queries
from frontdoor.cases.queries import Case
from frontdoor.cases.types import NotAllowed, Outcome, Status
from frontdoor.intake import queries as intake
from frontdoor.notifications.models import Notification
from tests.desk import made


def _join(case: Case, to: Case, council: ModuleType) -> Case:
    return cases.join(
        case_id=case.pk,
        to_case_id=to.pk,
        seen=case.version,
        by=made.actor(council.OFFICER),
        at=timezone.now(),
    )


def test_a_reporter_goes_along_with_their_own_time(small_council: ModuleType) -> None:
    first, second = made.case(), made.case(who=made.BEN)
    joined = _join(second, first, small_council)
    assert (joined.status, joined.outcome, joined.duplicate_of_id) == ("closed", "duplicate", first.pk)
    assert [n.source_record.name for n in queries.notices(first.pk) if n.source_record] == [
        "Ann Resident",
        "Ben Neighbour",
    ]
    assert queries.notices(first.pk)[1].noticed_at == second.opened_at


@pytest.mark.parametrize("which", ["case", "to"])
def test_a_restricted_case_stays_by_itself(small_council: ModuleType, which: str) -> None:
    plain, secret = made.case(who=made.BEN), made.restricted()
    pair = (secret, plain) if which == "case" else (plain, secret)
    with pytest.raises(NotAllowed, match="restricted"):
        _join(*pair, small_council)
    # a reporter of the plain case sees nothing of the restricted one
    assert intake.follow(secret.reference, "ben@example.org") is None
    assert made.again(plain.reference).version == plain.version


def test_nobody_is_sent_to_a_case_that_is_finished(small_council: ModuleType) -> None:
    done, case = made.case(), made.case(who=made.BEN)
    cases.close(
        case_id=done.pk,
        outcome=Outcome.RESOLVED,
        explanation="We filled it.",
        seen=None,
        by=made.actor(small_council.OFFICER),
        at=timezone.now(),
    )
    with pytest.raises(NotAllowed, match="closed"):
        _join(case, done, small_council)


def test_only_who_reported_first_is_told_that_we_wait_for_them(small_council: ModuleType) -> None:
    first, second = made.case(), made.case(who=made.BEN)
    _join(second, first, small_council)
    cases.change_status(
        case_id=first.pk,
        status=Status.WAITING_CUSTOMER,
        words="Which side of the road is it on?",
        seen=None,
        by=made.actor(small_council.OFFICER),
        at=timezone.now(),
    )
    said = Notification.objects.filter(template="case_update").values_list("address", "body")
    words = {address: Status.WAITING_CUSTOMER.words in body for address, body in said}
    assert words == {"ann@example.org": True, "ben@example.org": False}
