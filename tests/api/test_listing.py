"""Requests as everybody may see them."""

from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from frontdoor.cases import operations as case_operations
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Outcome, Status
from frontdoor.core.actors import SYSTEM
from tests.api.partner import POTHOLE, Partner, fault, xml

NOW = datetime(2026, 11, 20, 12, 0, 0, 700_000, tzinfo=UTC)


def _case_id(reference: str) -> int:
    case = cases.by_reference(reference)
    assert case is not None
    return case.pk


def _close(reference: str, at: datetime | None = None, words: str = "Filled in.") -> None:
    case_operations.close(
        case_id=_case_id(reference),
        outcome=Outcome.RESOLVED,
        explanation=words,
        seen=None,
        by=SYSTEM,
        at=at or timezone.now(),
    )


def test_all_there_is_to_a_request(key: str) -> None:
    partner = Partner(key)
    with time_machine.travel(NOW, tick=False):
        reference = partner.report(description="A hole", email="ada@example.org", first_name="Ada")
    (shown,) = Partner().get(f"requests/{reference}.json").json()
    assert shown == {
        "service_request_id": reference,
        "status": "open",
        "status_notes": "Received",
        "service_name": "Report a pothole",
        "service_code": "pothole",
        "description": "A hole",
        "agency_responsible": "Little Wold Council",
        "service_notice": "We look at every pothole within 5 working days.",
        "requested_datetime": "2026-11-20T12:00:00Z",
        "updated_datetime": "2026-11-20T12:00:00Z",
        "expected_datetime": "2026-11-27T23:59:59Z",
        "address": "Mill Lane",
        "address_id": None,
        "zipcode": None,
        "lat": 54.57,
        "long": 2.04,
        "media_url": None,
    }


def test_closed_it_says_when_and_why(key: str) -> None:
    partner = Partner(key)
    reference = partner.report()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        _close(reference, words="Filled. Call 01632 960 001 or ada@wold.example.")
        case_operations.note(case_id=_case_id(reference), words="x", seen=None, by=SYSTEM, at=timezone.now())
    shown = partner.request(reference)
    assert shown["status"] == "closed"
    assert shown["status_notes"] == "Filled. Call [phone number removed] or [e-mail address removed]."
    assert shown["updated_datetime"] == "2026-11-23T12:00:00Z"
    assert shown["service_notice"] is None


def test_nothing_says_who_it_was(key: str) -> None:
    partner = Partner(key)
    reference = partner.report(
        description="Write to ada@example.org or call 07700 900123",
        email="ada@example.org",
        first_name="Adalberta",
        last_name="Quillworth",
        phone="07700 900123",
        account_id="ACC-1",
        device_id="DEV-1",
        **{"attribute[postcode]": "WD1 1AA"},
    )
    partner.update(reference, "IN_PROGRESS", description="Says grace@example.org", first_name="Gracewell")
    everything = ""
    for path in (f"requests/{reference}", "requests", "servicerequestupdates", f"tokens/{reference}"):
        for suffix in ("xml", "json"):
            everything += partner.get(f"{path}.{suffix}").content.decode()
    for private in (
        "ada@",
        "grace@",
        "900123",
        "Adalberta",
        "Quillworth",
        "ACC-1",
        "DEV-1",
        "Gracewell",
        "WD1",
    ):
        assert private not in everything


