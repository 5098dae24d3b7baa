"""Requests that break, and days on which we are broken: the standard's error shape, never a page, never a 500."""

import json
import re
from types import ModuleType
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client

from frontdoor.cases import operations as cases
from frontdoor.core import files
from tests import corpora, photos
from tests.api.partner import POTHOLE, Partner, fault

_SURROGATE = re.compile("[\ud800-\udfff]")  # these cannot be sent as UTF-8
MULTIPART = "multipart/form-data; boundary=B"
CORPORA = [
    "blns.json", "csv_injection.json", "template_injection.json", "header_injection.json", "ssrf_urls.json",
    "unicode.json", "fuzzdb_sqli.json", "fuzzdb_xss.json", "fuzzdb_null.json", "fuzzdb_fmt.json",
    "fuzzdb_int.json", "fuzzdb_ldap.json",
]  # fmt: skip
FIELDS = ["first_name", "address_string", "address_id", "attribute[size]", "attribute[odd]", "media_url"]
QUESTIONS = ["blns.json", "fuzzdb_sqli.json", "fuzzdb_traversal.json", "fuzzdb_null.json"]


def _post(key: str, body: bytes, content_type: str = MULTIPART, **headers: Any) -> Any:
    address = f"/open311/v2/requests.json?api_key={key}"
    return Client().generic("POST", address, body, content_type=content_type, **headers)


