"""Following a case by its reference and a second fact, and what everybody may see without one."""

from datetime import timedelta
from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.cases import operations as case_operations
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Case
from frontdoor.cases.types import Outcome, Status
from frontdoor.contacts.queries import Attachment
from frontdoor.core import references
from frontdoor.core.actors import Actor
from tests.photos import jpeg
from tests.portal.resident import Resident, photo_file
from tests.portal.test_forms import at_details
from tests.portal.test_places import near_another

NO_FIT = "We cannot find a report with this reference and this e-mail address, phone number or postcode"


@pytest.fixture
def reported(small_council: ModuleType) -> Case:
    """A public report with everything in it, made by somebody else at another device."""
    other = Resident(Client())
    at_details(other, where__lat="54.57", where__long="2.04").send(
        size="lid", more="Ring me on 07700 900123 or write to sam@example.org. It is deep."
    )
    other.send(files={"photo": photo_file(jpeg())})
    other.send(name="Sam Hill", email="Sam@Example.org", phone="07700 900123", postcode="WD1 1AA").send()
    return cases.public().get()


def officer(small_council: ModuleType) -> Actor:
    user = accounts.by_email(small_council.OFFICER)
    assert user
    return accounts.actor(user)


def worked_on(case: Case, by: Actor) -> None:
    """An officer looks into it, notes something for staff, writes to the customer, and closes it."""
    now = timezone.now()
    case_operations.change_status(
        case_id=case.pk, status=Status.SCHEDULED, words="We come on Tuesday.", seen=None, by=by, at=now
    )
    case_operations.note(case_id=case.pk, words="Secret of the staff", seen=None, by=by, at=now)
    seen = Case.objects.get(pk=case.pk).version
    case_operations.reply(case_id=case.pk, words="Thank you, Sam.", seen=seen, by=by, at=now)
    case_operations.close(
        case_id=case.pk, outcome=Outcome.RESOLVED, explanation="We filled it.", seen=None, by=by, at=now
    )


def follow(resident: Resident, reference: str, fact: str) -> Resident:
    return resident.go("/follow/").send(reference=reference, fact=fact)


@pytest.mark.parametrize(
    "fact", ["sam@example.org", " SAM@EXAMPLE.ORG ", "07700 900123", "+44 7700 900 123", "wd11aa", "WD1 1AA"]
)
def test_each_fact_given_opens_the_case(resident: Resident, reported: Case, fact: str) -> None:
    follow(resident, reported.reference, fact)
    assert resident.path == f"/follow/{reported.reference}/"
    assert resident.heading() == "Report a pothole"
    assert "Received" in resident.text()


@pytest.mark.parametrize("typed", ["{0}", "{1}", "fd{1}", "  {2}  "])
def test_a_reference_as_people_type_it(resident: Resident, reported: Case, typed: str) -> None:
    digits = reported.reference.removeprefix("FD-")
    typed = typed.format(reported.reference.lower(), digits.replace("-", ""), digits.replace("-", " "))
    follow(resident, typed, "WD1 1AA")
    assert resident.path == f"/follow/{reported.reference}/"


def test_wrong_reference_and_wrong_fact_get_the_same_answer(resident: Resident, reported: Case) -> None:
    other = references.from_number(12345678)
    assert other != reported.reference
    answers = []
    for reference, fact in [
        (reported.reference, "eve@example.org"), (other, "sam@example.org"), ("FD-1111-1111-11", "sam@example.org"),
        ("nonsense", "sam@example.org"), (reported.reference, "WD1 1AB"), (reported.reference, "Sam Hill"),
    ]:  # fmt: skip
        follow(resident, reference, fact)
        assert resident.status == 400
        assert resident.errors() == [(NO_FIT, "reference")]
        assert (resident.value("reference"), resident.value("fact")) == (reference, fact)
        answers.append(resident.answer.content.decode().replace(reference, "").replace(fact, ""))
    assert len({len(answer) for answer in answers}) == 1


def test_what_is_left_empty_is_said(resident: Resident) -> None:
    follow(resident, "", " ")
    assert resident.status == 400
    assert [field for _, field in resident.errors()] == ["reference", "fact"]


def test_a_second_fact_cannot_be_guessed(resident: Resident, reported: Case) -> None:
    for n in range(8):
        assert follow(resident, reported.reference, f"guess{n}@example.org").status == 400
    assert (
        follow(Resident(Client(REMOTE_ADDR="10.1.1.1")), reported.reference, "sam@example.org").status == 429
    )
    assert follow(resident, references.from_number(12345678), "x@example.org").status == 400, (
        "others still can"
    )


def test_who_mistypes_alike_does_not_use_up_the_tries_of_others(reported: Case) -> None:
    callers = (Resident(Client(REMOTE_ADDR=f"10.1.2.{n}")) for n in range(12))
    assert [follow(one, "pothole", "sam@example.org").status for one in callers] == [400] * 12


