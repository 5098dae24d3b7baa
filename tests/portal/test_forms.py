"""Filling in a form, page by page, without a browser and so without JavaScript."""

import uuid
from datetime import timedelta
from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.cases import queries as cases
from frontdoor.contacts import queries as contacts
from frontdoor.intake import operations as intake
from frontdoor.intake.queries import Draft
from tests.photos import jpeg, png
from tests.portal.resident import Resident, photo_file


def at_details(resident: Resident, **where: str) -> Resident:
    """Answer the pothole form up to its third page."""
    resident.go("/report/pothole/").send(danger="no")
    return resident.send(**(where or {"where__words": "outside 3 Mill Lane"}))


def at_check(resident: Resident, **where: str) -> Resident:
    at_details(resident, **where).send(size="lid", more="It is deep.")
    return resident.send().send(name="Sam Hill", email="sam@example.org")


def test_one_thing_after_the_other_to_a_case(resident: Resident) -> None:
    resident.go("/report/pothole/")
    assert resident.path == "/report/pothole/danger/"
    assert resident.heading() == "Could somebody be hurt now?"
    resident.send(danger="no")
    assert resident.heading() == "Where is the pothole?"
    resident.send(where__words="outside 3 Mill Lane")
    assert resident.heading() == "What is it like?"
    resident.send(size="lid", more="It is deep.\n\nReally.")
    assert resident.heading() == "Add a photo"
    resident.send()
    assert resident.heading() == "How can we reach you?"
    resident.send(name="Sam Hill", email="sam@example.org")
    assert resident.heading() == "Check your answers"
    assert "outside 3 Mill Lane" in resident.text()
    assert "Like a dustbin lid, or bigger" in resident.text()
    resident.send()
    assert resident.heading() == "We have your report"
    (case,) = cases.public()
    assert case.reference in resident.text()
    assert "We look at every pothole within 5 working days." in resident.text()
    assert "For yours, that is by" in resident.text()
    assert "sam@example.org" in resident.text()
    assert case.place == "outside 3 Mill Lane"
    assert case.due_at > timezone.now() + timedelta(days=4)
    assert not Draft.objects.exists(), "what was sent is no draft any more"


def test_wrong_answers_are_a_400_with_a_summary_and_keep_what_was_typed(resident: Resident) -> None:
    at_details(resident).send(size="lid").send()
    resident.send(name="Sam Ŵyn", email="sam@", phone="12", postcode="XX")
    assert resident.status == 400
    assert resident.title().startswith("Error: How can we reach you?")
    assert resident.errors() == [
        ("Enter an e-mail address in the right form, like name@example.com", "email"),
        ("Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192", "phone"),
        ("Enter a full UK postcode, like AA3 1AB", "postcode"),
    ]
    assert [resident.value(name) for name in ("name", "email", "phone", "postcode")] == [
        "Sam Ŵyn",
        "sam@",
        "12",
        "XX",
    ]
    resident.send(email="", phone="", postcode="")
    assert resident.path == "/report/pothole/check/"


def test_a_missing_answer_says_what_is_needed(resident: Resident) -> None:
    at_details(resident).send()
    assert resident.status == 400
    assert resident.errors() == [("Say how wide it is", "size")]


def test_too_many_words_are_counted_for_the_writer(resident: Resident) -> None:
    at_details(resident).send(size="lid", more="x" * 1001)
    assert resident.errors() == [("Use 1,000 characters or fewer. You used 1,001.", "more")]
    assert resident.value("more") == "x" * 1001


def test_a_form_can_end_kindly_and_go_on(resident: Resident) -> None:
    resident.go("/report/pothole/").send(danger="yes")
    assert resident.path == "/report/pothole/stop/"
    assert resident.heading() == "Call us now"
    assert "01632 960 199, day or night" in resident.text()
    assert cases.public().count() == 0
    resident.go("/report/pothole/check/")
    assert resident.path == "/report/pothole/stop/", "there is no way around it"
    resident.go("/report/pothole/danger/").send(danger="no")
    assert resident.path == "/report/pothole/where/"


def test_a_question_that_comes_into_sight_is_asked_before_it_is_missed(resident: Resident) -> None:
    resident.go("/report/fly-tipping/").send(where__words="by the bridge")
    resident.send(kinds=["bags", "chemicals"])
    assert resident.status == 200
    assert resident.errors() == []
    assert "How many containers?" in resident.text()
    resident.send(barrels="0")
    assert resident.errors() == [("Enter 1 or more", "barrels")]
    resident.send(barrels="12", seen__day="3", seen__month="nov", seen__year="2026")
    assert resident.path == "/report/fly-tipping/about_you/"
    resident.send()
    assert "Bags, Chemicals or asbestos" in resident.text()
    assert "3 November 2026" in resident.text()


def test_a_date_that_is_none_is_sent_back_as_typed(resident: Resident) -> None:
    resident.go("/report/fly-tipping/").send(where__words="by the bridge")
    resident.send(kinds=["bags"], seen__day="31", seen__month="2", seen__year="2026")
    assert resident.errors() == [("Enter a real date, like 27 3 2026", "seen-day")]
    assert resident.value("seen-day") == "31"