class TestWhoSees:
    """Public cases, and a partner's own."""

    def _missed_bin(self, partner: Partner) -> str:
        sent = {"service_code": "missed-bin", "address_string": "4 Mill Lane", "attribute[bin]": "rubbish"}
        answer = partner.post("requests.json", **sent)
        assert answer.status_code == 200, answer.content
        return str(answer.json()[0]["service_request_id"])

    def test_what_is_not_public_is_only_for_who_sent_it(self, key: str, other_key: str) -> None:
        mine = self._missed_bin(Partner(key))
        Partner(key).update(mine, "IN_PROGRESS")
        assert Partner(key).ids() == [mine]
        assert Partner(key).request(mine)["service_code"] == "missed-bin"
        assert len(Partner(key).get("servicerequestupdates.json").json()) == 1
        for stranger in (Partner(other_key), Partner()):
            assert stranger.ids() == []
            assert stranger.ids(service_request_id=mine) == []
            assert fault(stranger.get(f"requests/{mine}.json")) == fault(stranger.get("requests/1.json"))
            assert fault(stranger.get(f"tokens/{mine}.json"))[0] == 404
            assert stranger.get("servicerequestupdates.json").json() == []
        assert fault(Partner(other_key).update(mine, "FIXED"))[0] == 404

    def test_restricted_cases_are_for_nobody_here(self, key: str) -> None:
        reference = Partner(key).report()
        cases.Case.objects.filter(reference=reference).update(restricted=True)
        assert Partner(key).ids() == []
        assert fault(Partner(key).get(f"requests/{reference}.json"))[0] == 404
        assert fault(Partner(key).update(reference, "FIXED"))[0] == 404

    def test_public_ones_are_for_everybody(self, key: str, other_key: str) -> None:
        reference = Partner(key).report()
        for anybody in (Partner(), Partner(other_key)):
            assert anybody.ids() == [reference]

    def test_a_wrong_key_is_told(self, small_council: ModuleType) -> None:
        for path in ("requests.json", "requests/1.json", "tokens/1.json", "servicerequestupdates.json"):
            assert fault(Partner("wrong").get(path))[0] == 403


@pytest.fixture
def three(key: str) -> list[str]:
    """Three public requests, oldest first: 100, 50 and 1 days old; the second is closed, the third fly-tipping."""
    partner, ids = Partner(key), []
    for days, changes in (
        (100, {}),
        (50, {}),
        (1, {"service_code": "fly-tipping", "attribute[kinds][]": "bags"}),
    ):
        with time_machine.travel(timezone.now() - timedelta(days=days), tick=False):
            ids.append(partner.report(**changes))
    _close(ids[1])
    return ids


