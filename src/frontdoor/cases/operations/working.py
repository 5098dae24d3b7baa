"""Who does the work, and how far it is."""

from datetime import datetime

from frontdoor.cases import policies
from frontdoor.cases.models import Case, Transfer
from frontdoor.cases.operations.changing import changing, entry, stop_clocks, tell_reporters
from frontdoor.cases.types import EntryKind, NotAllowed, Status, Visibility
from frontdoor.core.actors import Actor
from frontdoor.organisation import queries as organisation


def assign(*, case_id: int, owner_id: int | None, seen: int, by: Actor, at: datetime) -> Case:
    """Give a case an owner, or take the owner away. Raises NotAllowed for somebody outside the case's team."""
    with changing(case_id, seen=seen, by=by, at=at, action="case.assigned") as case:
        members = dict(organisation.members_of(case.team_id))
        if owner_id is not None and owner_id not in members:
            raise NotAllowed("Only a member of the case's team can own it. Transfer the case first.")
        if case.status == Status.CLOSED:
            raise NotAllowed("A closed case has no owner to choose. Open it again first.")
        case.owner_id = owner_id
        words = f"Assigned to {members[owner_id]}" if owner_id is not None else "Has no owner now"
        entry(case, EntryKind.ASSIGNED, Visibility.STAFF, by=by, at=at, words=words)
    return case


def transfer(*, case_id: int, team_id: int, why: str, seen: int, by: Actor, at: datetime) -> Case:
    """Move a case to another team, with the reason. The owner changes with it; the clock does not."""
    if not why.strip():
        raise NotAllowed("Say why the case goes to another team.")
    with changing(case_id, seen=seen, by=by, at=at, action="case.transferred", why=why) as case:
        team = organisation.team(team_id)
        if team is None or team.withdrawn_at:
            raise NotAllowed("Choose a team.")
        if team_id == case.team_id:
            raise NotAllowed(f"The case is with {team.name} already.")
        if case.status == Status.CLOSED:
            raise NotAllowed("A closed case stays where it was closed. Open it again first.")
        Transfer.objects.create(
            case=case, from_team_id=case.team_id, to_team_id=team_id, why=why[:500], by=str(by), at=at
        )
        case.team_id = team_id
        case.owner_id = None
        entry(
            case,
            EntryKind.TRANSFERRED,
            Visibility.STAFF,
            by=by,
            at=at,
            words=f"To {team.name}: {why}",
        )
    return case


def change_status(
    *, case_id: int, status: Status, words: str, seen: int | None, by: Actor, at: datetime
) -> Case:
    """Say how far the work is; `words` are for the customer, who is told. Closing has its own operation."""
    with changing(case_id, seen=seen, by=by, at=at, action="case.status_changed") as case:
        policies.check_transition(Status(case.status), status)
        if status is Status.CLOSED:
            raise NotAllowed("Close the case with an outcome and an explanation.")
        if Status(case.status) is Status.CLOSED:
            raise NotAllowed("Open a closed case again with a reason.")
        case.status = status
        stop_clocks(case, at=at)
        made = entry(
            case, EntryKind.STATUS, Visibility.PUBLIC, by=by, at=at, words=words.strip(), status=status
        )
        tell_reporters(
            case,
            "case_update",
            fields={"message": words.strip()},
            status=status,
            by=by,
            at=at,
            once=f"entry:{made.pk}",
        )
    return case