def test_change_goes_back_to_the_answers(resident: Resident) -> None:
    at_check(resident)
    resident.go("/report/pothole/details/?change=1")
    assert resident.value("size") == "lid"
    resident.send(size="plate")
    assert resident.path == "/report/pothole/check/"
    assert "Like a dinner plate, or smaller" in resident.text()


def test_every_answer_can_be_changed(resident: Resident) -> None:
    at_check(resident)
    changes = resident.page.xpath("//a[starts-with(normalize-space(.), 'Change')]")
    assert len(changes) == 9
    for link in changes:
        assert resident.client.get(link.get("href")).status_code == 200
        assert link.xpath(".//*[contains(@class, 'visually-hidden')]")[0].text_content().strip()


def test_pages_cannot_be_skipped(resident: Resident) -> None:
    resident.go("/report/pothole/about_you/")
    assert resident.path == "/report/pothole/danger/"
    resident.send(danger="no").go("/report/pothole/photo/")
    assert resident.path == "/report/pothole/where/"
    resident.go("/report/pothole/check/")
    assert resident.path == "/report/pothole/where/"


def test_going_away_and_coming_back(resident: Resident) -> None:
    at_details(resident)
    resident.go("/report/pothole/")
    assert resident.heading() == "You have begun this form"
    assert resident.links()["Carry on"] == "/report/pothole/details/"
    resident.send()
    assert resident.path == "/report/pothole/danger/"
    assert not Draft.objects.exists()


def test_words_typed_after_the_session_ended_are_not_lost(resident: Resident) -> None:
    at_details(resident)
    Draft.objects.all().delete()
    resident.send(size="lid", more="Typed before the break.")
    assert resident.status == 200
    assert resident.path == "/report/pothole/danger/", "what is missing is asked first"
    resident.send(danger="no").send(where__words="outside 3 Mill Lane")
    assert resident.value("more") == "Typed before the break."


def test_pressing_send_twice_is_one_report(resident: Resident) -> None:
    at_check(resident)
    first_page = resident.page
    resident.send()
    once = resident.path
    resident.page, resident.path = first_page, "/report/pothole/check/"  # the back button
    resident.send()
    assert resident.path == once
    assert resident.heading() == "We have your report"
    assert cases.public().count() == 1
    assert resident.go(once).heading() == "We have your report", "loading the page again is harmless"
    assert resident.go("/report/pothole/check/").path == once, "and so is going back to it"
    assert resident.go("/report/pothole/").path == "/report/pothole/danger/", "another one can be begun"


def test_going_back_into_a_form_that_was_sent_changes_nothing(resident: Resident) -> None:
    at_check(resident)
    resident.go("/report/pothole/details/?change=1")
    old, path = resident.page, resident.path
    resident.go("/report/pothole/check/").send()
    resident.page, resident.path = old, path
    resident.send(size="plate")
    assert resident.heading() == "We have your report"
    assert "You have sent this report already" in resident.text()
    assert cases.public().count() == 1
    assert not Draft.objects.exists()


def test_nobody_sends_or_sees_the_form_of_somebody_else(resident: Resident) -> None:
    at_check(resident)
    draft = str(Draft.objects.get().pk)
    stranger = Client()
    assert stranger.post("/report/pothole/check/", {"draft": draft}).status_code == 302
    assert stranger.get("/report/pothole/check/")["Location"] == "/report/pothole/"
    assert cases.public().count() == 0
    sent = resident.send().path
    assert stranger.get(sent).status_code == 404


def test_the_end_of_a_form_belongs_to_who_sent_it(resident: Resident) -> None:
    at_check(resident).send()
    reference = cases.public().get().reference
    assert Client().get(f"/report/pothole/sent/{reference}/").status_code == 404


def test_forms_are_not_kept_by_browsers_or_in_between(resident: Resident) -> None:
    at_details(resident)
    assert "no-store" in resident.answer["Cache-Control"]