def test_references_cannot_be_tried_in_bulk(resident: Resident, reported: Case) -> None:
    statuses = [follow(resident, references.from_number(n), "x@example.org").status for n in range(31)]
    assert statuses == [400] * 30 + [429]
    assert "Wait" in resident.text()
    elsewhere = Resident(Client(REMOTE_ADDR="10.1.1.1"))
    assert follow(elsewhere, reported.reference, "sam@example.org").status == 200


def test_the_session_is_another_one_after_the_fact_was_shown(resident: Resident, reported: Case) -> None:
    resident.client.session["planted"] = 1
    session = resident.client.session
    session["planted"] = 1
    session.save()
    resident.client.cookies["sessionid"] = session.session_key
    follow(resident, reported.reference, "sam@example.org")
    assert resident.client.cookies["sessionid"].value != session.session_key
    assert (
        Client(headers={"cookie": f"sessionid={session.session_key}"})
        .get(f"/follow/{reported.reference}/")
        .status_code
        == 302
    )


def test_without_the_fact_the_case_leads_back_to_asking(client: Client, reported: Case) -> None:
    there = client.get(f"/follow/{reported.reference}/")
    missing = client.get(f"/follow/{references.from_number(12345678)}/")
    assert there.status_code == missing.status_code == 302
    assert there["Location"] == f"/follow/?reference={reported.reference}"


def test_the_reporter_sees_the_whole_honest_story(
    resident: Resident, reported: Case, small_council: ModuleType
) -> None:
    worked_on(reported, officer(small_council))
    follow(resident, reported.reference, "sam@example.org")
    said = resident.text()
    titles = [h.text_content() for h in resident.page.xpath("//main//ol//h3")]
    assert titles == ["Done", "We wrote to you", "Work is planned", "We got your report"]
    for words in (
        "We filled it.",
        "We come on Tuesday.",
        "Thank you, Sam.",
        "We kept our promise",
        "Mill Lane",
    ):
        assert words in said
    assert "07700 900123" in said, "their own words are theirs"
    assert "Secret of the staff" not in said
    assert "Olu" not in said
    (photo,) = resident.page.xpath("//main//ul[contains(@class, 'fd-photos')]//img")
    assert resident.client.get(photo.get("src"))["Content-Type"] == "image/jpeg"


def test_a_promise_that_was_broken_is_said(resident: Resident, reported: Case) -> None:
    cases.Clock.objects.filter(case=reported).update(due_at=timezone.now() - timedelta(days=1))
    follow(resident, reported.reference, "sam@example.org")
    assert "We are late." in resident.text()
    assert "We are sorry." in resident.text()


def test_adding_words_once_however_often_it_is_sent(resident: Resident, reported: Case) -> None:
    follow(resident, reported.reference, "sam@example.org")
    page, path = resident.page, resident.path
    resident.send(words="It got deeper.\n\nMuch.")
    assert "Thank you. We have what you wrote." in resident.text()
    assert "It got deeper." in resident.text()
    resident.page, resident.path = page, path
    resident.send(words="It got deeper.\n\nMuch.")
    assert resident.status == 200
    said = [one for one in cases.timeline(reported.pk) if one.kind == "customer_said"]
    assert [one.text for one in said] == ["It got deeper.\n\nMuch."]


def test_words_that_cannot_be_kept_come_back(resident: Resident, reported: Case) -> None:
    follow(resident, reported.reference, "sam@example.org")
    assert resident.send(words="  ").errors() == [("Write what you want to tell us", "words")]
    resident.send(words="x" * 4001)
    assert resident.status == 400
    assert resident.errors() == [("Use 4,000 characters or fewer. You used 4,001.", "words")]
    assert resident.value("words") == "x" * 4001


def test_who_joined_sees_their_own_words_and_not_the_others(
    resident: Resident, small_council: ModuleType
) -> None:
    near_another(resident, small_council)
    (case,) = cases.public()
    first = cases.notices(case.pk)[0]
    case_operations.reply(
        case_id=case.pk,
        words="Only for the first.",
        seen=case.version,
        by=officer(small_council),
        at=timezone.now(),
    )
    resident.send(which=case.reference).go(f"/follow/{case.reference}/")
    assert "You told us about the same" in resident.text()
    assert "Only for the first." not in resident.text()
    assert first.source_record_id not in resident.client.session["following"].values()


