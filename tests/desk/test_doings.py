"""What can be done to a case, through the pages: who may, what is refused in words, and nothing typed is lost."""

import re
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.cases import operations, queries
from frontdoor.cases.queries import Case
from frontdoor.cases.types import Action, EntryKind, Outcome, Status, Visibility
from frontdoor.desk.forms.doings import DOINGS
from frontdoor.notifications.queries import Notification
from frontdoor.organisation import queries as organisation
from tests.cases.test_may import WANTED
from tests.desk import made
from tests.shape.routes import routes

WORDS = "Typed with care & <not> lost"
ESCAPED = "Typed with care &amp; &lt;not&gt; lost"


def send(client: Client, case: Case, name: str, **fields: Any) -> Any:
    seen = fields.pop("seen", made.again(case.reference).version)
    typed = {key: str(value) for key, value in fields.items()}
    return client.post(f"/desk/cases/{case.reference}/{name}/", {"seen": str(seen), **typed})


def kinds(case: Case) -> list[str]:
    return [entry.kind for entry in queries.timeline(case.pk)]


def by(council: ModuleType, email: str) -> dict[str, Any]:
    return {"by": made.actor(getattr(council, email)), "at": timezone.now()}


def close(case: Case, council: ModuleType) -> None:
    operations.close(
        case_id=case.pk, outcome=Outcome.RESOLVED, explanation="Filled.", seen=None, **by(council, "MANAGER")
    )


PEOPLE = {
    ("advisor", True): "ADVISOR",
    ("advisor", False): "ADVISOR",
    ("officer", True): "OFFICER",
    ("officer", False): "OTHER_OFFICER",
    ("team_leader", True): "LEADER",
    ("team_leader", False): "LEADER",
    ("manager", True): "MANAGER",
    ("administrator", True): "ADMINISTRATOR",
    ("administrator", False): "ADMINISTRATOR",
}
SERVICE_OF = {  # a service whose team they are in, and one whose they are not
    ("ADVISOR", True): "something-else",
    ("ADVISOR", False): "pothole",
    ("OFFICER", True): "pothole",
    ("OTHER_OFFICER", False): "pothole",
    ("LEADER", True): "pothole",
    ("LEADER", False): "missed-bin",
    ("MANAGER", True): "pothole",
    ("ADMINISTRATOR", True): "something-else",
    ("ADMINISTRATOR", False): "pothole",
}


def _forms(case: Case, council: ModuleType, person: str) -> dict[Action, tuple[str, dict[str, Any]]]:
    """For each action the address and a form that the rules allow."""
    elsewhere = next(team for team in organisation.teams() if team.pk != case.team_id)
    members = [user_id for user_id, _ in organisation.members_of(case.team_id)]
    me = made.user(getattr(council, person)).pk
    somebody = next(one for one in members if one != me)
    other = made.case("pothole")
    return {
        Action.NOTE: ("note", {"words": WORDS}),
        Action.REPLY: ("reply", {"words": WORDS}),
        Action.TAKE: ("assign", {"owner": me}),
        Action.ASSIGN: ("assign", {"owner": somebody}),
        Action.TRANSFER: ("transfer", {"team": elsewhere.pk, "why": WORDS}),
        Action.CHANGE_STATUS: ("status", {"status": "scheduled", "words": WORDS}),
        Action.CLOSE: ("close", {"outcome": "resolved", "words": WORDS}),
        Action.REOPEN: ("reopen", {"why": WORDS}),
        Action.JOIN: ("join", {"reference": other.reference, "confirmed": other.reference}),
    }


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.SEND_AGAIN])
@pytest.mark.parametrize(("role", "own_team"), PEOPLE)
def test_who_may_do_what(small_council: ModuleType, role: str, own_team: bool, action: Action) -> None:
    """The same table as tests/cases/test_may.py, through the pages: sending the form as that person."""
    person = PEOPLE[role, own_team]
    case = made.case(SERVICE_OF[person, own_team], answers={})
    if action is Action.REOPEN:
        close(case, small_council)
    name, fields = _forms(case, small_council, person)[action]
    client = made.signed_in(getattr(small_council, person))
    before = len(kinds(case))
    answer = send(client, case, name, **fields)
    if action in WANTED[role, own_team]:
        # nobody outside a team can own its cases, whoever they are
        outsider = action is Action.TAKE and not own_team
        assert answer.status_code == (400 if outsider else 302), answer.content.decode()[-3000:]
        assert (len(kinds(case)) > before) is not outsider
        return
    assert answer.status_code == 403
    assert len(kinds(case)) == before
    html = answer.content.decode()
    assert "There is a problem" in html
    if "words" in fields or "why" in fields:
        assert ESCAPED in html  # what was typed is still there
    least = Action.TAKE if action is Action.ASSIGN else action
    offered = client.get(f"/desk/cases/{case.reference}/{name}/")
    assert offered.status_code == (200 if least in WANTED[role, own_team] else 403)
    if offered.status_code == 403:
        assert "<textarea" not in offered.content.decode()
        assert (
            f'href="/desk/cases/{case.reference}/{name}/"'
            not in client.get(f"/desk/cases/{case.reference}/").content.decode()
        )


