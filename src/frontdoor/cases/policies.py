"""Which changes of a case the rules allow, as a table."""

from frontdoor.cases.types import NotAllowed, Outcome, Status

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset(
        {
            Status.INVESTIGATING,
            Status.SCHEDULED,
            Status.IN_PROGRESS,
            Status.WAITING_CUSTOMER,
            Status.WAITING_PARTNER,
            Status.CLOSED,
        }
    ),
    Status.INVESTIGATING: frozenset(
        {
            Status.SCHEDULED,
            Status.IN_PROGRESS,
            Status.WAITING_CUSTOMER,
            Status.WAITING_PARTNER,
            Status.CLOSED,
        }
    ),
    Status.SCHEDULED: frozenset(
        {
            Status.INVESTIGATING,
            Status.IN_PROGRESS,
            Status.WAITING_CUSTOMER,
            Status.WAITING_PARTNER,
            Status.CLOSED,
        }
    ),
    Status.IN_PROGRESS: frozenset(
        {Status.SCHEDULED, Status.WAITING_CUSTOMER, Status.WAITING_PARTNER, Status.CLOSED}
    ),
    Status.WAITING_CUSTOMER: frozenset(
        {Status.INVESTIGATING, Status.SCHEDULED, Status.IN_PROGRESS, Status.WAITING_PARTNER, Status.CLOSED}
    ),
    Status.WAITING_PARTNER: frozenset(
        {Status.INVESTIGATING, Status.SCHEDULED, Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.CLOSED}
    ),
    Status.CLOSED: frozenset({Status.INVESTIGATING}),
}


def next_statuses(status: Status) -> list[Status]:
    """The statuses a case may go to from here, in the order of work."""
    return [one for one in Status if one in TRANSITIONS[status]]


def check_transition(old: Status, new: Status) -> None:
    """Raises NotAllowed, with a sentence for staff, where a case may not go from `old` to `new`."""
    if new not in TRANSITIONS[old]:
        allowed = ", ".join(one.words for one in next_statuses(old))
        raise NotAllowed(
            f"A case that is “{old.words}” cannot become “{new.words}”. It can become: {allowed}."
        )


def check_closing(outcome: Outcome, explanation: str) -> None:
    """Raises NotAllowed where a case would be closed without saying why in words people can read."""
    if not explanation.strip():
        raise NotAllowed("Say in plain words what was done, or why nothing was. The customer reads this.")
    if outcome is Outcome.DUPLICATE:
        raise NotAllowed("To close a case as a duplicate, join it to the earlier one.")