def test_whose_report_was_joined_follows_the_other_one(
    resident: Resident, reported: Case, small_council: ModuleType
) -> None:
    near = Resident(Client())
    at_details(near, where__lat="54.5701", where__long="2.04").send(size="plate").send()
    near.send(email="eve@example.org").send().send(which="none")
    mine = cases.public().exclude(pk=reported.pk).get()
    case_operations.join(
        case_id=mine.pk,
        to_case_id=reported.pk,
        seen=mine.version,
        by=officer(small_council),
        at=timezone.now(),
    )
    follow(resident, mine.reference, "eve@example.org")
    assert "Joined with an earlier report" in resident.text()
    resident.go(resident.links()["See the report that yours was joined with"])
    assert resident.path == f"/follow/{reported.reference}/"
    assert "07700" not in resident.text()
    assert "sam@example.org" not in resident.text()


def test_a_shared_device_can_forget(resident: Resident, reported: Case) -> None:
    follow(resident, reported.reference, "sam@example.org")
    resident.send(form=-1)
    assert "This device has forgotten your report." in resident.text()
    resident.go(f"/follow/{reported.reference}/")
    assert resident.path.startswith("/follow/?reference=")


def test_the_case_page_asks_little_of_the_database(
    resident: Resident, reported: Case, small_council: ModuleType, django_assert_max_num_queries
) -> None:
    worked_on(reported, officer(small_council))
    for n in range(8):
        case_operations.note(
            case_id=reported.pk, words=f"Note {n}", seen=None, by=officer(small_council), at=timezone.now()
        )
    follow(resident, reported.reference, "sam@example.org")
    with django_assert_max_num_queries(12):
        assert resident.client.get(f"/follow/{reported.reference}/").status_code == 200
    with django_assert_max_num_queries(12):
        assert resident.client.get(f"/reports/{reported.reference}/").status_code == 200


# ---- what everybody sees


def test_everybody_sees_what_and_where_and_never_who(
    resident: Resident, reported: Case, small_council: ModuleType
) -> None:
    worked_on(reported, officer(small_council))
    resident.go(f"/reports/{reported.reference}/")
    said = resident.answer.content.decode()
    for words in ("Mill Lane", "It is deep.", "We filled it.", "Work is planned", "Somebody told us"):
        assert words in said
    for private in (
        "Sam",
        "sam@example.org",
        "07700",
        "WD1 1AA",
        "Thank you, Sam",
        "Secret of the staff",
        "/media/",
    ):
        assert private not in said


def test_a_photo_made_public_is_shown_to_everybody(resident: Resident, reported: Case) -> None:
    Attachment.objects.update(is_public=True)
    resident.go(f"/reports/{reported.reference}/")
    (photo,) = resident.page.xpath("//main//ul[contains(@class, 'fd-photos')]//img")
    assert resident.client.get(photo.get("src")).status_code == 200


@pytest.mark.parametrize("hidden", [{"is_public": False}, {"restricted": True}])
def test_private_and_unknown_look_the_same(resident: Resident, reported: Case, hidden: dict) -> None:
    Case.objects.filter(pk=reported.pk).update(**hidden)
    private = resident.go(f"/reports/{reported.reference}/").answer
    unknown = resident.go(f"/reports/{references.from_number(12345678)}/").answer
    assert (private.status_code, private.content) == (404, unknown.content)
    assert reported.reference not in resident.go("/reports/").text()


def test_the_list_is_newest_first_and_pages_by_key(
    resident: Resident, reported: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdoor.portal.views.published.PAGE", 2)
    for n in range(3):
        other = Resident(Client(REMOTE_ADDR=f"10.0.0.{n}"))
        at_details(other, where__words=f"place {n}").send(size="plate").send().send().send()
    resident.go("/reports/")
    assert [cell.text_content() for cell in resident.page.xpath("//main//td[@data-label='Where']")] == [
        "place 2",
        "place 1",
    ]
    resident.go(resident.links()["Next page →"])
    assert [cell.text_content() for cell in resident.page.xpath("//main//td[@data-label='Where']")] == [
        "place 0",
        "Mill Lane",
    ]
    assert "Next page →" not in resident.links()
    resident.go("/reports/?service=fly-tipping")
    assert "Nothing here" in resident.text()
    assert resident.go("/reports/?before=nonsense&service=%00").status == 200


def test_a_reference_in_another_spelling_leads_to_the_page(resident: Resident, reported: Case) -> None:
    resident.go(f"/reports/{reported.reference.lower().replace('-', '')}/")
    assert resident.path == f"/reports/{reported.reference}/"


def test_only_who_told_us_is_told_that_we_wait_for_them(
    reported: Case, resident: Resident, small_council: ModuleType
) -> None:
    case_operations.change_status(
        case_id=reported.pk,
        status=Status.WAITING_CUSTOMER,
        words="",
        seen=None,
        by=officer(small_council),
        at=timezone.now(),
    )
    for path in ("/reports/", f"/reports/{reported.reference}/"):
        resident.go(path)
        assert "Waiting for the person who told us" in resident.text()
        assert "from you" not in resident.text()
    assert "Waiting for an answer from you" in follow(resident, reported.reference, "sam@example.org").text()
