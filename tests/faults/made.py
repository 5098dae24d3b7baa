"""A little of everything that happens at a council, by the same operations that pages call."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from frontdoor.accounts import queries as accounts
from frontdoor.cases import operations as cases
from frontdoor.cases.queries import Case
from frontdoor.cases.types import Outcome, Status, Where
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts.types import Channel
from frontdoor.core.actors import PUBLIC, Actor
from frontdoor.core.geography import Point
from frontdoor.customers.types import Identity
from frontdoor.intake import operations as intake
from frontdoor.intake.types import Approach, Receipt
from tests import small_council as council

AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
_number = itertools.count(1)


def approach(code: str = "pothole", **changes: Any) -> Approach:
    """Somebody new reports a pothole on Mill Lane, with these changes."""
    number = next(_number)
    service = catalogue.service(code)
    assert service is not None
    values: dict[str, Any] = {
        "service": service,
        "answers": {"size": "lid"},
        "channel": Channel.WEB,
        "key": f"made:{number}",
        "identity": Identity(name=f"Person {number}", email=f"person{number}@example.org"),
        "where": Where(text="by the post box", point=council.ON_MILL_LANE),
        "description": "A deep hole",
    }
    return Approach(**{**values, **changes})


def report(code: str = "pothole", *, at: datetime = AT, **changes: Any) -> Receipt:
    return intake.receive(approach(code, **changes), by=PUBLIC, at=at)


def case_of(receipt: Receipt) -> Case:
    return Case.objects.get(id=receipt.case_id)


def officer() -> Actor:
    user = accounts.by_email(council.OFFICER)
    assert user is not None
    return accounts.actor(user)


def something_of_everything() -> None:
    """Reports ours and not, joined, replied to, closed, reopened and overdue; people said more."""
    day = timedelta(days=1)
    first = report()
    report(where=Where(point=council.ON_TRUNK_ROAD))  # handed on at once
    report("fly-tipping", answers={"kinds": ["bags"]}, where=Where(point=council.IN_TOWN_PARK))
    report(identity=Identity())  # nobody
    report(identity=Identity(name="No Mail", phone="01632 960 001"))
    report("something-else", where=Where(), answers={"question": "Why?"})
    report(where=Where(point=Point(53.0, 2.0)))  # outside
    also = intake.join_report(approach(), reference=first.reference, by=PUBLIC, at=AT + day)
    assert also is not None
    by = officer()
    seen = case_of(first).version
    cases.reply(case_id=first.case_id, words="We are on our way.", seen=seen, by=by, at=AT + day)
    cases.note(case_id=first.case_id, words="Bring tarmac", seen=None, by=by, at=AT + day)
    record = case_of(first).source_record
    assert record is not None
    intake.say_more(
        case_id=first.case_id, source_record_id=record.pk, service_id=case_of(first).service_id,
        words="It grows", key="said:1", by=PUBLIC, at=AT + day,
    )  # fmt: skip
    cases.change_status(
        case_id=first.case_id, status=Status.SCHEDULED, words="Soon", seen=None, by=by, at=AT + day
    )
    twin = report(at=AT + day)
    cases.join(
        case_id=twin.case_id, to_case_id=first.case_id, seen=case_of(twin).version, by=by, at=AT + 2 * day
    )
    late = report(at=AT)
    cases.tell_overdue(at=AT + 20 * day)
    for one in (first, late):
        cases.close(
            case_id=one.case_id,
            outcome=Outcome.RESOLVED,
            explanation="Filled.",
            seen=None,
            by=by,
            at=AT + 21 * day,
        )
    cases.reopen(case_id=late.case_id, why="It is back", seen=None, by=by, at=AT + 22 * day)
