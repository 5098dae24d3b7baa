"""Messages about cases that somebody has to decide on: they failed, or nobody knows whether they arrived."""

from dataclasses import dataclass

from frontdoor.cases import policies
from frontdoor.cases.models import Case
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.cases.types import Action
from frontdoor.notifications import queries as notifications
from frontdoor.notifications.queries import Notification

_SLICE = 200
_SLICES = 10
_ABOUT = "case:"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that needs a person, and the case it is about."""

    message: Notification
    case: Case


def undelivered(who: Viewer, *, limit: int, before_id: int | None = None) -> list[Undelivered]:
    """The messages that this viewer may send again, newest first; those with a smaller id than `before_id`.

    Looks through so many messages at most that the page stays quick when a mail server refuses everything.
    """
    found: list[Undelivered] = []
    for _ in range(_SLICES):
        messages = notifications.needing_a_person(limit=_SLICE, before_id=before_id)
        cases = _cases_of(messages, who)
        for message in messages:
            case = cases.get(message.about)
            if case is not None:
                found.append(Undelivered(message, case))
        if len(messages) < _SLICE or len(found) >= limit:
            break
        before_id = messages[-1].pk
    return found[:limit]


def case_of(message: Notification, who: Viewer) -> Case | None:
    """The case a message is about, if it is about one and that exists for this viewer."""
    number = message.about.removeprefix(_ABOUT)
    if not message.about.startswith(_ABOUT) or not number.isdecimal():
        return None
    return visible_to(who).filter(id=int(number)).first()


def _cases_of(messages: list[Notification], who: Viewer) -> dict[str, Case]:
    ids = [int(m.about.removeprefix(_ABOUT)) for m in messages if m.about.startswith(_ABOUT)]
    rows = visible_to(who).filter(id__in=ids)
    if not policies.may(Action.SEND_AGAIN, role=who.role, own_team=False):
        rows = rows.filter(team_id__in=who.team_ids)
    return {f"{_ABOUT}{case.pk}": case for case in rows}
