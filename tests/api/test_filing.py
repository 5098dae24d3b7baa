"""Sending a request: what is kept, what is published, what is refused."""

from types import ModuleType
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.api.open311.schemas import request_form
from frontdoor.cases import queries as cases
from frontdoor.cases.types import ClockState, EntryKind, Visibility
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts import queries as contacts
from frontdoor.core import audit, files, references
from frontdoor.customers import queries as customers
from frontdoor.intake import queries as intake
from frontdoor.notifications import queries as notifications
from frontdoor.organisation import queries as organisation
from tests import photos
from tests.api.partner import ASKED, POTHOLE, Partner, fault, xml


def _case(reference: str) -> cases.Case:
    case = cases.by_reference(reference)
    assert case is not None
    return case


def test_everything_that_follows_is_written(key: str) -> None:
    before = timezone.now()
    answer = Partner(key).post(
        "requests.json",
        **POTHOLE,
        description="A deep hole\r\nby number 4",
        email="ada@example.org",
        first_name="Ada",
        last_name="Quill",
        phone="01632 960 001",
        account_id="A7",
        device_id="D9",
    )
    assert answer.status_code == 200
    (sent,) = answer.json()
    assert sorted(sent) == ["account_id", "service_notice", "service_request_id"]
    assert sent["service_notice"] == "We look at every pothole within 5 working days."
    reference = sent["service_request_id"]
    assert references.parse(reference) == reference
    case = _case(reference)
    assert case.description == "A deep hole\nby number 4"
    assert (case.lat, case.long, case.place) == (54.57, 2.04, "Mill Lane")
    assert case.opened_at >= before
    assert case.due_at is not None
    assert case.is_public
    assert organisation.area_names([case.ward_id or 0]) == {case.ward_id: "Northgate"}
    (clock,) = cases.clocks(case.pk)
    assert clock.state == ClockState.RUNNING
    (link,) = cases.notices(case.pk)
    holder = accounts.key_holder(key, scope="open311")
    assert holder is not None
    assert link.contact.channel == "open311"
    assert link.contact.source == f"open311:{holder.id}"
    (contact,) = contacts.contacts([link.contact_id])
    assert [message.body for message in contact.messages.all()] == ["A deep hole\nby number 4"]
    record = customers.source_record(link.source_record_id or 0)
    assert record is not None
    assert (record.name, record.email, record.phone) == ("Ada Quill", "ada@example.org", "01632 960 001")
    assert record.extra == {"account_id": "A7", "device_id": "D9"}
    submission = intake.submission_of(case.pk)
    assert submission is not None
    assert submission.answers == {
        "danger": False,
        "size": "lid",
        "more": "A deep hole\nby number 4",
        "name": "Ada Quill",
        "email": "ada@example.org",
        "phone": "01632 960 001",
        "where": {"lat": 54.57, "long": 2.04},
    }
    (told,) = notifications.about(f"case:{case.pk}")
    assert (told.template, told.address) == ("case_received", "ada@example.org")
    assert [entry.actor for entry in audit.history(f"case:{case.pk}")] == [f"key:{holder.id}"]
    assert audit.verify() == []


def test_xml_gives_an_id_and_no_token(key: str) -> None:
    root = xml(Partner(key).post("requests.xml", **POTHOLE))
    assert root.xpath("count(/service_requests/request)") == 1
    assert references.parse(root.findtext("request/service_request_id"))
    assert root.find("request/token") is None
    assert root.findtext("request/account_id") == ""


def test_nobody_has_to_say_who_they_are(key: str) -> None:
    case = _case(Partner(key).report())
    assert case.source_record_id is None
    assert notifications.about(f"case:{case.pk}") == []


def test_form_encoded_bodies_are_read_as_well(key: str) -> None:
    answer = Partner(key).client.post(
        "/open311/v2/requests.json",
        "service_code=pothole&lat=54.57&long=2.04&attribute%5Bdanger%5D=no&attribute[size]=lid"
        f"&api_key={key}&description=%F0%9F%95%B3%0D%0Atwo",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )
    assert answer.status_code == 200
    assert _case(answer.json()[0]["service_request_id"]).description == "\U0001f573\ntwo"


def test_the_key_may_be_in_the_address(key: str) -> None:
    answer = Partner().client.post(f"/open311/v2/requests.json?api_key={key}", POTHOLE)
    assert answer.status_code == 200