def _part(name: str, value: bytes = b"x") -> bytes:
    return b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"&".join(b"a=1" for _ in range(600)), "application/x-www-form-urlencoded"),
        (b"description=" + b"x" * (2 * 1024 * 1024 + 1), "application/x-www-form-urlencoded"),
        (b"".join(_part(f"f{n}") for n in range(600)) + b"--B--\r\n", MULTIPART),
        (_part("description", b"x" * (2 * 1024 * 1024 + 1)) + b"--B--\r\n", MULTIPART),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "é"),
        (b"x", "multipart/form-data; boundary=" + "x" * 300),
        (b"description=\xff\xfe", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        (b"description=x", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
    ids=[
        "600 fields",
        "one of 2 MB",
        "600 parts",
        "one part of 2 MB",
        "no boundary",
        "a boundary beyond ASCII",
        "a boundary too long",
        "not UTF-8",
        "no such encoding",
    ],
)
def test_a_body_that_cannot_be_read(key: str, body: bytes, content_type: str) -> None:
    assert fault(_post(key, body, content_type))[0] == 400


def test_more_files_than_we_take(key: str) -> None:
    part = b'--B\r\nContent-Disposition: form-data; name="f%d"; filename="a.jpg"\r\n\r\nx\r\n'
    body = b"".join(part % n for n in range(11)) + b"--B--\r\n"
    assert fault(_post(key, body))[0] == 400


def test_a_request_that_stops_in_the_middle(key: str) -> None:
    whole = b"".join(_part(name, value.encode()) for name, value in POTHOLE.items())
    answer = _post(key, whole[:-40])
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        fault(answer)


def test_a_host_that_is_not_ours(small_council: ModuleType) -> None:
    answer = Client().get("/open311/v2/services.json", headers={"Host": "evil.example"})
    assert fault(answer)[0] == 400
    assert answer["Content-Type"].startswith("application/json")
    page = Client().get("/", headers={"Host": "evil.example"})
    assert page["Content-Type"].startswith("text/html")


class _Fault:
    """A database or disk that fails in the middle of a request."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def __call__(self, *arguments: Any, **options: Any) -> None:
        raise self.fault


@pytest.fixture
def unlucky() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("fault_", [OperationalError("database is locked"), OSError(28, "No space left")])
def test_the_database_or_the_disk_is_full_or_busy(key: str, unlucky: Client, fault_: Exception) -> None:
    partner = Partner(key, unlucky)
    with mock.patch.object(cases, "open_case", _Fault(fault_)):
        answer = partner.post("requests.json", **POTHOLE)
    assert fault(answer)[0] == 503
    assert answer["Retry-After"] == "60"
    with mock.patch.object(files, "keep", _Fault(fault_)):
        from django.core.files.uploadedfile import SimpleUploadedFile

        photo = SimpleUploadedFile("a.jpg", photos.jpeg(), "image/jpeg")
        assert fault(partner.post("requests.xml", **POTHOLE, photo=photo))[0] == 503
    assert partner.ids() == []
    partner.report()


def test_a_fault_of_ours_has_the_shape_too_and_says_nothing_of_itself(key: str, unlucky: Client) -> None:
    with mock.patch.object(cases, "open_case", _Fault(ValueError("secret detail"))):
        answer = Partner(key, unlucky).post("requests.json", **POTHOLE)
    status, words = fault(answer)
    assert status == 500
    assert "secret" not in words


def _strings(name: str) -> list[str]:
    found = json.loads(corpora.corpus(f"bad/strings/{name}").read_text())
    return [one for one in found if isinstance(one, str) and not _SURROGATE.search(one)]


def test_half_a_character_is_refused_or_shown_as_none(key: str) -> None:
    body = b"&".join(f"{name}={value}".encode() for name, value in POTHOLE.items())
    answer = _post(key, body + b"&description=half%ED%A0%80", "application/x-www-form-urlencoded")
    assert answer.status_code == 200
    shown = Partner().request(answer.json()[0]["service_request_id"])["description"]
    assert shown == "half\ufffd\ufffd\ufffd"


@pytest.mark.parametrize("name", CORPORA)
def test_naughty_strings_are_kept_as_they_are_or_refused(key: str, name: str) -> None:
    _kept_or_refused(key, _strings(name)[::6])


@pytest.mark.proof
@pytest.mark.parametrize("name", CORPORA)
def test_every_naughty_string_is_kept_as_it_is_or_refused(key: str, name: str) -> None:
    _kept_or_refused(key, _strings(name))


def _kept_or_refused(key: str, strings: list[str]) -> None:
    partner = Partner(key)
    assert strings
    for words in strings:
        answer = partner.post("requests.json", **POTHOLE, description=words)
        if answer.status_code != 200:
            assert fault(answer)[0] == 400
            continue
        sent = answer.json()[0]["service_request_id"]
        kept = words.replace("\r\n", "\n").replace("\r", "\n")
        if kept.strip() and "removed]" not in (shown := partner.request(sent)["description"]):
            assert shown == kept
        assert partner.get(f"requests/{sent}.xml").status_code == 200


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", ["blns.json", "ssrf_urls.json"])
def test_no_field_breaks_on_them(key: str, name: str, field: str) -> None:
    _sent_in(field, _strings(name)[::12], key)


@pytest.mark.proof
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", ["blns.json", "ssrf_urls.json"])
def test_no_field_breaks_on_any_of_them(key: str, name: str, field: str) -> None:
    _sent_in(field, _strings(name), key)


def _sent_in(field: str, strings: list[str], key: str) -> None:
    partner = Partner(key)
    assert strings
    for words in strings:
        answer = partner.post("requests.json", **{**POTHOLE, field: words})
        assert answer.status_code in (200, 400), (words, answer.content)


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_breaks_on_them(small_council: ModuleType, name: str) -> None:
    _questions_asked(_strings(name)[::10])


@pytest.mark.proof
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_breaks_on_any_of_them(small_council: ModuleType, name: str) -> None:
    _questions_asked(_strings(name))


def _questions_asked(strings: list[str]) -> None:
    partner = Partner()
    assert strings
    for words in strings:
        for field in ("service_request_id", "service_code", "status", "start_date", "page", "api_key"):
            answer = partner.get("requests.json", **{field: words})
            assert answer.status_code in (200, 400, 403, 404), (field, words)
        path = quote(words, safe="")
        for part in ("services", "requests", "tokens"):
            assert partner.get(f"{part}/{path}.json").status_code in (200, 400, 404), (part, words)


def test_a_response_is_never_a_page(key: str) -> None:
    for path in ("requests.xml", "nothing", "services/<b>.xml", "requests/%3Cscript%3E.json"):
        answer = Partner(key).get(path)
        assert not answer["Content-Type"].startswith("text/html")
        assert b"<script>" not in answer.content
