"""Messages that need a person, jobs that were given up, and who did and saw what."""

from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.cases import queries
from frontdoor.cases.queries import Case
from frontdoor.core import audit, jobs
from frontdoor.notifications.queries import Notification
from frontdoor.organisation import queries as organisation
from tests.desk import made


def failed(case: Case, delivery: str = "failed") -> Notification:
    message = Notification.objects.get(about=f"case:{case.pk}")
    Notification.objects.filter(pk=message.pk).update(delivery=delivery, last_error="550 No such mailbox")
    message.refresh_from_db()
    return message


def test_a_message_is_sent_again_by_a_person_with_a_reason(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    message = failed(case, "unknown")
    address = f"/desk/messages/{message.pk}/"
    assert f'href="{address}"' in client.get("/desk/messages/").content.decode()
    assert f'href="{address}"' in client.get("/desk/").content.decode()
    assert f'href="{address}"' in client.get(f"/desk/cases/{case.reference}/").content.decode()
    page = client.get(address).content.decode()
    assert "We do not know whether it arrived." in page
    assert "If it did arrive, the customer gets it twice." in page
    refused = client.post(address, {"why": " "})
    assert refused.status_code == 400
    assert "Say why you send it again." in refused.content.decode()
    message.refresh_from_db()
    assert message.delivery == "unknown"
    waiting = jobs.waiting()
    done = client.post(address, {"why": "They told us on the phone"}, follow=True).content.decode()
    assert "The message is on its way again." in done
    message.refresh_from_db()
    assert (message.delivery, jobs.waiting()) == ("waiting", waiting + 1)
    entry = audit.history(f"notification:{message.pk}")[0]
    assert (entry.action, entry.why) == ("notification.sent_again", "They told us on the phone")
    # twice by two people is once
    client.post(address, {"why": "Me too"})
    assert jobs.waiting() == waiting + 1
    assert "This message needs nobody" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("email", "sees", "may"),
    [
        ("OFFICER", True, True),
        ("LEADER", True, True),
        ("OTHER_OFFICER", False, False),
        ("ADVISOR", True, True),
        ("MANAGER", True, True),
        ("ADMINISTRATOR", True, True),
    ],
)
def test_everybody_sees_the_messages_they_may_decide_on(
    small_council: ModuleType, email: str, sees: bool, may: bool
) -> None:
    message = failed(made.case())
    client = made.signed_in(getattr(small_council, email))
    assert (f"/desk/messages/{message.pk}/" in client.get("/desk/messages/").content.decode()) is sees
    answer = client.post(f"/desk/messages/{message.pk}/", {"why": "They rang"})
    assert answer.status_code == (302 if may else 403)
    message.refresh_from_db()
    assert (message.delivery == "waiting") is may


def test_messages_come_page_by_page(small_council: ModuleType) -> None:
    cases = [made.case() for _ in range(queries.PAGE + 2)]
    messages = [failed(case) for case in cases]
    client = made.signed_in(small_council.OFFICER)
    first = client.get("/desk/messages/").content.decode()
    last = messages[-queries.PAGE].pk
    assert f"?before={last}" in first
    second = client.get(f"/desk/messages/?before={last}").content.decode()
    for message in messages:
        link = f'"/desk/messages/{message.pk}/"'
        assert (link in first) != (link in second)
    assert client.get("/desk/messages/?before=x").status_code == 400


def test_a_message_to_staff_or_about_nothing_is_not_here(small_council: ModuleType) -> None:
    failed(made.case())
    Notification.objects.update(about="user:1")
    message = Notification.objects.get()
    client = made.signed_in(small_council.ADMINISTRATOR)
    assert "No message needs you" in client.get("/desk/messages/").content.decode()
    assert client.get(f"/desk/messages/{message.pk}/").status_code == 404


def test_jobs_that_were_given_up_are_for_administrators(small_council: ModuleType) -> None:
    made.case()
    now = timezone.now()
    for leased in jobs.claim(at=now, limit=50):
        for _ in range(jobs.MAX_ATTEMPTS):
            jobs.run(leased, {leased.kind: _fails}, at=now)
            leased = jobs.Leased(leased.id, leased.kind, leased.payload, leased.attempts + 1, leased.token)
    (job,) = jobs.given_up()
    client = made.signed_in(small_council.ADMINISTRATOR)
    assert "1 job failed every time." in client.get("/desk/").content.decode()
    page = client.get("/desk/jobs/").content.decode()
    assert "Send a message" in page
    assert "ZeroDivisionError" in page
    assert "Siân" not in page  # whose fault it was about is nobody's business here
    for email in ("ADVISOR", "OFFICER", "LEADER", "MANAGER"):
        other = made.signed_in(getattr(small_council, email))
        assert other.get("/desk/jobs/").status_code == 404
        assert other.post("/desk/jobs/", {"job": str(job.pk)}).status_code == 404
        assert "/desk/jobs/" not in other.get("/desk/").content.decode()
    assert jobs.given_up()
    done = client.post("/desk/jobs/", {"job": str(job.pk)}, follow=True).content.decode()
    assert "The job is tried again." in done
    assert jobs.given_up() == []
    assert audit.history(f"job:{job.pk}")[0].action == "job.tried_again"
    again = client.post("/desk/jobs/", {"job": str(job.pk)}, follow=True).content.decode()
    assert "The job is no longer waiting for anybody." in again
    assert client.post("/desk/jobs/", {"job": "x"}).status_code == 400


def _fails(payload: jobs.Payload, at: object) -> None:
    raise ZeroDivisionError("Siân")


def test_who_did_and_saw_what(small_council: ModuleType) -> None:
    case = made.case()
    officer = made.signed_in(small_council.OFFICER)
    officer.get(f"/desk/cases/{case.reference}/")
    waste = organisation.team_by_code("waste")
    assert waste is not None
    typed = {"seen": str(case.version), "team": str(waste.pk), "why": "A fridge"}
    assert officer.post(f"/desk/cases/{case.reference}/transfer/", typed).status_code == 302
    manager = made.signed_in(small_council.MANAGER)
    html = manager.get(f"/desk/cases/{case.reference}/history/").content.decode()
    for words in (
        "Opened the case",
        "Looked at the case",
        "Olu Marsh",
        "Sent it to another team",
        "A fridge",
    ):
        assert words in html, words
    assert officer.get(f"/desk/cases/{case.reference}/history/").status_code == 404


def test_ones_own_account(small_council: ModuleType) -> None:
    html = made.signed_in(small_council.MANAGER).get("/desk/me/").content.decode()
    for words in ("Mira Stone", "mira.manager@wold.example", "Manager", "Customer services, Highways, Waste"):
        assert words in html
    assert 'href="/password/"' in html
