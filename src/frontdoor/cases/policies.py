"""Which changes of a case the rules allow, and who may make them, as tables."""

from frontdoor.accounts.types import Role
from frontdoor.cases.types import Action, NotAllowed, Outcome, Status

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
        allowed = ", ".join(one.staff_words for one in next_statuses(old))
        raise NotAllowed(
            f"A case that is “{old.staff_words}” cannot become “{new.staff_words}”. It can become: {allowed}."
        )


# A promise to assess is kept by whoever plans the work or begins it; every other promise by whoever ends the case.
_ASSESSED = frozenset({Status.SCHEDULED, Status.IN_PROGRESS})


def ends_clock(name: str, status: Status) -> bool:
    """Whether a case that becomes this has come to what the clock of that name times: `standard.clock` of a service."""
    return status is Status.CLOSED or (name == "assess" and status in _ASSESSED)


def check_closing(outcome: Outcome, explanation: str) -> None:
    """Raises NotAllowed where a case would be closed without saying why in words people can read."""
    if not explanation.strip():
        raise NotAllowed("Say in plain words what was done, or why nothing was. The customer reads this.")
    if outcome is Outcome.DUPLICATE:
        raise NotAllowed("To close a case as a duplicate, join it to the earlier one.")


_ALL = frozenset(Action)
_NOTE = frozenset({Action.NOTE})
_FRONT_DOOR = frozenset({Action.NOTE, Action.REPLY, Action.TRANSFER, Action.SEND_AGAIN})
MAY: dict[str, tuple[frozenset[Action], frozenset[Action]]] = {
    # role: in one's own teams, and elsewhere
    Role.ADVISOR: (_FRONT_DOOR, _FRONT_DOOR),
    Role.OFFICER: (_ALL - {Action.ASSIGN}, _NOTE),
    Role.TEAM_LEADER: (_ALL, _NOTE),
    Role.MANAGER: (_ALL, _ALL),
    Role.ADMINISTRATOR: (_ALL, _ALL),
}
_TO_DO: dict[Action, str] = {
    Action.NOTE: "write a note",
    Action.REPLY: "reply to the customer",
    Action.TAKE: "take this case",
    Action.ASSIGN: "choose an owner",
    Action.TRANSFER: "transfer this case",
    Action.CHANGE_STATUS: "change the status",
    Action.CLOSE: "close this case",
    Action.REOPEN: "open this case again",
    Action.JOIN: "join this case to another",
    Action.SEND_AGAIN: "send the message again",
}


def may(action: Action, *, role: str, own_team: bool) -> bool:
    """May somebody with this role do this to a case they can see? `own_team`: they are in the case's team."""
    if role not in MAY:
        return False
    own, elsewhere = MAY[role]
    return action in (own if own_team else elsewhere)


def check_may(action: Action, *, role: str, own_team: bool) -> None:
    """Raises NotAllowed, with a sentence that says who can, where somebody may not do this to a case they see."""
    if may(action, role=role, own_team=own_team):
        return
    to_do = _TO_DO[action]
    if role not in MAY:
        raise NotAllowed(f"You cannot {to_do}.")
    if role == Role.ADVISOR:
        raise NotAllowed(f"Advisors cannot {to_do}. Write a note for the team, or transfer the case.")
    if own_team:
        raise NotAllowed("You can take this case yourself. Ask your team leader to give it to somebody else.")
    raise NotAllowed(f"Another team works on this case, so you cannot {to_do}. You can write a note.")


OPEN311_STATUS: dict[Status, str] = {
    Status.RECEIVED: "OPEN",
    Status.INVESTIGATING: "INVESTIGATING",
    Status.SCHEDULED: "ACTION_SCHEDULED",
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.WAITING_CUSTOMER: "INVESTIGATING",
    Status.WAITING_PARTNER: "IN_PROGRESS",
    Status.CLOSED: "CLOSED",
}
OPEN311_OUTCOME: dict[Outcome, str] = {
    Outcome.RESOLVED: "FIXED",
    Outcome.NO_ACTION: "NO_FURTHER_ACTION",
    Outcome.NOT_OURS: "NOT_COUNCILS_RESPONSIBILITY",
    Outcome.DUPLICATE: "DUPLICATE",
    Outcome.CANCELLED: "CANCELLED",
}
_Change = tuple[Status, Outcome | None] | None
FROM_OPEN311: dict[str, _Change] = {
    # "open" is what a comment on an open report says too: it reopens nothing, REOPEN does
    "OPEN": None,
    "UNCHANGED": None,
    "FOR_TRIAGE": None,
    "INVESTIGATING": (Status.INVESTIGATING, None),
    "ACTION_SCHEDULED": (Status.SCHEDULED, None),
    "PLANNED": (Status.SCHEDULED, None),
    "IN_PROGRESS": (Status.IN_PROGRESS, None),
    "INTERNAL_REFERRAL": (Status.WAITING_PARTNER, None),
    "FIXED": (Status.CLOSED, Outcome.RESOLVED),
    "CLOSED": (Status.CLOSED, Outcome.RESOLVED),
    "NO_FURTHER_ACTION": (Status.CLOSED, Outcome.NO_ACTION),
    # which case it repeats is not said, so nothing can be joined
    "DUPLICATE": (Status.CLOSED, Outcome.NO_ACTION),
    "NOT_COUNCILS_RESPONSIBILITY": (Status.CLOSED, Outcome.NOT_OURS),
    "CANCELLED": (Status.CLOSED, Outcome.CANCELLED),
    "REOPEN": (Status.INVESTIGATING, None),
}


def open311_status(status: str, outcome: str) -> str:
    """The word FixMyStreet's extension of Open311 has for a status, with its outcome where it is closed."""
    return OPEN311_OUTCOME[Outcome(outcome)] if outcome else OPEN311_STATUS[Status(status)]


def says_closed(word: str) -> bool:
    """Does a partner's status word say that the work has ended? Raises KeyError for a word that is no status."""
    change = FROM_OPEN311[word.upper()]
    return change is not None and change[0] is Status.CLOSED


def partner_change(word: str, *, now: Status, outcome: str) -> _Change:
    """What a partner's status word means for a case: its new status and outcome, None where it stays as it is.

    A partner that has not heard yet that a case was closed must not open it again: only REOPEN does, and not
    where the case was joined to another. Raises KeyError for a word that is no status.
    """
    change = FROM_OPEN311[word.upper()]
    if change is None:
        return None
    if now is Status.CLOSED and (word.upper() != "REOPEN" or outcome == Outcome.DUPLICATE):
        return None
    return change if change[0] in TRANSITIONS[now] else None
