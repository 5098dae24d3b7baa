"""Where something is: search, map and words as equals; whose it is; and what others reported near it."""

from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.cases import operations as case_operations
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Notice, Outcome
from frontdoor.contacts.queries import Contact
from frontdoor.core.actors import SYSTEM
from frontdoor.core.geography import Point
from frontdoor.intake.queries import Draft
from frontdoor.notifications.queries import Notification
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.queries import Street
from tests.portal.resident import Resident
from tests.portal.test_forms import at_check


def at_place(resident: Resident) -> Resident:
    return resident.go("/report/pothole/").send(danger="no")


def point(where: Point) -> dict[str, str]:
    """What map.js writes into the page's hidden inputs."""
    return {"where__lat": str(where.lat), "where__long": str(where.long)}


def kept() -> dict:
    return dict(Draft.objects.get().answers["where"])


# ---- search


def test_a_street_is_found_chosen_and_narrowed_in_words(resident: Resident) -> None:
    at_place(resident).go("/report/pothole/where/?find=mill+lane")
    assert "Mill Lane, Little Wold" in resident.text()
    resident.send(where__found="0")
    assert resident.path == "/report/pothole/where/?find=mill+lane&pick=0"
    assert "You chose Mill Lane, Little Wold." in resident.text()
    assert "Where in Mill Lane, Little Wold is it? (optional)" in resident.text()
    resident.send(where__words="outside number 3")
    assert resident.path == "/report/pothole/details/"
    assert kept() == {"lat": 54.57, "long": 2.04, "text": "outside number 3, Mill Lane"}


def test_a_street_alone_is_enough(resident: Resident) -> None:
    at_place(resident).go("/report/pothole/where/?find=mill+lane").send(where__found="0").send()
    assert resident.path == "/report/pothole/details/"
    assert kept() == {"lat": 54.57, "long": 2.04}


def test_a_street_with_words_needs_no_second_look(resident: Resident) -> None:
    at_place(resident).go("/report/pothole/where/?find=mill+lane")
    resident.send(where__found="0", where__words="by the post box")
    assert resident.path == "/report/pothole/details/"
    assert kept()["text"] == "by the post box, Mill Lane, Little Wold"


def test_a_postcode_finds_houses(resident: Resident) -> None:
    at_place(resident).go("/report/pothole/where/?find=wd11aa").send(where__found="2")
    assert resident.path == "/report/pothole/details/"
    assert kept()["text"] == "3 Mill Lane, Little Wold, WD1 1AA"


@pytest.mark.parametrize(("towns", "told"), [(9, False), (10, True), (12, True)])
def test_a_street_in_more_towns_than_are_shown_says_so(
    resident: Resident, small_council: ModuleType, towns: int, told: bool
) -> None:
    for n in range(towns):
        Street.objects.create(
            usrn=90000 + n,
            name="Zigzag Row",
            town=f"Town {n}",
            search=f"zigzag row town {n}",
            lat=54.5,
            long=2,
        )
    organisation.forget_cached()
    at_place(resident).go("/report/pothole/where/?find=zigzag+row")
    assert "Zigzag Row, Town 0" in resident.text()
    assert ("There may be more" in resident.text()) is told


def test_nothing_found_says_what_else(resident: Resident) -> None:
    at_place(resident).go("/report/pothole/where/?find=nowhere+road")
    assert "We do not know “nowhere road”" in resident.text()
    assert resident.value("where-words") == ""


@pytest.mark.parametrize("found", ["99", "-1", "x", "1e3", "²", "9" * 400])
def test_a_result_that_was_not_offered_is_none(resident: Resident, found: str) -> None:
    at_place(resident).go("/report/pothole/where/?find=mill+lane").send(where__found=found)
    assert resident.status == 400
    assert resident.errors()[0][1] == "where"


@pytest.mark.parametrize(
    "query", ["find=%00", "find=mill&pick=x", "find=mill&pick=²", "find=" + "a" * 3000, "pick=0"]
)
def test_odd_addresses_are_harmless(resident: Resident, query: str) -> None:
    assert at_place(resident).go(f"/report/pothole/where/?{query}").status == 200


# ---- words and map


def test_words_alone_are_enough(resident: Resident) -> None:
    at_place(resident).send(where__words="behind the church in Marsh End")
    assert resident.path == "/report/pothole/details/"
    assert kept() == {"text": "behind the church in Marsh End"}


def test_a_point_alone_is_enough_and_gets_its_street(resident: Resident, small_council: ModuleType) -> None:
    at_place(resident).send(**point(small_council.ON_MILL_LANE))
    assert resident.path == "/report/pothole/details/"
    resident.send(size="lid").send().send()
    assert "Mill Lane" in resident.text()
    assert "With a point on the map" in resident.text()


