"""When was each told of, when is it too late, and who hears of it: for any moments, joined in any order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdoor.cases import operations as cases
from frontdoor.cases import queries
from frontdoor.cases.models import TimelineEntry
from frontdoor.cases.types import EntryKind, Notice, Outcome
from frontdoor.core.actors import PUBLIC
from frontdoor.core.clocks import LONDON
from frontdoor.intake import operations as intake
from frontdoor.notifications.models import Notification
from tests.desk import made

FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# England and Wales, as the government publishes them
BANK_HOLIDAYS = {
    date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31),
    date(2026, 12, 25), date(2026, 12, 28),
    date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31), date(2027, 8, 30),
    date(2027, 12, 27), date(2027, 12, 28),
    date(2028, 1, 3),
}  # fmt: skip
ANY = st.integers(0, 730 * 86_400).map(
    lambda late: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=late)
)
# noon and a minute before midnight, in the days before the clocks change and before bank holidays
HARD = st.builds(
    lambda day, hour: datetime.combine(day, hour, tzinfo=LONDON).astimezone(UTC),
    st.sampled_from([
        date(2026, 3, 27), date(2026, 3, 29), date(2026, 10, 23), date(2026, 10, 25), date(2026, 4, 1),
        date(2026, 12, 23), date(2026, 12, 31), date(2027, 3, 25), date(2027, 12, 24),
    ]),
    st.sampled_from([time(0, 0), time(0, 30), time(12, 0), time(23, 59)]),
)  # fmt: skip
MOMENTS = st.one_of(HARD, ANY)
A_MOMENT = timedelta(microseconds=1)


@contextmanager
def an_example() -> Iterator[None]:
    """What an example does is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _working_days_after(start: date, days: int) -> date:
    """Counted plainly, day by day, by the bank holidays as they are published."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in BANK_HOLIDAYS:
            days -= 1
    return day


def _too_late(noticed: datetime, working_days: int) -> datetime:
    last = _working_days_after(noticed.astimezone(LONDON).date(), working_days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=LONDON)


@given(moments=st.lists(MOMENTS, min_size=2, max_size=5), order=st.randoms(use_true_random=False))
@FEW
def test_whoever_is_joined_keeps_the_time_they_told_us(
    small_council: ModuleType, moments: list[datetime], order: object
) -> None:
    """Cases joined to the first, reports joined by residents: each is there once, with its own moment."""
    officer = made.actor(small_council.OFFICER)
    with an_example():
        moments = sorted(moments)
        first = made.case(at=moments[0])
        due = first.due_at
        told = {first.source_record_id: moments[0]}
        late = moments[-1] + timedelta(hours=1)
        others = []
        for number, at in enumerate(moments[1:]):
            who = made.Identity(name=f"Person {number}", email=f"person{number}@example.org")
            if number % 2:
                approach = made.approach(who=who)
                assert intake.join_report(approach, reference=first.reference, by=PUBLIC, at=at) is not None
            else:
                others.append(made.case(who=who, at=at))
                told[others[-1].source_record_id] = at
        order.shuffle(others)  # type: ignore[attr-defined]
        for other in others:
            cases.join(case_id=other.pk, to_case_id=first.pk, seen=other.version, by=officer, at=late)
        notices = queries.notices(first.pk)
        assert sorted(one.noticed_at for one in notices) == moments
        assert [one.noticed_at for one in notices if one.notice == Notice.FIRST] == moments[:1]
        assert len({one.contact_id for one in notices}) == len(moments)
        for record, at in told.items():
            assert [one.noticed_at for one in notices if one.source_record_id == record] == [at]
        for other in others:  # and where it was told first it still says so
            assert [one.noticed_at for one in queries.notices(other.pk)] == [other.opened_at]
        assert made.again(first.reference).due_at == due == _too_late(moments[0], 5), (
            "our promise was to the first"
        )
        cases.close(
            case_id=first.pk, outcome=Outcome.RESOLVED, explanation="Filled.", seen=None, by=officer, at=late
        )
        heard = Notification.objects.filter(about=f"case:{first.pk}", template="case_resolved")
        assert sorted(heard.values_list("address", flat=True)) == sorted(
            one.source_record.email for one in notices if one.source_record
        )


@given(at=MOMENTS, service=st.sampled_from([("pothole", 5), ("missed-bin", 2)]), looks=st.integers(1, 3))
@FEW
def test_it_is_told_once_when_the_last_day_is_over(
    small_council: ModuleType, at: datetime, service: tuple[str, int], looks: int
) -> None:
    """Not a moment before midnight in London after the last working day; then to owner and team leader, once."""
    code, days = service
    leader = small_council.LEADER if code == "pothole" else small_council.MANAGER
    owner = small_council.OFFICER if code == "pothole" else small_council.OTHER_OFFICER
    with an_example():
        case = made.case(code, at=at)
        too_late = _too_late(at, days)
        cases.assign(
            case_id=case.pk, owner_id=made.user(owner).pk, seen=case.version, by=made.actor(leader), at=at
        )
        told = Notification.objects.filter(about=f"case:{case.pk}", template__startswith="overdue")
        assert cases.tell_overdue(at=too_late - A_MOMENT) == 0
        assert not told.exists()
        assert [cases.tell_overdue(at=too_late + n * A_MOMENT) for n in range(looks)] == [1] + [0] * (
            looks - 1
        )
        assert cases.tell_overdue(at=too_late + timedelta(days=40)) == 0
        assert sorted(told.values_list("template", "address")) == [
            ("overdue_leader", leader),
            ("overdue_owner", owner),
        ]
        last = (too_late - A_MOMENT).astimezone(LONDON)
        (entry,) = TimelineEntry.objects.filter(case_id=case.pk, kind=EntryKind.OVERDUE)
        assert f"{last:%A} {last.day} {last:%B %Y}. The owner and the team leader were told." in entry.text


@given(at=MOMENTS)
@FEW
def test_what_was_done_in_time_is_never_called_overdue(small_council: ModuleType, at: datetime) -> None:
    with an_example():
        case = made.case(at=at)
        in_time = _too_late(at, 5) - A_MOMENT
        cases.close(
            case_id=case.pk,
            outcome=Outcome.RESOLVED,
            explanation="Filled.",
            seen=None,
            by=made.actor(small_council.OFFICER),
            at=in_time,
        )
        assert cases.tell_overdue(at=in_time + timedelta(days=90)) == 0
        (clock,) = queries.clocks(case.pk)
        assert clock.state == "met"
        assert not Notification.objects.filter(template__startswith="overdue").exists()