@pytest.mark.parametrize("body", ['{"service_code": "pothole"}', "<request/>", ""])
@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "text/plain", ""])
def test_other_bodies_are_refused(key: str, body: str, content_type: str) -> None:
    answer = Partner().client.post(
        f"/open311/v2/requests.json?api_key={key}", body, content_type=content_type
    )
    status, words = fault(answer)
    assert status == 400
    assert "form" in words


class TestKeys:
    """Who may send."""

    @pytest.mark.parametrize("wrong", ["", "x", "é\x01", "y" * 300])
    def test_a_missing_or_wrong_key(self, small_council: ModuleType, wrong: str) -> None:
        for suffix in ("xml", "json"):
            status, words = fault(Partner(wrong).post(f"requests.{suffix}", **POTHOLE))
            assert status == 403
            assert "api_key" in words

    def test_a_wrong_key_says_nothing_of_services(self, small_council: ModuleType) -> None:
        known = fault(Partner("x").post("requests.json", **POTHOLE))
        unknown = fault(Partner("x").post("requests.json", **{**POTHOLE, "service_code": "NOPE"}))
        assert known == unknown

    def test_a_revoked_key(self, key: str) -> None:
        from frontdoor.accounts import operations
        from frontdoor.core.actors import SYSTEM

        Partner(key).report()
        operations.revoke_api_key(name="Partner", by=SYSTEM, at=timezone.now())
        assert fault(Partner(key).post("requests.json", **POTHOLE))[0] == 403

    def test_many_wrong_keys_are_slowed_down_and_the_right_one_still_works(self, key: str) -> None:
        words = [fault(Partner(f"wrong {n}").get("requests.json"))[1] for n in range(40)]
        assert "Too many wrong keys" in words[-1]
        assert "Too many wrong keys" not in words[0]
        answer = Partner("wrong").get("requests.json")
        assert int(answer["Retry-After"]) > 0
        Partner(key).report()

    def test_who_calls_is_told_by_the_proxy_we_trust_and_by_no_header(
        self, small_council: ModuleType, settings: Any
    ) -> None:
        def wrong(forwarded: str) -> str:
            client = Partner().client
            return fault(
                client.get(
                    "/open311/v2/requests.json", {"api_key": "x"}, headers={"X-Forwarded-For": forwarded}
                )
            )[1]

        for n in range(31):
            last = wrong(f"192.0.2.{n}")
        assert "Too many" in last
        settings.PROXIES = 1
        assert "Too many" not in wrong("192.0.2.1, 198.51.100.7")


