"""The page of a case: everything about it, nothing that anybody typed runs, and the look is recorded."""

import re
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from frontdoor.cases import operations, queries
from frontdoor.cases.queries import Case
from frontdoor.cases.types import Outcome, Status
from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack
from frontdoor.core import audit, files
from frontdoor.core.actors import PUBLIC, SYSTEM
from frontdoor.customers.types import Identity
from frontdoor.intake import operations as intake
from frontdoor.notifications.queries import Notification
from tests.desk import made
from tests.desk.counting import queries as counted
from tests.photos import jpeg


@pytest.fixture
def officer(small_council: ModuleType) -> Client:
    return made.signed_in(small_council.OFFICER)


def page(client: Client, case: Case, more: str = "") -> str:
    answer = client.get(f"/desk/cases/{case.reference}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def by(council: ModuleType, email: str = "OFFICER") -> dict[str, Any]:
    return {"by": made.actor(getattr(council, email)), "at": timezone.now()}


def test_everything_about_a_case(officer: Client, small_council: ModuleType) -> None:
    photo = files.keep(jpeg(lat=54.57, long=2.04), content_type="image/jpeg")
    case = made.case(files=((photo.pk, "hole.jpg"),))
    text = text_of(page(officer, case))
    for words in (
        case.reference,
        "Received",
        "Highways",
        "Nobody yet",
        "How wide is it? Like a dustbin lid, or bigger",
        "Anything else we should know? A deep hole beside the drain",
        "Ann Resident",
        "ann@example.org",
        "07700 900123",
        "WD1 1AA",
        "Northgate",
        "North Wold",
        "On Mill Lane",
        "Looked after by Little Wold Council",
        "Reported it first, website",
        "E-mail to ann@example.org waits to be sent.",
    ):
        assert words in text, words
    assert re.search(r"To assess Due in \d+ days, by ", text)
    (shown,) = re.findall(
        r'<img class="fd-pictures__picture" src="([^"]+)" alt="Photo 1 of 1"', page(officer, case)
    )
    assert officer.get(shown)["Content-Type"] == "image/jpeg"


def test_answers_are_shown_as_they_were_asked(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    before, *others = small_council.services()
    asked_anew: Any = {
        "pages": [
            {
                "code": "one",
                "title": "New words",
                "questions": [{"code": "size", "type": "text", "label": "Quite another question?"}],
            }
        ]
    }
    changed = replace(before, form=asked_anew, responsibility=replace(before.responsibility, when=None))
    catalogue.load(CataloguePack((changed, *others)), by=SYSTEM, at=timezone.now())
    text = text_of(page(officer, case))
    assert "How wide is it? Like a dustbin lid, or bigger" in text
    assert "Quite another question?" not in text


def test_a_reference_as_it_is_said_on_the_phone(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    answer = officer.get(f"/desk/cases/{case.reference.lower().replace('-', ' ')}/")
    assert answer["Location"] == f"/desk/cases/{case.reference}/"
    assert officer.get("/desk/cases/FD-0000-0000-00/").status_code == 404
    assert officer.get("/desk/cases/nonsense/").status_code == 404


def test_every_look_is_recorded(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    intake.join_report(made.approach(who=made.BEN), reference=case.reference, by=PUBLIC, at=timezone.now())
    records = [notice.source_record for notice in queries.notices(case.pk)]
    customers = {record.customer_id for record in records if record}
    assert len(customers) == 2

    def looks() -> list[str]:
        entries = audit.history(f"case:{case.pk}")
        return [entry.actor for entry in entries if entry.action == "case.looked_at"]

    assert looks() == []
    page(officer, case)
    page(officer, case, "reports/")
    officer.get(f"/desk/cases/{case.reference}/reply/")
    actor = str(made.actor(small_council.OFFICER))
    assert looks() == [actor] * 3
    for customer in customers:
        seen = [entry for entry in audit.history(f"customer:{customer}") if entry.action == "customer.seen"]
        assert [(entry.actor, entry.why) for entry in seen] == [(actor, f"case:{case.pk}")] * 3
    # somebody for whom the case does not exist saw nothing
    secret = made.restricted()
    assert (
        made.signed_in(small_council.OTHER_OFFICER).get(f"/desk/cases/{secret.reference}/").status_code == 404
    )
    assert "case.looked_at" not in {entry.action for entry in audit.history(f"case:{secret.pk}")}
    assert audit.verify() == []


def test_all_reporters_keep_their_own_time(officer: Client, small_council: ModuleType) -> None:
    now = timezone.now()
    case = made.case(at=now - timedelta(days=3))
    approach = made.approach(who=made.BEN, words="It is deeper now")
    intake.join_report(approach, reference=case.reference, by=PUBLIC, at=now - timedelta(days=1))
    text = text_of(page(officer, case))
    assert "Ben Neighbour" in text
    assert "Reported it as well, website" in text
    assert "Words and photos of all 2" in text
    reports = text_of(page(officer, case, "reports/"))
    assert reports.index("Ann Resident") < reports.index("Ben Neighbour") < reports.index("It is deeper now")


def test_the_timeline_says_who_did_what_and_how_far_messages_got(
    officer: Client, small_council: ModuleType
) -> None:
    case = made.case()
    operations.note(case_id=case.pk, words="Same spot as in May", seen=None, **by(small_council, "LEADER"))
    operations.change_status(
        case_id=case.pk,
        status=Status.SCHEDULED,
        words="A crew comes on Thursday",
        seen=None,
        **by(small_council),
    )
    operations.reply(
        case_id=case.pk, words="Thank you", seen=made.again(case.reference).version, **by(small_council)
    )
    first, update, reply = Notification.objects.filter(about=f"case:{case.pk}").order_by("id")
    Notification.objects.filter(pk=first.pk).update(delivery="sent", sent_at=timezone.now())
    Notification.objects.filter(pk=update.pk).update(delivery="failed", last_error="550 No such mailbox")
    Notification.objects.filter(pk=reply.pk).update(delivery="unknown", last_error="lost")
    everything = text_of(page(officer, case))
    told = [
        "Reply to the customer by Olu Marsh",
        "Thank you",
        "we do not know whether it arrived. Decide what to do",
        "Work is planned by Olu Marsh",
        "A crew comes on Thursday",
        "it could not be delivered. 550 No such mailbox Decide what to do",
        "Note by Lena Brook",
        "Only staff see this",
        "Same spot as in May",
        "Reported by the customer",
        "E-mail to ann@example.org was sent",
    ]
    places = [everything.index(words) for words in told]
    assert places == sorted(places)
    assert "Message sent by itself" not in everything  # each stands with what it told of
    messages = text_of(page(officer, case, "?show=messages"))
    assert "Thank you" in messages
    assert "Same spot as in May" not in messages
    internal = text_of(page(officer, case, "?show=internal"))
    assert "Same spot as in May" in internal
    assert "Thank you" not in internal
    assert officer.get(f"/desk/cases/{case.reference}/?show=nonsense").status_code == 400
    assert officer.get(f"/desk/cases/{case.reference}/?before=none-1").status_code == 400


def test_a_long_timeline_comes_in_parts(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    for number in range(60):
        operations.note(case_id=case.pk, words=f"note number {number}.", seen=None, **by(small_council))
    newest = page(officer, case)
    older = re.search(r'href="([^"]+)">Older<', newest)
    assert older
    rest = officer.get(older[1].replace("&amp;", "&")).content.decode()
    for number in range(60):
        words = f"note number {number}."
        assert (words in newest) != (words in rest), number
    assert "Reported" in text_of(rest)
    assert ">Older<" not in rest


def test_how_many_were_told_is_one_line(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    for number in range(6):
        who = Identity(name=f"N{number}", email=f"n{number}@example.org")
        intake.join_report(made.approach(who=who), reference=case.reference, by=PUBLIC, at=timezone.now())
    operations.close(
        case_id=case.pk, outcome=Outcome.RESOLVED, explanation="Filled.", seen=None, **by(small_council)
    )
    closing = Notification.objects.filter(template="case_resolved")
    assert closing.count() == 7
    closing.update(delivery="sent", sent_at=timezone.now())
    Notification.objects.filter(pk=closing.order_by("id")[0].pk).update(delivery="failed", sent_at=None)
    text = text_of(page(officer, case))
    assert "E-mail to 6 people was sent." in text
    assert text.count("Decide what to do") == 1


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7123*9871 }}", "((name))"]
)
def test_what_anybody_typed_is_shown_and_never_runs(
    officer: Client, small_council: ModuleType, hostile: str
) -> None:
    """Script in what becomes the subject of a case, on its page and on the forms about it."""
    who = Identity(name=hostile, email="a@example.org", phone="07700 900123", postcode="WD1 1AA")
    case = made.case(who=who, words=hostile)
    Case.objects.filter(pk=case.pk).update(title=hostile, place=hostile)
    operations.note(case_id=case.pk, words=hostile, seen=None, **by(small_council))
    officer.post(f"/desk/cases/{case.reference}/transfer/", {"seen": "9", "why": hostile})
    escaped = hostile.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    addresses = [
        "",
        "reports/",
        "map/",
        "reply/",
        "note/",
        "assign/",
        "transfer/",
        "status/",
        "close/",
        "join/",
    ]
    for more in addresses:
        html = page(officer, case, more)
        assert escaped in html, more
        if escaped != hostile:
            assert hostile not in html, more
        assert "70311133" not in html, more
    other = made.case()
    preview = officer.post(
        f"/desk/cases/{other.reference}/join/", {"seen": str(other.version), "reference": case.reference}
    ).content.decode()
    assert escaped in preview
    listed = officer.get("/desk/queues/team/").content.decode()
    assert escaped in listed


def test_a_note_is_never_on_a_page_of_the_customer(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    secret = "the same man as last year, be careful"
    officer.post(f"/desk/cases/{case.reference}/note/", {"seen": str(case.version), "words": secret})
    officer.post(
        f"/desk/cases/{case.reference}/reply/",
        {"seen": str(made.again(case.reference).version), "words": "We are on our way"},
    )
    assert secret in page(officer, case)
    resident = Client()
    resident.post("/follow/", {"reference": case.reference, "fact": "ann@example.org"})
    for address in (f"/follow/{case.reference}/", f"/reports/{case.reference}/"):
        html = resident.get(address).content.decode()
        assert secret not in html
    assert "We are on our way" in resident.get(f"/follow/{case.reference}/").content.decode()
    assert not Notification.objects.filter(body__contains=secret).exists()


def test_a_case_page_takes_so_many_queries(officer: Client, small_council: ModuleType) -> None:
    """Session, user, case, notices; the look (its chain, the entries, the chain); timeline, clocks, answers, photos.

    What a transaction leaves for its end is one statement on PostgreSQL.
    """
    case = made.case()
    for number in range(12):
        operations.note(case_id=case.pk, words=f"note {number}", seen=None, **by(small_council))
    page(officer, case)
    with counted() as asked:
        html = page(officer, case)
    assert html.count('<li class="fd-timeline__item') >= 10
    assert len(asked) == (11 if connection.vendor == "sqlite" else 10), "\n".join(asked)


def test_the_place_on_the_map_and_in_words(officer: Client, small_council: ModuleType) -> None:
    case = made.case()
    html = page(officer, case, "map/")
    assert 'data-latitude="54.570000"' in html
    assert "Mill Lane, by the bridge" in html
    nowhere = made.case(place=None)
    assert officer.get(f"/desk/cases/{nowhere.reference}/map/").status_code == 404
    assert "See it on the map" not in page(officer, nowhere)
