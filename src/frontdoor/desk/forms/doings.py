"""What can be done to a case: each has a small form, the words around it, and the one operation it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from frontdoor.cases import operations, policies, queries
from frontdoor.cases.queries import Case, Viewer
from frontdoor.cases.types import Action, Outcome, Status
from frontdoor.core import references
from frontdoor.core.actors import Actor
from frontdoor.design.types import Field, Option
from frontdoor.desk.forms.reading import MAX_LINE, Typed, Wrong
from frontdoor.organisation import queries as organisation

NOBODY = "nobody"
Choice = TypeVar("Choice", Status, Outcome)


_ALWAYS = (Action.NOTE, Action.REPLY)  # a closed case can be talked about


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody sent a form about a case: what they typed, who they are, and the version they had seen."""

    case: Case
    typed: Typed
    who: Viewer
    by: Actor
    at: datetime
    seen: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown to be confirmed before it is done: the other case, and the hidden field that says yes."""

    other: Case
    field: str


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that can be done to a case. `do` returns the sentence shown after it was done.

    It raises Wrong, NotAllowed or ChangedMeanwhile, and then nothing was written.
    """

    name: str
    title: str
    lead: str
    button: str
    action: Action  # the least that policies must allow
    fields: Callable[[Case, Viewer, Typed], list[Field]]
    do: Callable[[Asked], str]
    tone: Literal["out", "note", "plain"] = "plain"  # out: the customer reads it; note: they never do
    needs: Callable[[Asked], Action] | None = None  # where what was typed needs more
    preview: Callable[[Asked], Preview | None] | None = None

    def check(self, asked: Asked) -> None:
        """Raises NotAllowed where whoever sent this form may not do it."""
        check(asked.case, asked.who, self.needs(asked) if self.needs else self.action)

    def in_the_way(self, case: Case) -> str:
        """Why this cannot be done to the case as it stands; "" where it can."""
        closed = case.status == Status.CLOSED
        if self.action is Action.REOPEN:
            if case.duplicate_of_id is not None:
                return "This case was joined to another. Open that one."
            return "" if closed else "This case is open."
        if closed and self.action not in _ALWAYS:
            return "This case is closed. Open it again first."
        return ""


def check(case: Case, who: Viewer, action: Action) -> None:
    """The one door for staff: raises NotAllowed, with a sentence, where this viewer may not do this to this case."""
    policies.check_may(action, role=who.role, own_team=case.team_id in who.team_ids)


# ---- words


def _reply(asked: Asked) -> str:
    words = asked.typed.words("words")
    operations.reply(case_id=asked.case.pk, words=words, seen=asked.seen, by=asked.by, at=asked.at)
    return "Your reply is on its way to the customer."


def _note(asked: Asked) -> str:
    words = asked.typed.words("words")
    # a note takes nothing from anybody, so it is kept whatever happened meanwhile
    operations.note(case_id=asked.case.pk, words=words, seen=None, by=asked.by, at=asked.at)
    return "Your note is kept. Only staff can read it."


def _words_field(label: str, hint: str = "") -> Callable[[Case, Viewer, Typed], list[Field]]:
    def fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
        del case, who
        return [Field("words", label, "textarea", typed.raw("words"), hint, rows=8)]

    return fields


# ---- whose it is


def _owner_needs(asked: Asked) -> Action:
    """Taking a case oneself, or putting one's own back, is less than choosing for somebody else."""
    chosen, myself = asked.typed.raw("owner"), asked.who.user_id
    own = chosen == str(myself) or (chosen == NOBODY and asked.case.owner_id == myself)
    return Action.TAKE if own else Action.ASSIGN