def test_what_was_chosen_is_there_on_the_way_back(resident: Resident, small_council: ModuleType) -> None:
    at_place(resident).send(**point(small_council.ON_MILL_LANE), where__words="by the gate")
    resident.go("/report/pothole/where/")
    assert resident.value("where-lat") == "54.57"
    assert resident.value("where-words") == "by the gate, Mill Lane"
    assert "You chose Mill Lane." in resident.text()
    resident.go(resident.links()["Choose another place"])
    assert (resident.value("where-lat"), resident.value("where-words")) == ("", "")
    assert kept()["lat"] == 54.57, "looking changes nothing"


@pytest.mark.parametrize(
    ("lat", "long"),
    [
        ("nan", "2.04"),
        ("91", "2.04"),
        ("54.57", ""),
        ("54,57", "2,04"),
        ("inf", "inf"),
        ("1e309", "1"),
        ("<b>", "1"),
    ],
)
def test_a_point_that_is_none_is_asked_again(resident: Resident, lat: str, long: str) -> None:
    at_place(resident).send(where__lat=lat, where__long=long)
    assert resident.status == 400
    assert resident.errors() == [("Choose the place again, or say in words where it is", "where")]


def test_a_point_outside_is_asked_again_and_words_still_work(
    resident: Resident, small_council: ModuleType
) -> None:
    at_place(resident).send(**point(small_council.OUTSIDE))
    assert resident.status == 400
    assert "outside Little Wold" in resident.errors()[0][0]
    resident.send(where__lat="", where__long="", where__words="just over the border")
    assert resident.path == "/report/pothole/details/"


# ---- addresses


def test_an_address_by_postcode_and_list(resident: Resident, small_council: ModuleType) -> None:
    resident.go("/report/missed-bin/")
    assert resident.path == "/report/missed-bin/address/"
    assert "Continue" not in resident.text(), "there is nothing to send yet"
    resident.go("/report/missed-bin/address/?find=wd1+1aa")
    options = [label.text_content().strip() for label in resident.page.xpath("//main//label")]
    assert options[1:] == [f"{n} Mill Lane, Little Wold" for n in (1, 2, 3, 4)]
    resident.send(address__uprn=str(small_council.UPRN + 1))
    assert resident.path == "/report/missed-bin/bin/"
    assert Draft.objects.get().answers["address"] == {
        "uprn": small_council.UPRN + 1,
        "text": "2 Mill Lane, Little Wold, WD1 1AA",
        "postcode": "WD1 1AA",
    }


def test_an_address_that_is_not_in_the_list_is_not_lost_in_silence(
    resident: Resident, small_council: ModuleType
) -> None:
    resident.go("/report/missed-bin/address/?find=wd1+1aa")
    path, token = resident.path, resident.value("csrfmiddlewaretoken")
    sent = {
        "csrfmiddlewaretoken": token,
        "asked": "address",
        "address-searched": "wd1 1aa",
        "address-uprn": "100012345678",
    }
    resident._arrive(resident.client.post(path, sent), path)
    assert resident.status == 400
    ((words, _),) = resident.errors()
    assert words == "We do not know this address. Choose one from the list, or type it in"
    assert not any(draft.answers for draft in Draft.objects.all())


def test_an_address_by_hand(resident: Resident) -> None:
    resident.go("/report/missed-bin/address/?by_hand=1").send()
    assert resident.status == 400
    assert resident.errors() == [("Choose or enter an address", "address-lines")]
    resident.send(address__lines="The Barge\nOld Lock", address__postcode="WD9")
    assert resident.errors() == [("Enter a full UK postcode, like AA3 1AB", "address-postcode")]
    assert resident.value("address-lines") == "The Barge\nOld Lock"
    resident.send(address__postcode="wd99zz")
    assert resident.path == "/report/missed-bin/bin/"
    assert Draft.objects.get().answers["address"]["text"] == "The Barge, Old Lock, WD9 9ZZ"


def test_a_postcode_we_do_not_know_leads_to_typing(resident: Resident) -> None:
    resident.go("/report/missed-bin/address/?find=wd9+9zz")
    assert "We have no addresses for WD9 9ZZ" in resident.text()
    assert resident.value("address-postcode") == "WD9 9ZZ"


def test_choosing_nothing_from_the_list_keeps_the_list(resident: Resident) -> None:
    resident.go("/report/missed-bin/address/?find=wd1+1aa").send()
    assert resident.status == 400
    assert resident.errors()[0][0] == "Choose or enter an address"
    assert "4 Mill Lane" in resident.text()


# ---- whose it is


def test_a_pothole_on_the_trunk_road_is_signposted_counted_once_and_makes_no_case(
    resident: Resident, small_council: ModuleType
) -> None:
    at_place(resident).send(**point(small_council.ON_TRUNK_ROAD))
    assert resident.path == "/report/pothole/elsewhere/"
    assert resident.heading() == "National Roads looks after this place"
    assert "We did not send anything." in resident.text()
    assert resident.links()["0300 123 5000"] == "tel:03001235000"
    assert resident.links()["national-roads.example/report"] == "https://national-roads.example/report"
    resident.go("/report/pothole/elsewhere/").go("/report/pothole/where/").send()
    told = Contact.objects.exclude(signposted_to=None)
    assert [one.signposted_to.code for one in told] == ["national-roads"]
    assert told[0].source_record_id is None
    assert cases.public().count() == 0
    assert not Notification.objects.exists()


