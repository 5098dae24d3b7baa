"""A restricted case exists only for the team that works it: in no page, list, search, count or link of others."""

import re
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.cases import operations, queries
from frontdoor.cases.queries import Case, QueueName
from frontdoor.contacts import queries as contacts
from frontdoor.core import audit, files
from frontdoor.customers import queries as customers
from frontdoor.customers.types import Identity
from frontdoor.desk.forms.doings import DOINGS
from frontdoor.notifications.queries import Notification
from tests.desk import made
from tests.photos import jpeg

WHO = Identity(name="Zelda Hidden", email="zelda@example.org", phone="07700 900777", postcode="WD1 1AA")
WORDS = "quartzword that nobody else used"
OTHERS = ["OTHER_OFFICER", "ADVISOR", "ADMINISTRATOR"]  # not of the highways team, whatever their role


@pytest.fixture
def secret(small_council: ModuleType) -> Case:
    """A restricted case of the highways team, with a photo, a note and a message that failed."""
    photo = files.keep(jpeg(lat=54.57, long=2.04), content_type="image/jpeg")
    case = made.restricted(who=WHO, words=WORDS, files=((photo.pk, "a.jpg"),))
    operations.note(
        case_id=case.pk, words=WORDS, seen=None, by=made.actor(small_council.OFFICER), at=timezone.now()
    )
    Notification.objects.filter(about=f"case:{case.pk}").update(delivery="failed", last_error="550 no")
    return made.again(case.reference)


@pytest.fixture(params=OTHERS)
def other(request: pytest.FixtureRequest, small_council: ModuleType) -> Client:
    return made.signed_in(getattr(small_council, request.param))


