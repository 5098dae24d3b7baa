"""Somebody of the staff looks at a case: what they see of customers is recorded."""

from dataclasses import dataclass
from datetime import datetime

from frontdoor.cases import queries
from frontdoor.cases.models import Case, CaseContact
from frontdoor.cases.queries import Viewer
from frontdoor.core import audit
from frontdoor.core.actors import Actor
from frontdoor.customers import operations as customers


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with every notice of it, each with what its reporter told us about themselves."""

    case: Case
    notices: list[CaseContact]


def look(*, reference: str, who: Viewer, by: Actor, at: datetime) -> CaseShown | None:
    """A case and its reporters, for somebody at work on it; the look at each of them is recorded.

    None, and nothing is recorded, where the case does not exist for this viewer.
    """
    case = queries.get(reference, who)
    if case is None:
        return None
    notices = queries.notices(case.pk)
    seen = dict.fromkeys(one.source_record.customer_id for one in notices if one.source_record)
    # what was read above is not read again: the chain of the audit trail is held for the two inserts only
    with audit.transaction():
        audit.record("case.looked_at", subject=f"case:{case.pk}", by=by, at=at)
        customers.seen(customer_ids=seen, by=by, why=f"case:{case.pk}", at=at)
    return CaseShown(case, notices)