def test_another_place_can_be_chosen_after_all(resident: Resident, small_council: ModuleType) -> None:
    at_place(resident).send(**point(small_council.ON_TRUNK_ROAD))
    resident.go(resident.links()["Choose another place"]).send(where__words="High Street")
    assert resident.path == "/report/pothole/details/"


def test_there_is_no_way_around_the_signpost(resident: Resident, small_council: ModuleType) -> None:
    at_check(resident)
    draft = Draft.objects.get()
    draft.answers["where"] = {
        "lat": small_council.ON_TRUNK_ROAD.lat,
        "long": small_council.ON_TRUNK_ROAD.long,
    }
    draft.save()
    resident.send()
    assert resident.path == "/report/pothole/elsewhere/"
    assert cases.public().count() == 0


def test_what_we_pass_on_is_said_at_once_and_at_the_end(
    resident: Resident, small_council: ModuleType
) -> None:
    resident.go("/report/fly-tipping/").send(**point(small_council.IN_TOWN_PARK))
    assert resident.path == "/report/fly-tipping/what/"
    assert "Town Park is looked after by Wold Town Council. Carry on here" in resident.text()
    resident.send(kinds=["bags"]).send(email="sam@example.org")
    assert "They look after the town's parks. We pass your report on to them." in resident.text()
    assert "We clear it within 5 working days" not in resident.text(), "no promise of ours"
    resident.send()
    assert resident.heading() == "We passed on your report"
    (case,) = cases.public()
    assert (case.outcome, case.due_at) == (Outcome.NOT_OURS, None)
    assert not cases.clocks(case.pk)


# ---- what others reported


def near_another(resident: Resident, small_council: ModuleType) -> None:
    """Somebody reported a pothole; the resident is about to report one twenty metres away."""
    other = Resident(Client())
    at_check(other, **point(small_council.ON_MILL_LANE)).send()
    at_check(resident, **point(small_council.BESIDE_MILL_LANE)).send()


def test_near_reports_are_offered_before_sending(resident: Resident, small_council: ModuleType) -> None:
    near_another(resident, small_council)
    assert resident.path == "/report/pothole/nearby/"
    said = resident.text()
    assert "It is this one: Mill Lane" in said
    assert "About 20 metres from your place. Reported just now. Received." in said
    assert "Sam" not in said
    assert "sam@example.org" not in said
    resident.send()
    assert resident.status == 400
    assert resident.errors() == [("Say if it is one of these, or a new one", "which")]


def test_it_is_this_one_joins_and_keeps_told(resident: Resident, small_council: ModuleType) -> None:
    near_another(resident, small_council)
    (case,) = cases.public()
    resident.send(which=case.reference)
    assert resident.heading() == "You are part of this report now"
    assert cases.public().count() == 1
    first, second = cases.notices(case.pk)
    assert (first.notice, second.notice) == (Notice.FIRST, Notice.ALSO_REPORTED)
    assert second.noticed_at > first.noticed_at
    assert Notification.objects.filter(template="report_joined").count() == 1
    resident.go(resident.links()["Follow your report"])
    assert "You told us about the same" in resident.text()


def test_mine_is_another_one(resident: Resident, small_council: ModuleType) -> None:
    near_another(resident, small_council)
    resident.send(which="none")
    assert resident.heading() == "We have your report"
    assert cases.public().count() == 2


def test_a_report_that_is_not_near_cannot_be_joined(resident: Resident, small_council: ModuleType) -> None:
    far = Resident(Client())
    at_check(far, where__lat="54.53", where__long="2.02").send()
    other = cases.public().get().reference
    near_another(resident, small_council)
    resident.send(which=other)
    assert resident.status == 400
    assert cases.public().count() == 2


def test_one_that_was_closed_meanwhile_becomes_a_report_of_its_own(
    resident: Resident, small_council: ModuleType
) -> None:
    near_another(resident, small_council)
    (case,) = cases.public()
    case_operations.close(
        case_id=case.pk,
        outcome=Outcome.RESOLVED,
        explanation="Filled.",
        seen=None,
        by=SYSTEM,
        at=timezone.now(),
    )
    resident.send(which=case.reference)
    assert resident.heading() == "We have your report"
    assert cases.public().count() == 2


def test_far_or_worded_places_ask_nothing(resident: Resident, small_council: ModuleType) -> None:
    other = Resident(Client())
    at_check(other, **point(small_council.ON_MILL_LANE)).send()
    at_check(resident, where__words="outside 3 Mill Lane").send()
    assert resident.heading() == "We have your report"