def test_a_reply_goes_out_and_a_note_stays(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    answer = client.post(
        f"/desk/cases/{case.reference}/reply/",
        {"seen": str(case.version), "words": "We come on Thursday"},
        follow=True,
    )
    assert "Your reply is on its way to the customer." in answer.content.decode()
    (mail,) = Notification.objects.filter(template="case_reply")
    assert (mail.address, "We come on Thursday" in mail.body) == ("ann@example.org", True)
    entry = queries.timeline(case.pk)[-2]
    assert (entry.kind, entry.visibility) == (EntryKind.REPLY, Visibility.CUSTOMER)
    messages = Notification.objects.count()
    answer = send(client, case, "note", words="He was angry")
    assert answer.status_code == 302
    assert Notification.objects.count() == messages
    assert queries.timeline(case.pk)[-1].visibility == Visibility.STAFF


def test_reply_and_note_cannot_be_confused(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    html = client.get(f"/desk/cases/{case.reference}/").content.decode()
    forms = re.findall(r"<form.*?</form>", html, re.S)
    reply = next(form for form in forms if "/reply/" in form)
    note = next(form for form in forms if "/note/" in form)
    assert "fd-panel--out" in reply
    assert "fd-panel--note" in note
    assert "Goes to ann@example.org. The customer reads it." in reply
    assert "Stays with us. It is never sent to the customer." in note
    assert "Send reply" in reply
    assert "Keep note" in note


def test_nobody_to_reply_to(small_council: ModuleType) -> None:
    case, client = made.case(who=made.NOBODY), made.signed_in(small_council.OFFICER)
    assert (
        "We have no e-mail address to reply to."
        in client.get(f"/desk/cases/{case.reference}/").content.decode()
    )
    assert "<textarea" not in client.get(f"/desk/cases/{case.reference}/reply/").content.decode()
    answer = send(client, case, "reply", words=WORDS)
    assert answer.status_code == 400
    assert "We have no e-mail address for this customer." in answer.content.decode()
    assert ESCAPED in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("reply", {"words": "  "}, "Write your reply."),
        ("reply", {"words": "x" * 10_001}, "Use 10,000 characters or fewer. You used 10,001."),
        ("reply", {"words": "a\x00b"}, "Your text has a character that we cannot read."),
        ("note", {"words": ""}, "Write your note."),
        ("assign", {}, "Choose who works on this case."),
        ("transfer", {"why": WORDS}, "Choose a team."),
        ("transfer", {"team": "999999", "why": WORDS}, "Choose a team."),
        ("transfer", {"team": "1", "why": " "}, "Say why the case goes to another team."),
        ("status", {"words": WORDS}, "Choose how far the work is."),
        ("status", {"status": "nonsense", "words": WORDS}, "Choose how far the work is."),
        (
            "status",
            {"status": "closed", "words": WORDS},
            "Close the case with an outcome and an explanation.",
        ),
        ("status", {"status": "received", "words": WORDS}, "cannot become “Received”. It can become: "),
        ("close", {"words": WORDS}, "Choose how it ended."),
        ("close", {"outcome": "resolved", "words": " "}, "Say in plain words what was done"),
        ("close", {"outcome": "duplicate", "words": WORDS}, "join it to the earlier one"),
        ("reopen", {"why": WORDS}, "The case is open."),
        ("join", {"reference": "FD-0000"}, "Enter the reference as it was given"),
        ("join", {"reference": "FD-0000-0000-98"}, "There is no case with this reference."),
    ],
)
def test_what_cannot_be_done_is_said_beside_the_form(
    small_council: ModuleType, name: str, fields: dict[str, str], sentence: str
) -> None:
    case, client = made.case(), made.signed_in(small_council.LEADER)
    answer = send(client, case, name, **fields)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert sentence in html
    assert "<title>Error: " in html
    if WORDS in fields.values():
        assert ESCAPED in html
    assert made.again(case.reference).version == case.version