def _plain(answer: Any, reference: str) -> str:
    """The page without what differs each time: the reference asked for and the token of its forms."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return html.replace(reference, "")


def test_its_own_team_sees_it(small_council: ModuleType, secret: Case) -> None:
    """What the tests below look for is there to be found."""
    client = made.signed_in(small_council.OFFICER)
    assert (
        "Restricted: only your team sees it"
        in client.get(f"/desk/cases/{secret.reference}/").content.decode()
    )
    for address in ("/desk/", "/desk/queues/all/", "/desk/search/?q=quartzword", "/desk/messages/"):
        assert secret.reference in client.get(address).content.decode(), address
    assert client.get(f"/desk/search/?q={secret.reference}").status_code == 302
    assert "Zelda Hidden" in client.get("/desk/search/?q=zelda@example.org").content.decode()


@pytest.mark.parametrize("more", ["", "reports/", "map/", "history/", *(f"{name}/" for name in DOINGS)])
def test_its_pages_are_missing(other: Client, secret: Case, more: str) -> None:
    there = other.get(f"/desk/cases/{secret.reference}/{more}")
    nowhere = other.get(f"/desk/cases/FD-0000-0000-98/{more}")
    assert there.status_code == nowhere.status_code == 404
    assert _plain(there, secret.reference) == _plain(nowhere, "FD-0000-0000-98")


@pytest.mark.parametrize("name", DOINGS)
def test_nothing_can_be_done_to_it(other: Client, secret: Case, name: str) -> None:
    typed = {"seen": str(secret.version), "words": "x", "why": "x", "owner": "nobody", "status": "scheduled"}
    assert other.post(f"/desk/cases/{secret.reference}/{name}/", typed).status_code == 404
    assert made.again(secret.reference).version == secret.version


def test_it_is_in_no_list(other: Client, secret: Case) -> None:
    made.case()  # a list that is not empty
    for name in QueueName:
        assert secret.reference not in other.get(f"/desk/queues/{name}/").content.decode(), name
    for address in ("/desk/", "/desk/messages/", f"/desk/queues/all/?service={secret.service_id}"):
        html = other.get(address).content.decode()
        assert secret.reference not in html, address
        assert "Zelda" not in html, address


@pytest.mark.parametrize(
    "words", ["quartzword", "quartz", "zelda", "Zelda Hidden", "zelda@example.org", "07700 900777"]
)
def test_it_is_not_found(other: Client, secret: Case, words: str) -> None:
    html = other.get("/desk/search/", {"q": words}).content.decode()
    assert "Nothing was found" in html
    assert secret.reference not in html
    assert "Hidden</a>" not in html


def test_its_reference_leads_nowhere(other: Client, secret: Case) -> None:
    there = other.get("/desk/search/", {"q": secret.reference})
    nowhere = other.get("/desk/search/", {"q": "FD-0000-0000-98"})
    assert there.status_code == nowhere.status_code == 200
    assert _plain(there, secret.reference) == _plain(nowhere, "FD-0000-0000-98")


def test_it_does_not_count(small_council: ModuleType, secret: Case) -> None:
    """Not even for somebody whose case it was before they left the team."""
    outsider = made.user(small_council.OTHER_OFFICER)
    Case.objects.filter(pk=secret.pk).update(owner=outsider)
    found = queries.counts(made.viewer(small_council.OTHER_OFFICER), at=timezone.now())
    assert set(found.values()) == {0}


def test_its_customer_is_unknown(other: Client, secret: Case) -> None:
    assert secret.source_record_id
    record = customers.source_record(secret.source_record_id)
    assert record is not None
    for query in ("", f"?case={secret.reference}"):
        assert other.get(f"/desk/customers/{record.customer_id}/{query}").status_code == 404
    assert other.post(f"/desk/customers/{record.customer_id}/", {"why": "curious"}).status_code == 404
    assert audit.history(f"customer:{record.customer_id}")[0].action == "source_record.kept"


def test_a_customer_is_shown_without_it(small_council: ModuleType, secret: Case) -> None:
    """They also reported something open to all, with another phone number: only that is seen."""
    plain = made.case(
        who=Identity(name=WHO.name, email=WHO.email, phone="07700 900111"), words="An ordinary hole"
    )
    record = customers.source_record(plain.source_record_id or 0)
    known = customers.source_record(secret.source_record_id or 0)
    assert record is not None
    assert known is not None
    assert record.customer_id == known.customer_id
    client = made.signed_in(small_council.ADMINISTRATOR)
    html = client.get(f"/desk/customers/{record.customer_id}/?case={plain.reference}").content.decode()
    assert plain.reference in html
    assert "07700 900111" in html
    assert secret.reference not in html
    assert "07700 900777" not in html
    assert html.count("Report a pothole") == 2  # the case and its contact, and nothing of the other
    team = made.signed_in(small_council.OFFICER)
    html = team.get(f"/desk/customers/{record.customer_id}/?case={plain.reference}").content.decode()
    assert secret.reference in html
    assert "07700 900777" in html


def test_its_photo_is_missing(other: Client, small_council: ModuleType, secret: Case) -> None:
    (photo,) = contacts.attachments(notice.contact_id for notice in queries.notices(secret.pk))
    assert other.get(f"/media/{photo.token}/").status_code == 404
    assert made.signed_in(small_council.OFFICER).get(f"/media/{photo.token}/").status_code == 200


def test_its_messages_are_nobody_elses(other: Client, secret: Case) -> None:
    message = Notification.objects.filter(about=f"case:{secret.pk}").first()
    assert message is not None
    assert other.get(f"/desk/messages/{message.pk}/").status_code == 404
    assert other.post(f"/desk/messages/{message.pk}/", {"why": "x"}).status_code == 404
    message.refresh_from_db()
    assert message.delivery == "failed"


def test_it_cannot_be_joined_to(small_council: ModuleType, secret: Case) -> None:
    case = made.case("missed-bin", answers={})
    client = made.signed_in(small_council.OTHER_OFFICER)
    for reference in (secret.reference, "FD-0000-0000-98"):
        answer = client.post(
            f"/desk/cases/{case.reference}/join/",
            {"seen": str(case.version), "reference": reference, "confirmed": reference},
        )
        assert "There is no case with this reference." in answer.content.decode()


def test_strangers_and_residents_see_no_page_of_the_desk(small_council: ModuleType, secret: Case) -> None:
    stranger = Client()
    for address in ("/desk/", f"/desk/cases/{secret.reference}/", "/desk/search/?q=x", "/desk/customers/1/"):
        answer = stranger.get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/"), address


def test_somebody_who_left_sees_nothing(small_council: ModuleType, secret: Case) -> None:
    client = made.signed_in(small_council.OFFICER)
    assert client.get("/desk/").status_code == 200
    user = made.user(small_council.OFFICER)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert client.get(f"/desk/cases/{secret.reference}/").status_code in (302, 404)