class TestWhere:
    """lat and long, address_string, address_id."""

    @pytest.mark.parametrize("words", ["улица Мира", "磨坊巷", "½"])
    def test_words_in_any_script_are_a_place_and_the_description_says_so(self, key: str, words: str) -> None:
        assert self._place(key, address_string=words).place == words
        ways = request_form(catalogue.services())["allOf"][0]
        jsonschema.validate({"address_string": words}, ways)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"address_string": "\u3000\x07"}, ways)

    @pytest.mark.parametrize(
        ("place", "names"),
        [
            ({}, "lat and long"),
            ({"lat": "54.57"}, "long"),
            ({"long": "2.04"}, "lat"),
            ({"lat": "54.57", "long": ""}, "long"),
            ({"lat": "54.57", "address_string": "4 Mill Lane"}, "long"),
            ({"lat": "nan", "long": "2.04"}, "lat"),
            ({"lat": "inf", "long": "2.04"}, "lat"),
            ({"lat": "54.57", "long": "-Infinity"}, "long"),
            ({"lat": "1e999", "long": "2.04"}, "lat"),
            ({"lat": "90.1", "long": "2.04"}, "lat"),
            ({"lat": "54.57", "long": "-180.5"}, "long"),
            ({"lat": "54,57", "long": "2.04"}, "lat"),
            ({"lat": "٥٤", "long": "2.04"}, "lat"),
            ({"lat": "0x10", "long": "2.04"}, "lat"),
            ({"lat": "1_0", "long": "2.04"}, "lat"),
            ({"address_string": "x" * 501}, "address_string"),
            ({"address_string": "  \n "}, "place"),
            ({"address_id": "1" * 101}, "address_id"),
        ],
    )
    def test_a_place_that_is_none(self, key: str, place: dict[str, str], names: str) -> None:
        answer = Partner(key).post("requests.xml", service_code="pothole", **ASKED, **place)
        status, words = fault(answer)
        assert status == 400
        assert names in words

    def _place(self, key: str, **place: str) -> cases.Case:
        answer = Partner(key).post("requests.json", service_code="pothole", **ASKED, **place)
        assert answer.status_code == 200, answer.content
        return _case(answer.json()[0]["service_request_id"])

    def test_words_alone(self, key: str) -> None:
        case = self._place(key, address_string="By the church,\r\nNorthgate")
        assert (case.place, case.lat, case.ward_id) == ("By the church, Northgate", None, None)
        shown = Partner().request(case.reference)
        assert (shown["address"], shown["lat"], shown["long"]) == ("By the church, Northgate", None, None)
        root = xml(Partner().get(f"requests/{case.reference}.xml"))
        assert root.findtext("request/lat") == ""

    def test_words_of_the_longest_kind(self, key: str) -> None:
        assert len(self._place(key, address_string="x" * 500).place) == 500

    def test_an_address_we_know(self, key: str, small_council: ModuleType) -> None:
        case = self._place(key, address_id=str(small_council.UPRN))
        assert case.uprn == small_council.UPRN
        assert case.place == "1 Mill Lane, Little Wold, WD1 1AA"
        assert case.lat is not None
        assert case.ward_id is not None
        shown = Partner().request(case.reference)
        assert (shown["address_id"], shown["zipcode"]) == (str(small_council.UPRN), "WD1 1AA")

    def test_an_address_we_do_not_know(self, key: str) -> None:
        case = self._place(key, address_id="100012345678")
        assert (case.uprn, case.lat) == (100012345678, None)
        assert case.place == "Address 100012345678"

    def test_an_address_we_do_not_know_beside_words_or_a_point(self, key: str) -> None:
        case = self._place(key, address_id="100012345678", address_string="The barge")
        assert (case.uprn, case.place) == (100012345678, "The barge")
        case = self._place(key, address_id="100012345678", lat="54.57", long="2.04")
        assert (case.uprn, case.lat, case.place) == (100012345678, 54.57, "Mill Lane")

    def test_an_id_that_is_no_uprn_is_kept_as_words(self, key: str) -> None:
        assert self._place(key, address_id="USRN-99").place == "Address USRN-99"

    def test_fixmystreet_without_a_point(self, key: str) -> None:
        case = self._place(key, address_id="#NOTPINPOINTED#")
        assert (case.place, case.uprn, case.lat) == ("", None, None)

    def test_a_point_and_the_uprn_as_an_attribute(self, key: str, small_council: ModuleType) -> None:
        reference = Partner(key).report(**{"attribute[uprn]": str(small_council.UPRN)})
        case = _case(reference)
        assert (case.uprn, case.lat) == (small_council.UPRN, 54.57)

    @pytest.mark.parametrize("lat", ["-0.0", "+54.57", "54.570000000000001", "5.457e1", "54."])
    def test_numbers_as_clients_write_them(self, key: str, lat: str) -> None:
        assert self._place(key, lat=lat, long="2.04").lat == pytest.approx(float(lat))

    def test_outside_our_area_it_is_kept_without_a_ward(self, key: str, small_council: ModuleType) -> None:
        where = small_council.OUTSIDE
        case = self._place(key, lat=str(where.lat), long=str(where.long))
        assert case.ward_id is None
        assert case.status == "received"