@pytest.mark.parametrize("seen", ["", "x", "-1", "1; DROP", "9" * 30])
def test_a_form_that_is_not_ours_is_a_bad_request(small_council: ModuleType, seen: str) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    answer = client.post(f"/desk/cases/{case.reference}/note/", {"words": "x", "seen": seen})
    assert answer.status_code == 400
    assert send(client, case, "assign", owner="x").status_code in (400, 403)
    assert made.again(case.reference).version == case.version


def test_a_forged_form_is_refused(small_council: ModuleType) -> None:
    case = made.case()
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        made.user(small_council.OFFICER), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.post(f"/desk/cases/{case.reference}/note/", {"words": "x", "seen": str(case.version)})
    assert answer.status_code == 403
    assert made.again(case.reference).version == case.version


CHANGES = {
    "reply": {"words": WORDS},
    "status": {"status": "scheduled", "words": WORDS},
    "close": {"outcome": "resolved", "words": WORDS},
    "transfer": {"why": WORDS},
    "assign": {},
}


@pytest.mark.parametrize("name", CHANGES)
def test_two_people_at_one_case(small_council: ModuleType, name: str) -> None:
    """Both have the page open. The slower one is told what the other did, and nothing is overwritten or lost."""
    case = made.case()
    fast, slow = made.signed_in(small_council.LEADER), made.signed_in(small_council.OFFICER)
    fields = dict(CHANGES[name])
    if name == "transfer":
        fields["team"] = str(next(team.pk for team in organisation.teams() if team.pk != case.team_id))
    if name == "assign":
        fields["owner"] = str(made.user(small_council.OFFICER).pk)
    page = slow.get(f"/desk/cases/{case.reference}/{name}/").content.decode()
    assert f'name="seen" value="{case.version}"' in page
    assert send(fast, case, "status", status="in_progress", words="I am on it").status_code == 302
    now = made.again(case.reference)
    answer = send(slow, case, name, seen=case.version, **fields)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Lena Brook changed this case while you had it open: it is now “Work is going on”" in html
    assert "I am on it" in html  # what happened last stands beside the form
    if WORDS in fields.values():
        assert ESCAPED in html
    after = made.again(case.reference)
    assert (after.status, after.version, after.owner_id) == (now.status, now.version, now.owner_id)
    # the page that is shown again has seen it: sent once more, it is done
    assert f'name="seen" value="{now.version}"' in html
    assert send(slow, case, name, seen=now.version, **fields).status_code == 302


def test_a_note_takes_nothing_from_anybody(small_council: ModuleType) -> None:
    case = made.case()
    fast, slow = made.signed_in(small_council.LEADER), made.signed_in(small_council.OFFICER)
    send(fast, case, "status", status="in_progress", words="I am on it")
    assert send(slow, case, "note", seen=case.version, words="Seen it").status_code == 302
    assert made.again(case.reference).status == Status.IN_PROGRESS


