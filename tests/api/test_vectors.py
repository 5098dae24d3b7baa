"""The cases of the corpus `vectors/open311_cases.json`, each by its own rule."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import etree

from frontdoor.cases import queries as cases
from frontdoor.intake import queries as intake
from tests.api.partner import ASKED, POTHOLE, Partner, fault
from tests.corpora import corpus

Expected = dict[str, Any]


def _o01(partner: Partner, expect: Expected) -> None:
    answer = Partner().get("services.xml")  # without a key
    assert expect["no_api_key"]
    assert answer.status_code == expect["status"]
    assert answer["Content-Type"] == expect["content_type"]
    root = etree.fromstring(answer.content)
    for path, wanted in expect["xpath"].items():
        assert wanted == ">0"
        assert root.xpath(path) > 0
    for service in root:
        assert {child.tag for child in service} >= set(expect["required_children"])


def _o02(partner: Partner, expect: Expected) -> None:
    answer = Partner().get("services.json")
    assert answer.status_code == expect["status"]
    assert answer["Content-Type"] == expect["content_type"]
    assert isinstance(answer.json(), list)
    assert expect["metadata_json_type"] == "boolean"
    assert all(isinstance(one["metadata"], bool) for one in answer.json())


def _o03(partner: Partner, expect: Expected) -> None:
    answer = Partner().get("services/NOPE.xml")
    assert fault(answer)[0] == expect["status"]
    shape = [element.tag for element in etree.fromstring(expect["xml"]).iter()]
    assert [element.tag for element in etree.fromstring(answer.content).iter()] == shape


def _o04(partner: Partner, expect: Expected) -> None:
    assert fault(partner.post("requests.xml", lat="54.57", long="2.04"))[0] == expect["status"]


def _o05(partner: Partner, expect: Expected) -> None:
    answer = partner.post("requests.json", service_code="UNKNOWN", lat="54.57", long="2.04")
    assert fault(answer)[0] == expect["status"]
    assert [sorted(one) for one in answer.json()] == [sorted(one) for one in expect["json"]]
    assert answer.json()[0]["code"] == expect["json"][0]["code"]


def _o06(partner: Partner, expect: Expected) -> None:
    answer = partner.post("requests.xml", service_code="pothole", lat="54.57", **ASKED)
    assert fault(answer)[0] == expect["status"]


def _o07(partner: Partner, expect: Expected) -> None:
    answer = partner.post("requests.xml", service_code="pothole", address_id="100012345678", **ASKED)
    assert answer.status_code in expect["status"]
    (request,) = etree.fromstring(answer.content)
    assert expect["never_both"]
    assert len([name for name in expect["one_of"] if request.findtext(name)]) == 1


def _o08(partner: Partner, expect: Expected) -> None:
    sent = {
        "service_code": "fly-tipping",
        "lat": "54.57",
        "long": "2.04",
        "attribute[kinds][]": ["bags", "furniture"],
    }
    answer = partner.post("requests.json", **sent)
    case = cases.by_reference(answer.json()[0]["service_request_id"])
    assert case is not None
    submission = intake.submission_of(case.pk)
    assert submission is not None
    assert len(submission.answers["kinds"]) == len(expect["stored_values"])
    assert submission.answers["kinds"] == ["bags", "furniture"]


def _o09(partner: Partner, expect: Expected) -> None:
    answer = partner.post("requests.xml", **POTHOLE, description="x" * 4001)
    assert fault(answer)[0] == expect["status"]


def _o10(partner: Partner, expect: Expected) -> None:
    """Clamped, as docs/open311.md says: the last 90 days of the time asked for."""
    assert "90 days" in expect["rule"]
    reference = partner.report()
    opened = timezone.now()
    cases.Case.objects.filter(reference=reference).update(opened_at=opened.replace(year=2026, month=3))
    asked = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-31T00:00:00Z"}
    assert partner.ids(**asked) == []
    assert partner.ids(**{**asked, "end_date": "2026-05-01T00:00:00Z"}) == [reference]


def _o11(partner: Partner, expect: Expected) -> None:
    assert "90 days" in expect["rule"]
    new, old = partner.report(), partner.report()
    moment = timezone.now() - timedelta(days=91)
    cases.Case.objects.filter(reference=old).update(opened_at=moment)
    assert partner.ids() == [new]


def _o12(partner: Partner, expect: Expected) -> None:
    assert "overrides" in expect["rule"]
    one, two = partner.report(), partner.report()
    assert set(partner.ids(service_request_id=f"{one},{two}", status="closed")) == {one, two}
    assert partner.ids(service_request_id="1,2", status="closed") == []


def _o13(partner: Partner, expect: Expected) -> None:
    assert "empty" in expect["rule"]
    reference = partner.report()
    assert partner.ids(status="") == partner.ids() == [reference]


def _o14(partner: Partner, expect: Expected) -> None:
    assert expect["json_root"] == "array of one"
    found = partner.get(f"requests/{partner.report()}.json").json()
    assert isinstance(found, list)
    assert len(found) == 1


def _o15(partner: Partner, expect: Expected) -> None:
    reference = partner.report()
    answer = Partner().get(f"tokens/{reference}.xml")
    shape = [element.tag for element in etree.fromstring(expect["xml"]).iter()]
    assert [element.tag for element in etree.fromstring(answer.content).iter()] == shape
    assert fault(Partner().get("tokens/T.xml"))[0] == 404


def _o16(partner: Partner, expect: Expected) -> None:
    xml_answer: HttpResponse = Client().get("/open311/discovery.xml")
    json_answer = Client().get("/open311/discovery.json")
    assert (xml_answer["Content-Type"], json_answer["Content-Type"]) == ("text/xml", "application/json")
    root = etree.fromstring(xml_answer.content)
    assert {child.tag for child in root} == set(json_answer.json()) == set(expect["fields"])
    assert len(root.findall("endpoints/endpoint")) >= 2
    assert len(json_answer.json()["endpoints"]) >= 2


CASES: dict[str, Callable[[Partner, Expected], None]] = {
    name[1:].upper(): check
    for name, check in list(globals().items())
    if name.startswith("_o") and name[2:].isdigit()
}


def _vectors() -> dict[str, Expected]:
    return {one["id"]: one["expect"] for one in json.loads(corpus("vectors/open311_cases.json").read_text())}


def test_every_case_has_its_test() -> None:
    assert sorted(_vectors()) == sorted(CASES)


@pytest.mark.parametrize("number", sorted(CASES))
def test_case(key: str, number: str) -> None:
    CASES[number](Partner(key), _vectors()[number])