class TestAttributes:
    """Questions of the form."""

    def test_a_missing_one_is_named(self, key: str) -> None:
        answer = Partner(key).post("requests.json", **{**POTHOLE, "attribute[size]": ""})
        status, words = fault(answer)
        assert status == 400
        assert words == "size required: Say how wide it is"

    @pytest.mark.parametrize("name", ["attribute[size]", "attribute[size][]"])
    def test_a_value_that_is_not_in_the_list(self, key: str, name: str) -> None:
        sent = {k: v for k, v in POTHOLE.items() if k != "attribute[size]"} | {name: "huge"}
        status, words = fault(Partner(key).post("requests.json", **sent))
        assert status == 400
        assert words.startswith("size:")

    def test_what_ends_the_form_ends_it_here_too(self, key: str) -> None:
        status, words = fault(Partner(key).post("requests.json", **{**POTHOLE, "attribute[danger]": "yes"}))
        assert status == 400
        assert "01632 960 199" in words

    @pytest.mark.parametrize("name", ["attribute[kinds][]", "attribute[kinds]"])
    def test_several_values(self, key: str, small_council: ModuleType, name: str) -> None:
        sent = {"service_code": "fly-tipping", "lat": "54.57", "long": "2.04", name: ["bags", "furniture"]}
        answer = Partner(key).post("requests.json", **sent)
        assert answer.status_code == 200, answer.content
        submission = intake.submission_of(_case(answer.json()[0]["service_request_id"]).pk)
        assert submission is not None
        assert submission.answers["kinds"] == ["bags", "furniture"]

    def test_answers_to_questions_that_are_not_shown_do_not_count(self, key: str) -> None:
        sent = {"service_code": "fly-tipping", "lat": "54.57", "long": "2.04"}
        sent |= {"attribute[kinds][]": "bags", "attribute[barrels]": "3", "attribute[seen]": "2026-01-31"}
        answer = Partner(key).post("requests.json", **sent)
        submission = intake.submission_of(_case(answer.json()[0]["service_request_id"]).pk)
        assert submission is not None
        assert submission.answers == {
            "kinds": ["bags"],
            "seen": "2026-01-31",
            "where": {"lat": 54.57, "long": 2.04},
        }
        case = _case(answer.json()[0]["service_request_id"])
        assert case.description == "What was dumped: Bags\nWhen did you see it: 31 January 2026"

    def test_what_nobody_asked_for_is_for_staff_alone(self, key: str) -> None:
        reference = Partner(key).report(**{"attribute[colour]": ["red", "blue"], "attribute[easting]": "1"})
        case = _case(reference)
        notes = [e.text for e in cases.timeline(case.pk, Visibility.STAFF) if e.kind == EntryKind.NOTE]
        assert notes == ["colour: red, blue"]
        assert "colour" not in case.description
        assert "red" not in str(Partner().request(reference))

    def test_too_much_of_that_is_refused(self, key: str) -> None:
        sent = {**POTHOLE, "attribute[colour]": "x" * 4001}
        assert fault(Partner(key).post("requests.json", **sent))[0] == 400


class TestOnce:
    """The same report sent twice."""

    def test_the_senders_own_id_makes_it_the_same_case(self, key: str) -> None:
        partner, own = Partner(key), {"attribute[fixmystreet_id]": "4711"}
        first = partner.report(**own, description="One")
        assert partner.report(**own, description="Two") == first
        assert partner.ids() == [first]
        assert _case(first).description == "One"

    def test_without_an_id_every_report_is_one(self, key: str) -> None:
        partner = Partner(key)
        assert partner.report() != partner.report()

    def test_two_partners_may_use_the_same_id(self, key: str, other_key: str) -> None:
        own = {"attribute[fixmystreet_id]": "4711"}
        assert Partner(key).report(**own) != Partner(other_key).report(**own)

    def test_an_id_that_is_too_long(self, key: str) -> None:
        sent = {**POTHOLE, "attribute[fixmystreet_id]": "x" * 101}
        assert fault(Partner(key).post("requests.json", **sent))[0] == 400