def _owner_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    members = organisation.members_of(case.team_id)
    if not policies.may(Action.ASSIGN, role=who.role, own_team=case.team_id in who.team_ids):
        members = [(user_id, name) for user_id, name in members if user_id == who.user_id]
    now = typed.raw("owner") or str(case.owner_id or NOBODY)
    options = [
        Option(str(user_id), f"{name} (you)" if user_id == who.user_id else name) for user_id, name in members
    ]
    may_empty = case.owner_id in (None, who.user_id) or len(options) > 1
    if may_empty:
        options.append(Option(NOBODY, "Nobody: put it back for the team"))
    return [Field("owner", "Who works on this case?", "radios", now, options=options, small=True)]


def _assign(asked: Asked) -> str:
    chosen = asked.typed.raw("owner")
    if not chosen:
        raise Wrong("owner", "Choose who works on this case.")
    owner_id = None if chosen == NOBODY else asked.typed.number("owner")
    operations.assign(case_id=asked.case.pk, owner_id=owner_id, seen=asked.seen, by=asked.by, at=asked.at)
    if owner_id is None:
        return "The case has no owner now."
    if owner_id == asked.who.user_id:
        return "The case is yours."
    return f"The case is {organisation.staff_names().get(owner_id, 'somebody')}’s now."


def _transfer_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    del who
    teams = [Option(str(team.pk), team.name) for team in organisation.teams() if team.pk != case.team_id]
    return [
        Field(
            "team", "Which team?", "select", typed.raw("team"), options=[Option("", "Choose a team"), *teams]
        ),
        Field("why", "Why?", "textarea", typed.raw("why"), "The other team reads this.", rows=3),
    ]


def _transfer(asked: Asked) -> str:
    team_id = asked.typed.number("team")
    why = asked.typed.words("why", most=MAX_LINE)
    if team_id is None:
        raise Wrong("team", "Choose a team.")
    if not why.strip():
        raise Wrong("why", "Say why the case goes to another team.")
    operations.transfer(
        case_id=asked.case.pk, team_id=team_id, why=why, seen=asked.seen, by=asked.by, at=asked.at
    )
    return f"The case is with {organisation.team_names()[team_id]} now."


# ---- how far it is


def _readers(case: Case) -> str:
    """Who reads what is said with a status."""
    also = ", and anybody can read it" if case.is_public else ""
    return f"Everybody who reported it gets this by e-mail{also}."


def _status_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    del who
    options = [
        Option(status.value, status.staff_words)
        for status in policies.next_statuses(Status(case.status))
        if status is not Status.CLOSED and case.status != Status.CLOSED
    ]
    return [
        Field("status", "How far is it?", "radios", typed.raw("status"), options=options, small=True),
        Field(
            "words",
            "Message to the customer",
            "textarea",
            typed.raw("words"),
            f"{_readers(case)} Leave it empty to tell the status alone.",
            rows=5,
        ),
    ]


def _change_status(asked: Asked) -> str:
    status = _one_of(Status, asked.typed, "status", "Choose how far the work is.")
    words = asked.typed.words("words")
    operations.change_status(
        case_id=asked.case.pk, status=status, words=words, seen=asked.seen, by=asked.by, at=asked.at
    )
    return f"The case is now “{status.staff_words}”. Everybody who reported it is told."


def _close_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    del who
    options = [
        Option(outcome.value, outcome.words) for outcome in Outcome if outcome is not Outcome.DUPLICATE
    ]
    return [
        Field("outcome", "How did it end?", "radios", typed.raw("outcome"), options=options, small=True),
        Field(
            "words",
            "What was done, or why not",
            "textarea",
            typed.raw("words"),
            _readers(case),
            rows=5,
        ),
    ]


def _close(asked: Asked) -> str:
    outcome = _one_of(Outcome, asked.typed, "outcome", "Choose how it ended.")
    words = asked.typed.words("words")
    if not words.strip():
        raise Wrong("words", "Say in plain words what was done, or why nothing was. The customer reads this.")
    operations.close(
        case_id=asked.case.pk, outcome=outcome, explanation=words, seen=asked.seen, by=asked.by, at=asked.at
    )
    return "The case is closed. Everybody who reported it is told."