def _days_ago(days: float) -> str:
    return (timezone.now() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class TestFilters:
    """service_request_id, service_code, dates, status, pages."""

    def test_by_default_the_latest_90_days_newest_first(self, three: list[str]) -> None:
        assert Partner().ids() == [three[2], three[1]]

    @pytest.mark.parametrize(
        ("status", "wanted"),
        [("open", [2]), ("closed", [1]), ("open,closed", [2, 1]), ("", [2, 1]), ("closed, open", [2, 1])],
    )
    def test_status(self, three: list[str], status: str, wanted: list[int]) -> None:
        assert Partner().ids(status=status) == [three[n] for n in wanted]

    @pytest.mark.parametrize(
        ("codes", "wanted"),
        [
            ("pothole", [1]),
            ("fly-tipping", [2]),
            ("pothole,fly-tipping", [2, 1]),
            ("pothole,UNKNOWN", [1]),
            ("UNKNOWN", []),
            ("", [2, 1]),
        ],
    )
    def test_service_code(self, three: list[str], codes: str, wanted: list[int]) -> None:
        assert Partner().ids(service_code=codes) == [three[n] for n in wanted]

    def test_ids_override_all_else(self, three: list[str]) -> None:
        asked = f"{three[0]},{three[1]}, 1,{three[1]}"
        found = Partner().ids(
            service_request_id=asked,
            status="open",
            service_code="fly-tipping",
            page="7",
            start_date=_days_ago(2),
        )
        assert found == [three[1], three[0]]

    def test_ids_as_people_write_them(self, three: list[str]) -> None:
        typed = three[0].lower().replace("-", "")
        assert Partner().ids(service_request_id=typed) == [three[0]]
        assert Partner().request(typed)["service_request_id"] == three[0]

    def test_ids_that_are_none(self, three: list[str]) -> None:
        assert Partner().ids(service_request_id="1,2") == []
        assert fault(Partner().get("requests.json", service_request_id=",".join(["1"] * 1001)))[0] == 400
        for one in ("1", "FD-0000-0000-00", "%00", "x" * 3000, "'--"):
            assert fault(Partner().get(f"requests/{one}.json"))[0] in (400, 404)

    @pytest.mark.parametrize(
        ("start", "end", "wanted"),
        [
            (60, 40, [1]),
            (60, 0, [2, 1]),
            (None, 40, [1, 0]),
            (101, None, [2, 1]),  # to now, and of that the last 90 days
            (2, None, [2]),
            (None, 99, [0]),
            (200, 0, [2, 1]),  # longer than 90 days: the last 90 of them
            (200, 40, [1, 0]),
            (10, 20, []),
        ],
    )
    def test_dates(self, three: list[str], start: float | None, end: float | None, wanted: list[int]) -> None:
        asked = {"start_date": start, "end_date": end}
        sent = {name: _days_ago(days) for name, days in asked.items() if days is not None}
        assert Partner().ids(**sent) == [three[n] for n in wanted]

    def test_a_request_is_found_by_its_own_published_time(self, key: str) -> None:
        with time_machine.travel(NOW, tick=False):
            reference = Partner(key).report()
            when = Partner().request(reference)["requested_datetime"]
            assert Partner().ids(start_date=when, end_date=when) == [reference]
            assert Partner().ids(start_date="2026-11-20T12:00:01Z") == []
            assert Partner().ids(end_date="2026-11-20T11:59:59Z") == []

    @pytest.mark.parametrize(
        "when",
        [
            "2026-11-20",
            "2026-11-20T12:00Z",
            "2026-11-20T12:00:00Z",
            "2026-11-20T13:00:00+01:00",
            "2026-11-20T13:00:00 01:00",  # a + that was not escaped
            "2026-11-20T13:00:00+0100",
            "2026-11-20T07:00:00-05:00",
            "2026-11-20T12:00:00",
            "2026-11-20t12:00:00.70z",
            "2026-11-20 12:00:00.700000Z",
            "2026-11-20T12:00:00.7000001Z",
        ],
    )
    def test_times_as_clients_write_them(self, key: str, when: str) -> None:
        with time_machine.travel(NOW, tick=False):
            reference = Partner(key).report()
            assert Partner().ids(start_date=when, end_date=when) == [reference]

    @pytest.mark.parametrize(
        "when",
        [
            "yesterday",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-30",
            "2026-11-20T25:00:00Z",
            "2026-11-20T12:00:00+99:00",
            "20/11/2026",
            "1732104000",
            "2026-W47-5",
            "２０２６-11-20",
            "2026-11-20T12:00:00Z; DROP TABLE",
        ],
    )
    def test_times_that_are_none(self, small_council: ModuleType, when: str) -> None:
        for path in ("requests.xml", "servicerequestupdates.xml"):
            for name in ("start_date", "end_date"):
                status, words = fault(Partner().get(path, **{name: when}))
                assert (status, name in words) == (400, True)

    @pytest.mark.parametrize(
        "when",
        [
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1900-01-01",
            "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00",
        ],
    )  # fmt: skip
    def test_times_at_the_end_of_the_world(self, three: list[str], when: str) -> None:
        for name in ("start_date", "end_date"):
            Partner().ids(**{name: when})
            assert Partner().get("servicerequestupdates.json", **{name: when}).status_code == 200

    def test_pages(self, three: list[str]) -> None:
        assert Partner().ids(page_size="1") == [three[2]]
        assert Partner().ids(page_size="1", page="2") == [three[1]]
        assert Partner().ids(page="3", page_size="1") == []
        assert Partner().ids(page="", page_size="") == [three[2], three[1]]

    @pytest.mark.parametrize("value", ["0", "-1", "1001", "x", "1.5", "1e3", "9" * 30, "１"])
    def test_page_size_that_is_none(self, small_council: ModuleType, value: str) -> None:
        assert fault(Partner().get("requests.json", page_size=value))[0] == 400
        assert fault(Partner().get("servicerequestupdates.json", page_size=value))[0] == 400

    @pytest.mark.parametrize("value", ["0", "-1", "10001", "x"])
    def test_page_that_is_none(self, small_council: ModuleType, value: str) -> None:
        assert fault(Partner().get("requests.json", page=value))[0] == 400

    @pytest.mark.parametrize("status", ["both", "OPEN", "open;closed", "open,x"])
    def test_status_that_is_none(self, small_council: ModuleType, status: str) -> None:
        assert fault(Partner().get("requests.json", status=status))[0] == 400


def test_at_most_a_thousand(key: str) -> None:
    reference = Partner(key).report()
    case = cases.by_reference(reference)
    assert case is not None
    values: dict[str, Any] = {
        field.attname: getattr(case, field.attname)
        for field in case._meta.concrete_fields
        if field.attname != "id"
    }
    copies = [cases.Case(**{**values, "reference": f"copy {n}"}) for n in range(1005)]
    cases.Case.objects.bulk_create(copies, batch_size=100)
    assert len(Partner().ids()) == 1000
    assert len(Partner().ids(page="2")) == 6
    assert len(Partner().ids(page_size="400", page="3")) == 206


def test_a_list_in_xml(key: str) -> None:
    partner = Partner(key)
    first, second = partner.report(), partner.report(description="Two\nlines")
    root = xml(partner.get("requests.xml"))
    assert root.tag == "service_requests"
    assert root.xpath("request/service_request_id/text()") == [second, first]
    assert root.findtext("request/description") == "Two\nlines"
    assert root.findtext("request/lat") == "54.57"
    assert xml(Partner().get("requests.xml", service_code="UNKNOWN")).xpath("count(/service_requests/*)") == 0


def test_one_request_is_a_list_of_one(key: str) -> None:
    reference = Partner(key).report()
    assert isinstance(Partner().get(f"requests/{reference}.json").json(), list)
    root = xml(Partner().get(f"requests/{reference}.xml"))
    assert root.xpath("count(/service_requests/request)") == 1


def test_a_token_is_the_id_itself(key: str) -> None:
    reference = Partner(key).report()
    assert Partner().get(f"tokens/{reference}.json").json() == [
        {"service_request_id": reference, "token": reference}
    ]
    root = xml(Partner().get(f"tokens/{reference}.xml"))
    assert root.findtext("request/token") == reference
    assert fault(Partner().get("tokens/T.xml"))[0] == 404


def test_a_service_that_was_withdrawn_still_has_its_requests(key: str, small_council: ModuleType) -> None:
    from frontdoor.catalogue import operations as catalogue
    from frontdoor.catalogue.types import CataloguePack

    reference = Partner(key).report()
    kept = tuple(one for one in small_council.services() if one.code != "pothole")
    catalogue.load(CataloguePack(kept), by=SYSTEM, at=timezone.now())
    shown = Partner().request(reference)
    assert (shown["service_code"], shown["service_name"]) == ("pothole", "Report a pothole")
    assert Partner().ids(service_code="pothole") == [reference]
    assert fault(Partner(key).post("requests.json", **POTHOLE))[0] == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.INVESTIGATING, "Being looked into"),
        (Status.WAITING_PARTNER, "Waiting for somebody we work with"),
        (Status.WAITING_CUSTOMER, "Waiting for the person who told us"),
    ],
)
def test_an_open_request_says_how_far_it_is(key: str, status: Status, words: str) -> None:
    reference = Partner(key).report()
    case_operations.change_status(
        case_id=_case_id(reference), status=status, words="", seen=None, by=SYSTEM, at=timezone.now()
    )
    shown = Partner().request(reference)
    assert (shown["status"], shown["status_notes"]) == ("open", words)