class TestMedia:
    """Links and photos."""

    def test_links_are_kept_for_staff_as_text_and_never_opened(self, key: str) -> None:
        # tests use no network: opening any of these would fail this test (tests/conftest.py)
        links = ["https://photos.example/1.jpg?a=1&b=2", "http://169.254.169.254/latest/", "http://[::1]/"]
        reference = Partner(key).report(media_url=links)
        case = _case(reference)
        notes = [e.text for e in cases.timeline(case.pk, Visibility.STAFF) if e.kind == EntryKind.NOTE]
        assert notes == ["\n".join(f"Photo or file elsewhere: {link}" for link in links)]
        shown = Partner(key).request(reference)
        assert shown["media_url"] is None
        assert "photos.example" not in str(shown)

    @pytest.mark.parametrize(
        "link",
        ["javascript:alert(1)", "ftp://a.example/", "/etc/passwd", "https://", "https://a b", 'http://"x'],
    )
    def test_what_is_no_link(self, key: str, link: str) -> None:
        status, words = fault(Partner(key).post("requests.json", **POTHOLE, media_url=link))
        assert status == 400
        assert "media_url" in words

    def test_too_many_links(self, key: str) -> None:
        links = [f"https://a.example/{n}" for n in range(21)]
        assert fault(Partner(key).post("requests.json", **POTHOLE, media_url=links))[0] == 400

    def test_photos_are_drawn_anew_and_private(self, key: str) -> None:
        photo = photos.jpeg(lat=54.57, long=2.04)
        sent = [SimpleUploadedFile(f"{n}.jpg", photo, "image/jpeg") for n in range(2)]
        reference = Partner(key).report(photo1=sent[0], photo2=sent[1])
        (link,) = cases.notices(_case(reference).pk)
        kept = contacts.attachments([link.contact_id])
        assert [one.name for one in kept] == ["0.jpg", "1.jpg"]
        assert not any(one.is_public for one in kept)
        data, content_type = files.read(kept[0].file_id)
        assert content_type == "image/jpeg"
        assert data != photo
        submission = intake.submission_of(_case(reference).pk)
        assert submission is not None
        assert submission.answers["photo"] == [one.file_id for one in kept]

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7 x", b"<svg onload='x'/>", b"\xff\xd8\xff\xe0 half"])
    def test_what_is_no_photo(self, key: str, data: bytes) -> None:
        sent = SimpleUploadedFile("a.jpg", data, "image/jpeg")
        status, words = fault(Partner(key).post("requests.json", **POTHOLE, photo=sent))
        assert status == 400
        assert words
        assert Partner(key).ids() == []

    def test_too_many_photos(self, key: str) -> None:
        sent = {f"p{n}": SimpleUploadedFile(f"{n}.jpg", photos.jpeg(), "image/jpeg") for n in range(6)}
        assert fault(Partner(key).post("requests.json", **POTHOLE, **sent))[0] == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("description", "x" * 4001),
        ("description", "nul\x00"),
        ("first_name", "x" * 101),
        ("email", "nobody"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("email", "a@" + "b" * 250 + ".example"),
        ("phone", "0" * 61),
        ("account_id", "x" * 201),
        ("attribute[more", "fine"),
    ],
)
def test_a_field_that_does_not_fit_is_named(key: str, field: str, value: str) -> None:
    answer = Partner(key).post("requests.json", **{**POTHOLE, field: value})
    if field == "attribute[more":
        assert answer.status_code == 200  # an unknown parameter: ignored
        return
    status, words = fault(answer)
    assert status == 400
    assert field in words or "character" in words


def test_a_description_of_the_longest_kind(key: str) -> None:
    words = "\U0001f573" * 4000
    assert Partner(key).request(Partner(key).report(description=words))["description"] == words


def test_service_code(key: str) -> None:
    partner = Partner(key)
    for code, wanted in (("", 400), (" ", 400), ("UNKNOWN", 404), ("x" * 5000, 404)):
        status, words = fault(partner.post("requests.json", **{**POTHOLE, "service_code": code}))
        assert (status, "service_code" in words) == (wanted, True)
    del (sent := dict(POTHOLE))["service_code"]
    assert fault(partner.post("requests.xml", **sent))[0] == 400


@pytest.mark.parametrize("where", ["ON_TRUNK_ROAD", "ON_QUARRY_ROAD"])
def test_what_is_another_bodys_is_closed_with_the_explanation(
    key: str, small_council: ModuleType, where: str
) -> None:
    point = getattr(small_council, where)
    partner = Partner(key)
    answer = partner.post(
        "requests.json",
        **{**POTHOLE, "lat": str(point.lat), "long": str(point.long)},
        email="ada@example.org",
    )
    (sent,) = answer.json()
    shown = partner.request(sent["service_request_id"])
    name = "National Roads" if where == "ON_TRUNK_ROAD" else "Wold Quarry Company"
    assert shown["status"] == "closed"
    assert shown["agency_responsible"] == name
    assert name in shown["status_notes"]
    assert shown["expected_datetime"] is None
    assert name in sent["service_notice"]
    case = _case(sent["service_request_id"])
    assert cases.clocks(case.pk) == []
    (update,) = partner.get("servicerequestupdates.json").json()
    assert update["status"] == "NOT_COUNCILS_RESPONSIBILITY"
    (told,) = notifications.about(f"case:{case.pk}")
    assert told.template == "handed_on"