def _reopen_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    del case, who
    hint = "Only staff read the reason. The customer is told that we opened the case again."
    return [Field("why", "Why?", "textarea", typed.raw("why"), hint, rows=3)]


def _reopen(asked: Asked) -> str:
    why = asked.typed.words("why", most=MAX_LINE)
    operations.reopen(case_id=asked.case.pk, why=why, seen=asked.seen, by=asked.by, at=asked.at)
    return "The case is open again."


# ---- joining


def _join_fields(case: Case, who: Viewer, typed: Typed) -> list[Field]:
    del case, who
    hint = "The reference of the earlier report, such as FD-3184-4209-57"
    return [
        Field(
            "reference", "Which case is it the same as?", value=typed.raw("reference"), hint=hint, width="20"
        )
    ]


def _other(asked: Asked) -> Case:
    reference = references.parse(asked.typed.line("reference"))
    if reference is None:
        raise Wrong("reference", "Enter the reference as it was given: FD- and ten digits. Check each digit.")
    found = queries.get(reference, asked.who)
    if found is None:
        raise Wrong("reference", "There is no case with this reference.")
    if found.pk == asked.case.pk:
        raise Wrong("reference", "This is the case itself. Enter the reference of the other one.")
    return found


def _join_preview(asked: Asked) -> Preview | None:
    other = _other(asked)
    return None if asked.typed.raw("confirmed") == other.reference else Preview(other, "confirmed")


def _join(asked: Asked) -> str:
    other = _other(asked)
    operations.join(case_id=asked.case.pk, to_case_id=other.pk, seen=asked.seen, by=asked.by, at=asked.at)
    return f"The case was joined to {other.reference}. Its reporters are told."


def _one_of(choices: type[Choice], typed: Typed, field: str, missing: str) -> Choice:
    """The choice that was made. Raises Wrong where there is none, or one that is not in the list."""
    try:
        return choices(typed.raw(field))
    except ValueError:
        raise Wrong(field, missing) from None


DOINGS: Mapping[str, Doing] = {
    doing.name: doing
    for doing in (
        Doing(
            "reply",
            "Reply to the customer",
            "The customer reads this.",
            "Send reply",
            Action.REPLY,
            _words_field("Your reply"),
            _reply,
            tone="out",
        ),
        Doing(
            "note",
            "Note for staff",
            "This stays with us. It is never sent to the customer.",
            "Keep note",
            Action.NOTE,
            _words_field("Your note"),
            _note,
            tone="note",
        ),
        Doing(
            "assign",
            "Owner",
            "The owner sees the case in their own queue and is told when it is overdue.",
            "Save owner",
            Action.TAKE,
            _owner_fields,
            _assign,
            needs=_owner_needs,
        ),
        Doing(
            "transfer",
            "Transfer to another team",
            "The case goes to the other team without an owner. Its time limit stays as it is.",
            "Transfer",
            Action.TRANSFER,
            _transfer_fields,
            _transfer,
        ),
        Doing(
            "status",
            "Change status",
            "Everybody who reported it is told.",
            "Save and tell the customer",
            Action.CHANGE_STATUS,
            _status_fields,
            _change_status,
            tone="out",
        ),
        Doing(
            "close",
            "Close this case",
            "Everybody who reported it is told how it ended.",
            "Close and tell the customer",
            Action.CLOSE,
            _close_fields,
            _close,
            tone="out",
        ),
        Doing(
            "reopen",
            "Open this case again",
            "The case goes back to being looked into. A time limit that was kept or missed stays as it was.",
            "Open again",
            Action.REOPEN,
            _reopen_fields,
            _reopen,
        ),
        Doing(
            "join",
            "Join to another case",
            "For two reports of the same thing. This case is closed, and whoever reported it hears of the other one.",
            "Continue",
            Action.JOIN,
            _join_fields,
            _join,
            preview=_join_preview,
        ),
    )
}
