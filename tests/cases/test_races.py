"""Two at once, with real commits: nothing is written twice, and nobody is overwritten or sent away by a lock."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from frontdoor.cases import operations as cases
from frontdoor.cases.models import CaseContact
from frontdoor.cases.types import ChangedMeanwhile, NotAllowed, Outcome, Status
from frontdoor.contacts.models import Contact
from frontdoor.core.actors import PUBLIC
from frontdoor.intake import operations as intake
from frontdoor.notifications.models import Notification
from tests.faults import invariants
from tests.faults.made import AT, approach, case_of, officer, report

pytestmark = pytest.mark.usefixtures("lasting_council")


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment in threads of their own; what each returned or raised."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = work()
        except Exception as fault:
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def close(receipt: Any, at: datetime = AT) -> Any:
    return cases.close(
        case_id=receipt.case_id, outcome=Outcome.RESOLVED, explanation="Done", seen=None, by=officer(), at=at
    )


def test_two_editors_of_one_case() -> None:
    for _ in range(5):
        receipt, by = report(), officer()
        seen = case_of(receipt).version

        def change(status: Status, receipt: Any = receipt, seen: int = seen, by: Any = by) -> Any:
            return cases.change_status(
                case_id=receipt.case_id, status=status, words="", seen=seen, by=by, at=AT
            )

        results = at_once(lambda: change(Status.SCHEDULED), lambda: change(Status.IN_PROGRESS))
        assert sum(isinstance(one, ChangedMeanwhile) for one in results) == 1
        (won,) = [one for one in results if not isinstance(one, ChangedMeanwhile)]
        assert case_of(receipt).status == won.status
        assert case_of(receipt).version == seen + 1
    assert invariants.broken() == []


def test_the_same_form_sent_twice_is_one_case() -> None:
    for _ in range(5):
        one = approach()
        results = at_once(*[lambda: intake.receive(one, by=PUBLIC, at=AT)] * 4)  # noqa: B023
        assert len({receipt.case_id for receipt in results}) == 1
        assert sorted(receipt.repeated for receipt in results) == [False, True, True, True]
    assert Notification.objects.count() == 5
    assert invariants.broken() == []


def test_joining_a_report_twice_is_one_notice() -> None:
    for _ in range(5):
        receipt, one = report(), approach()
        results = at_once(
            *[lambda: intake.join_report(one, reference=receipt.reference, by=PUBLIC, at=AT)] * 3  # noqa: B023
        )
        assert {result.case_id for result in results} == {receipt.case_id}
        assert len({result.contact_id for result in results}) == 1
        assert CaseContact.objects.filter(case_id=receipt.case_id).count() == 2
    assert invariants.broken() == []


def test_saying_more_twice_is_said_once() -> None:
    receipt, by = report(), PUBLIC
    record = case_of(receipt).source_record_id
    for number in range(5):

        def say(number: int = number) -> bool:
            return intake.say_more(
                case_id=receipt.case_id, source_record_id=record or 0, service_id=case_of(receipt).service_id,
                words="More", key=f"k{number}", by=by, at=AT,
            )  # fmt: skip

        assert sorted(at_once(say, say, say)) == [False, False, True]
    assert Contact.objects.filter(source="portal").count() == 5
    assert invariants.broken() == []


def test_a_report_joined_while_it_is_closed_is_either_before_or_not_at_all() -> None:
    for _ in range(8):
        receipt, one = report(), approach()

        def join(one: Any = one, receipt: Any = receipt) -> Any:
            return intake.join_report(one, reference=receipt.reference, by=PUBLIC, at=AT)

        joined, closed = at_once(join, lambda: close(receipt))  # noqa: B023
        assert closed.status == Status.CLOSED
        told = Notification.objects.filter(about=f"case:{receipt.case_id}", template="case_resolved").count()
        assert told == (1 if joined is None else 2)  # who joined hears the end
    assert invariants.broken() == []


def test_two_cases_joined_to_each_other_at_once() -> None:
    by = officer()
    for _ in range(8):
        one, other = report(), report()
        seen = case_of(one).version

        def join(a: Any, b: Any, seen: int = seen) -> Any:
            return cases.join(case_id=a.case_id, to_case_id=b.case_id, seen=seen, by=by, at=AT)

        results = at_once(lambda: join(one, other), lambda: join(other, one))  # noqa: B023
        faults = [result for result in results if isinstance(result, Exception)]
        assert [type(fault) for fault in faults] in ([NotAllowed], [ChangedMeanwhile])
        assert {case_of(one).status, case_of(other).status} == {"received", "closed"}
    assert invariants.broken() == []


def test_closing_while_the_overdue_are_told() -> None:
    late = AT + timedelta(days=30)
    for _ in range(8):
        receipts = [report() for _ in range(4)]

        def close_all(receipts: Any = receipts) -> None:
            for receipt in receipts:
                close(receipt, at=late)

        results = at_once(close_all, lambda: cases.tell_overdue(at=late), lambda: cases.tell_overdue(at=late))
        assert not [result for result in results if isinstance(result, Exception)]
        assert results[1] + results[2] <= 4
    assert invariants.broken() == []