def test_sent_twice_is_done_once(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    answers = [send(client, case, "reply", seen=case.version, words="Once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert kinds(case).count("reply") == 1


def test_taking_and_giving(small_council: ModuleType) -> None:
    case = made.case()
    officer, leader = made.signed_in(small_council.OFFICER), made.signed_in(small_council.LEADER)
    html = officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "Take this case" in html
    me = made.user(small_council.OFFICER).pk
    assert send(officer, case, "assign", owner=me).status_code == 302
    assert made.again(case.reference).owner_id == me
    assert "Take this case" not in officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert send(officer, case, "assign", owner="nobody").status_code == 302
    assert made.again(case.reference).owner_id is None
    boss = made.user(small_council.LEADER).pk
    form = officer.get(f"/desk/cases/{case.reference}/assign/").content.decode()
    assert (
        "Lena Brook" not in re.findall(r"<form.*?</form>", form, re.S)[-1]
    )  # an officer chooses for themself
    assert send(officer, case, "assign", owner=boss).status_code == 403
    assert send(leader, case, "assign", owner=boss).status_code == 302
    assert send(officer, case, "assign", owner="nobody").status_code == 403  # it is the leader's
    outsider = made.user(small_council.OTHER_OFFICER).pk
    answer = send(leader, case, "assign", owner=outsider)
    assert answer.status_code == 400
    assert "Only a member of the case’s team" in answer.content.decode().replace("&#39;", "’")


def test_a_transfer_says_why_and_takes_the_owner_off(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.ADVISOR)
    waste = organisation.team_by_code("waste")
    assert waste is not None
    answer = client.post(
        f"/desk/cases/{case.reference}/transfer/",
        {"seen": str(case.version), "team": str(waste.pk), "why": "It is a dumped fridge"},
        follow=True,
    )
    html = answer.content.decode()
    assert "The case is with Waste now." in html
    assert "It is a dumped fridge" in html
    after = made.again(case.reference)
    assert (after.team_id, after.owner_id, after.due_at) == (waste.pk, None, case.due_at)


def test_joining_shows_the_other_case_first(small_council: ModuleType) -> None:
    first = made.case(words="The first report of it")
    case, client = made.case(who=made.BEN), made.signed_in(small_council.OFFICER)
    asked = send(client, case, "join", reference=first.reference.lower())
    assert asked.status_code == 200
    html = asked.content.decode()
    assert "Is this the same thing?" in html
    assert "The first report of it" in html
    assert f'name="confirmed" value="{first.reference}"' in html
    assert made.again(case.reference).status == "received"
    # another reference than the one that was shown is asked about again
    third = made.case()
    again = send(client, case, "join", reference=third.reference, confirmed=first.reference)
    assert again.status_code == 200
    done = send(client, case, "join", reference=first.reference, confirmed=first.reference)
    assert done.status_code == 302
    after = made.again(case.reference)
    assert (after.outcome, after.duplicate_of_id) == ("duplicate", first.pk)
    shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert f'href="/desk/cases/{first.reference}/"' in shown
    assert "Work goes on there." in shown
    itself = send(client, first, "join", reference=first.reference)
    assert "This is the case itself." in itself.content.decode()


def test_closing_and_opening_again(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    assert (
        send(client, case, "close", outcome="no_action", words="It was filled last week.").status_code == 302
    )
    closed = client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "Closed: no action needed" in closed
    assert "In time, was due by" in closed
    for name in ("assign", "transfer", "status", "close", "join"):
        assert (
            "This case is closed. Open it again first."
            in client.get(f"/desk/cases/{case.reference}/{name}/").content.decode()
        )
        assert f'href="/desk/cases/{case.reference}/{name}/"' not in closed
    assert "Write your reply" not in closed
    answer = send(client, case, "reopen", why=" ")
    assert "Say why the case is opened again." in answer.content.decode()
    assert send(client, case, "reopen", why="It sank again").status_code == 302
    assert made.again(case.reference).status == "investigating"
    assert "Opened again: It sank again" in client.get(f"/desk/cases/{case.reference}/").content.decode()


def test_only_allowed_statuses_are_offered(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    send(client, case, "status", status="in_progress", words="")
    html = client.get(f"/desk/cases/{case.reference}/status/").content.decode()
    offered = re.findall(r'name="status"[^>]*value="(\w+)"', html)
    assert offered == ["scheduled", "waiting_customer", "waiting_partner"]
    assert "and anybody can read it" in html
    private = made.case("missed-bin", answers={})
    other = made.signed_in(small_council.OTHER_OFFICER)
    assert (
        "and anybody can read it"
        not in other.get(f"/desk/cases/{private.reference}/status/").content.decode()
    )


def test_what_is_late_is_told_to_owner_and_leader(small_council: ModuleType) -> None:
    case = made.case(at=timezone.now() - timedelta(days=30))
    client = made.signed_in(small_council.OFFICER)
    send(client, case, "assign", owner=made.user(small_council.OFFICER).pk)
    assert operations.tell_overdue(at=timezone.now()) == 1
    told = Notification.objects.filter(template__startswith="overdue_").order_by("template")
    assert [(one.template, one.address) for one in told] == [
        ("overdue_leader", small_council.LEADER),
        ("overdue_owner", small_council.OFFICER),
    ]
    html = client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "The owner and the team leader were told." in html
    assert re.search(r"Overdue by \d+ days", html)


def test_every_doing_has_its_address() -> None:
    names = {route.name for route in routes()}
    assert {f"desk-case-{name}" for name in DOINGS} <= names
