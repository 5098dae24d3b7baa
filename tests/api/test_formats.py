"""Formats, addresses and methods."""

from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import etree

from frontdoor.api.open311 import formats
from tests.api.partner import Partner, fault, xml

XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("services.xml", XML),
        ("services.json", JSON),
        ("services", XML),
        ("services/", XML),
        ("services.xml/", XML),
        ("/services.json", JSON),
        ("//services.json", JSON),
        ("services//pothole.json", JSON),
        ("services/pothole", XML),
        ("requests", XML),
        ("servicerequestupdates", XML),
    ],
)
def test_the_suffix_decides_and_a_slash_too_many_does_not_matter(
    small_council: ModuleType, client: Client, path: str, content_type: str
) -> None:
    answer = client.get(f"/open311/v2/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)


def test_slashes_before_the_endpoint(small_council: ModuleType, client: Client) -> None:
    # named apart, because the test client takes what follows two slashes for a host
    assert client.get("/", PATH_INFO="//open311//v2/services.json").status_code == 200


def test_other_pages_keep_their_slashes(small_council: ModuleType, client: Client) -> None:
    assert client.get("/", PATH_INFO="//healthz").status_code == 404


@pytest.mark.parametrize(
    "path", ["services.html", "services.", "services.JSON", "requests/1.csv", "services.xml.gz"]
)
def test_a_format_we_do_not_have(small_council: ModuleType, client: Client, path: str) -> None:
    answer = client.get(f"/open311/v2/{path}")
    assert fault(answer)[0] == 404
    assert answer["Content-Type"] == XML


@pytest.mark.parametrize(
    ("path", "content_type"), [("", XML), ("v2/nothing.json", JSON), ("v3/services.xml", XML), ("v2/", XML)]
)
def test_an_address_that_is_not_there(
    small_council: ModuleType, client: Client, path: str, content_type: str
) -> None:
    answer = client.get(f"/open311/{path}")
    assert fault(answer)[0] == 404
    assert answer["Content-Type"] == content_type


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_is_not_there(small_council: ModuleType, client: Client, method: str) -> None:
    answer = client.generic(method, "/open311/v2/requests.json")
    assert fault(answer)[0] == 405
    assert answer["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert client.post("/open311/v2/services.xml").status_code == 405
    assert client.post("/open311/v2/services.xml")["Allow"] == "GET, HEAD, OPTIONS"


def test_options_and_head(small_council: ModuleType, client: Client) -> None:
    answer = client.options("/open311/v2/requests.json")
    assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", "GET, HEAD, POST, OPTIONS")
    whole, head = client.get("/open311/v2/services.json"), client.head("/open311/v2/services.json")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))
    assert head["Content-Type"] == JSON


def test_discovery_has_bare_types_and_the_rest_has_not(small_council: ModuleType, client: Client) -> None:
    for path in ("/open311/discovery", "/open311/v2/discovery"):
        assert client.get(f"{path}.xml")["Content-Type"] == "text/xml"
        assert client.get(f"{path}.json")["Content-Type"] == "application/json"
        assert client.get(path)["Content-Type"] == "text/xml"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_description_can_only_be_read(small_council: ModuleType, client: Client, method: str) -> None:
    answer = client.generic(method, "/open311/v2/openapi.json")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()[0]["code"] == 405


def test_the_description_without_its_body(small_council: ModuleType, client: Client) -> None:
    whole, head = (getattr(client, method)("/open311/v2/openapi.json") for method in ("get", "head"))
    assert whole.status_code == head.status_code == 200
    assert head.content == b""
    assert int(head["Content-Length"]) == len(whole.content)
    assert client.options("/open311/v2/openapi.json").status_code == 204


def test_discovery_never_repeats_what_the_caller_calls_us(small_council: ModuleType, client: Client) -> None:
    found = client.get("/open311/discovery.json", headers={"Host": "localhost:1234"}).json()
    assert {one["url"] for one in found["endpoints"]} == {"http://127.0.0.1:8000/open311/v2"}


def test_discovery(small_council: ModuleType, client: Client, settings: object) -> None:
    settings.ADDRESS = "https://help.wold.example"  # type: ignore[attr-defined]
    found = client.get("/open311/discovery.json").json()
    assert sorted(found) == ["changeset", "contact", "endpoints", "key_service"]
    assert "help@wold.example" in found["contact"]
    assert [one["specification"] for one in found["endpoints"]] == [
        "http://wiki.open311.org/GeoReport_v2",
        "https://github.com/mysociety/fixmystreet/wiki/Open311-FMS---Proposed-differences-to-Open311",
    ]
    for one in found["endpoints"]:
        assert one["url"] == "https://help.wold.example/open311/v2"
        assert one["formats"] == ["text/xml", "application/json"]
        assert one["type"] == "test"  # the small council is a demonstration
        assert one["changeset"].endswith("Z")
    root = etree.fromstring(client.get("/open311/discovery.xml").content)
    assert root.xpath("/discovery/endpoints/endpoint[1]/formats/format/text()") == [
        "text/xml",
        "application/json",
    ]


ODD = "a\x0b\x1b\x7f\ufffe\uffff\U0001f573 <b>&amp;]]>\t\n\u2028é"


def test_what_xml_cannot_hold_does_not_break_the_document() -> None:
    document = etree.fromstring(formats.as_xml("errors", [{"code": 400, "description": ODD}]))
    shown = document.findtext("error/description")
    assert shown == ODD.translate({0x0B: 0xFFFD, 0x1B: 0xFFFD, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})


def test_json_holds_all_of_it() -> None:
    answer = HttpResponse(formats.as_json([{"description": ODD}]))
    assert __import__("json").loads(answer.content) == [{"description": ODD}]


def test_odd_characters_go_round(key: str) -> None:
    partner = Partner(key)
    words = "hole \U0001f573\x0b\r\nin “Ŵyllt” Lane\u2028<script>alert(1)</script> & more"
    sent = partner.report(description=words)
    kept = words.replace("\r\n", "\n")
    assert partner.request(sent)["description"] == kept
    root = xml(partner.get(f"requests/{sent}.xml"))
    assert root.findtext("request/description") == kept.replace("\x0b", "\ufffd")
    answer = partner.get(f"requests/{sent}.xml")
    assert b"<script>" not in answer.content
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("ours", ["wold.example", "www.wold.example", "WOLD.EXAMPLE", ""])
def test_our_jurisdiction_may_be_named_or_not(small_council: ModuleType, client: Client, ours: str) -> None:
    assert client.get("/open311/v2/services.json", {"jurisdiction_id": ours}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "discovery.json",
        "services.json",
        "services/pothole.json",
        "requests.json",
        "requests/1.json",
        "tokens/1.json",
        "servicerequestupdates.json",
    ],
)
def test_another_jurisdiction_is_not_found_anywhere(key: str, path: str) -> None:
    partner = Partner(key)
    status, words = fault(partner.get(path, jurisdiction_id="elsewhere.example"))
    assert status == 404
    assert "jurisdiction_id" in words
    if path in ("requests.json", "servicerequestupdates.json"):
        assert fault(partner.post(path, jurisdiction_id="elsewhere.example"))[0] == 404