def test_too_many_reports_from_one_address_are_told_to_wait(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdoor.portal.views.sending.REPORTS_AN_HOUR", 1)
    at_check(resident).send()
    resident.client.cookies.clear()
    at_check(resident).send()
    assert resident.status == 429
    assert "Please wait a little" in resident.text()
    assert int(resident.answer["Retry-After"]) > 0
    assert cases.public().count() == 1
    assert Draft.objects.count() == 1, "what was typed is still there"


def test_a_draft_of_an_older_form_is_finished_as_it_was_begun(
    resident: Resident, small_council: ModuleType
) -> None:
    from dataclasses import replace

    from frontdoor.catalogue import operations as catalogue
    from frontdoor.catalogue.types import CataloguePack
    from frontdoor.core.actors import SYSTEM

    at_details(resident)
    pothole, *others = small_council.services()
    newer = {"pages": [small_council.POTHOLE_FORM["pages"][1]]}
    catalogue.load(CataloguePack((replace(pothole, form=newer), *others)), by=SYSTEM, at=timezone.now())
    resident.send(size="lid").send().send().send()
    assert resident.heading() == "We have your report"


# ---- photos


def at_photo(resident: Resident) -> Resident:
    return at_details(resident, where__lat="54.57", where__long="2.04").send(size="lid")


def test_photos_are_added_shown_and_taken_out_again(resident: Resident) -> None:
    at_photo(resident)
    resident.send("add", files={"photo": [photo_file(jpeg()), photo_file(png(), "b.png", "image/png")]})
    assert resident.path == "/report/pothole/photo/"
    shown = [img.get("src") for img in resident.page.xpath("//main//img")]
    assert len(shown) == 2
    picture = resident.client.get(shown[0])
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture["Content-Security-Policy"]
    assert Client().get(shown[0]).status_code == 404, "only who added it sees it"
    resident.send("remove")
    assert len(resident.page.xpath("//main//img")) == 1
    resident.send().send(email="sam@example.org")
    assert len(resident.page.xpath("//main//img")) == 1
    resident.send()
    (case,) = cases.public()
    (kept,) = contacts.attachments([one.contact_id for one in cases.notices(case.pk)])
    assert not kept.is_public


def test_what_is_no_photo_is_refused_in_words_and_the_others_are_kept(resident: Resident) -> None:
    at_photo(resident)
    resident.send(files={"photo": [photo_file(jpeg()), photo_file(b"%PDF-1.4 no photo", "a.jpg")]})
    assert resident.status == 400
    assert resident.errors() == [("The file must be a photo: a JPG, PNG, HEIC, WEBP or GIF.", "photo")]
    assert len(resident.page.xpath("//main//img")) == 1


def test_five_photos_and_no_more(resident: Resident) -> None:
    at_photo(resident)
    many = [photo_file(jpeg(size=(40 + n, 30))) for n in range(6)]
    resident.send(files={"photo": many})
    assert resident.errors() == [("You can add up to 5 photos.", "photo")]
    assert len(resident.page.xpath("//main//img")) == 5


def test_a_photo_that_is_too_big_is_refused_before_it_is_read(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdoor.core.photos.MAX_BYTES", 1000)
    at_photo(resident).send(files={"photo": photo_file(jpeg())})
    assert resident.errors() == [("The photo must be smaller than 15MB.", "photo")]


def test_a_photo_of_another_form_cannot_be_claimed(resident: Resident) -> None:
    at_photo(resident).send("add", files={"photo": photo_file(jpeg())})
    stored = Draft.objects.get().answers["photo"][0]
    thief = Resident(Client())
    at_photo(thief).send(photo=str(stored))
    assert not Draft.objects.order_by("-started_at").first().answers.get("photo")
    assert thief.client.get(f"/report/pothole/photos/{stored}/").status_code == 404


def test_the_place_in_a_photo_is_offered_and_never_taken_silently(
    resident: Resident, small_council: ModuleType
) -> None:
    at_details(resident, where__words="somewhere near the shops").send(size="lid")
    here = small_council.ON_MILL_LANE
    resident.send("add", files={"photo": photo_file(jpeg(lat=here.lat, long=here.long))})
    assert "Your photo says that it was taken on Mill Lane. Only you can see this." in resident.text()
    assert "lat" not in Draft.objects.get().answers["where"]
    resident.send("use-photo")
    kept = Draft.objects.get().answers["where"]
    assert (round(kept["lat"], 4), round(kept["long"], 4)) == (here.lat, here.long)
    assert "Your photo says" not in resident.text()


def test_the_place_in_a_photo_can_be_declined(resident: Resident, small_council: ModuleType) -> None:
    at_photo(resident)
    far = small_council.ON_QUARRY_ROAD
    resident.send("add", files={"photo": photo_file(jpeg(lat=far.lat, long=far.long))})
    assert "kilometres from the place you chose" in resident.text()
    resident.send("drop-photo")
    assert "Your photo says" not in resident.text()
    assert Draft.objects.get().answers["where"]["lat"] == 54.57


@pytest.mark.parametrize("point", ["near", "outside"])
def test_a_photo_that_says_nothing_new_asks_nothing(
    resident: Resident, small_council: ModuleType, point: str
) -> None:
    where = {"near": small_council.BESIDE_MILL_LANE, "outside": small_council.OUTSIDE}[point]
    at_photo(resident).send("add", files={"photo": photo_file(jpeg(lat=where.lat, long=where.long))})
    assert len(resident.page.xpath("//main//img")) == 1
    assert "Your photo says" not in resident.text()


def test_old_drafts_are_forgotten(resident: Resident) -> None:
    at_details(resident)
    assert intake.forget_old_drafts(at=timezone.now() + timedelta(days=31)) == 1
    assert resident.go("/report/pothole/details/").path == "/report/pothole/danger/"


def test_a_draft_id_that_is_none_is_nobodys(resident: Resident) -> None:
    at_check(resident)
    for wrong in ("", "x", str(uuid.uuid4()), "1" * 5000):
        answer = resident.client.post(
            "/report/pothole/check/",
            {"draft": wrong, "csrfmiddlewaretoken": resident.client.cookies["csrftoken"].value},
        )
        assert answer.status_code == 302
    assert cases.public().count() == 0
