"""A customer writes about a case that is closed: somebody must see it, although it is nobody's work any more."""

from datetime import datetime

from frontdoor.cases.models import Case
from frontdoor.cases.operations.changing import tell_staff
from frontdoor.organisation import queries as organisation


def wrote_after_closing(case: Case, words: str, *, at: datetime) -> None:
    """Mark a closed case as waiting for an answer, and write to its owner, or else to the leaders of its team.

    While it waits, more words send no more messages. The caller saves the case.
    """
    if case.wrote_after_closing_at is not None:
        return
    case.wrote_after_closing_at = at
    once, fields = f"after-closing:{case.pk}:{case.version}", {"message": words}
    if case.owner_id and tell_staff(case, case.owner_id, _TEMPLATE, at=at, once=once, fields=fields):
        return
    for user_id in organisation.leaders_of(case.team_id):
        tell_staff(case, user_id, _TEMPLATE, at=at, once=once, fields=fields)


_TEMPLATE = "after_closing"
