"""A clock ran out: its owner and the leaders of the team are told, once."""

from datetime import datetime

from frontdoor.cases.models import Case, Clock
from frontdoor.cases.operations.changing import entry, tell_staff
from frontdoor.cases.operations.opening import day_words
from frontdoor.cases.types import ClockState, EntryKind, Visibility
from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.organisation import queries as organisation

_AT_ONCE = 200


def tell_overdue(*, at: datetime) -> int:
    """Tell owners and team leaders of clocks that ran out; returns how many clocks. Safe to run again."""
    clocks = Clock.objects.filter(state=ClockState.RUNNING, told_overdue_at=None, due_at__lte=at)
    ids = list(clocks.order_by("due_at").values_list("id", flat=True)[:_AT_ONCE])
    return sum(_tell(clock_id, at=at) for clock_id in ids)


def _tell(clock_id: int, *, at: datetime) -> bool:
    with audit.transaction():
        # the case before its clock, as everybody does who changes a case
        case = Case.objects.select_for_update().get(clocks__id=clock_id)
        clock = Clock.objects.select_for_update().get(id=clock_id)
        if clock.told_overdue_at is not None or clock.state != ClockState.RUNNING:
            return False
        clock.told_overdue_at = at
        clock.save(update_fields=["told_overdue_at"])
        told = _tell_owner_and_leaders(case, clock, at=at)
        words = f"Was due by {day_words(clock.due_at)}. {told}"
        entry(case, EntryKind.OVERDUE, Visibility.STAFF, by=SYSTEM, at=at, words=words)
        audit.record("case.overdue", subject=f"case:{case.pk}", by=SYSTEM, at=at, clock=clock.pk)
    return True


def _tell_owner_and_leaders(case: Case, clock: Clock, *, at: datetime) -> str:
    """Write to them; the sentence for staff that says who was told."""
    fields = {"due": day_words(clock.due_at)}
    once = f"overdue:{clock.pk}"
    owner = leader = None
    if case.owner_id:
        owner = tell_staff(case, case.owner_id, "overdue_owner", at=at, once=once, fields=fields)
    for user_id in organisation.leaders_of(case.team_id):
        if user_id != case.owner_id:
            sent = tell_staff(case, user_id, "overdue_leader", at=at, once=once, fields=fields)
            leader = leader or sent
    if owner and leader:
        return "The owner and the team leader were told."
    if owner or leader:
        return f"The {'owner' if owner else 'team leader'} was told."
    return "There is nobody to tell: it has no owner, and its team no leader."
