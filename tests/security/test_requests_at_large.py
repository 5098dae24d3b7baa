"""Every address of the URL map, with methods, paths, headers, cookies and queries of no browser: never a 5xx."""

import re
from itertools import cycle
from types import ModuleType
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils.regex_helper import normalize

from tests import small_council as council
from tests.desk import made
from tests.security.naughty import page_of, send, some
from tests.shape.routes import routes

METHODS = ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "CONNECT", "BREW"]
GARBAGE = [
    "x", "0", "1", "9" * 18, "9" * 19, "9" * 20, "9" * 5000, "-1", "%00", "x%00y", "%ff%fe", "%ED%A0%80",
    "é", "%2e%2e", "..%2f..%2fetc",
    "%5c%5cevil.example", "%0d%0aX-Evil:%201", "%3Cscript%3E", "a" * 3000, "%20", "%F0%9F%92%A9",
    "%25s%25n", "xn--x",
    "FD-0000-0000-98", "1e9", "١", "%E2%80%AE", "null", "__class__", "%7B%7B7*7%7D%7D",
]  # fmt: skip
ALL = routes()


def _addresses(pattern: str, values: Any) -> list[str]:
    """Addresses that fit a pattern of the URL map, or nearly do, filled in with these values."""
    plain = re.sub(r"(?<!\(\?P)<(?:\w+:)?(\w+)>", r"(?P<\1>x)", pattern).replace("^", "")
    return [
        "/" + form % {name: next(values) for name in names}
        for form, names in normalize(plain.replace("\\Z", "$"))
    ]


def _fine(answer: Any, address: str) -> None:
    """No fault of ours, no way out of this site, no header from the address, and the form that belongs to the path."""
    assert answer.status_code < 500, address
    assert "X-Evil" not in answer.headers
    to = answer.headers.get("Location", "/")
    assert urlsplit(urljoin("http://testserver/sign-in/", to.replace("\\", "/"))).netloc == "testserver", (
        address,
        to,
    )
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 400 and address.startswith("/open311/") and answer.content:
        assert kind.startswith(("text/xml", "application/json", "text/plain")), (address, kind)
    elif kind.startswith("text/html") and answer.content:
        page_of(answer)


@pytest.fixture(params=["", council.OFFICER, council.ADMINISTRATOR])
def somebody(request: pytest.FixtureRequest, small_council: ModuleType) -> Client:
    """A stranger, an officer, an administrator."""
    return made.signed_in(request.param) if request.param else Client()


def test_every_route_with_garbage_in_its_address(somebody: Client) -> None:
    values = cycle(GARBAGE)
    asked = 0
    for route in ALL:
        for _ in range(len(GARBAGE) if "(" in route.pattern or "<" in route.pattern else 1):
            for address in _addresses(route.pattern, values):
                _fine(somebody.get(address), address)
                asked += 1
            next(values)
    assert asked > 200


def test_every_route_with_every_method(somebody: Client) -> None:
    case, values = made.case(), cycle(GARBAGE)
    for route in ALL:
        if "sign-out" in route.pattern:
            continue
        for method in METHODS:
            real = {"reference": case.reference, "code": "pothole", "page_code": "where", "name": "mine"}
            addresses = {
                *_addresses(route.pattern, values),
                *_addresses(route.pattern, cycle([case.reference])),
                *_addresses(route.pattern, cycle(["pothole"])),
                *_addresses(route.pattern, cycle([real["page_code"], real["name"]])),
            }
            for address in sorted(addresses):
                answer = somebody.generic(
                    method, address, b"a=b", content_type="application/x-www-form-urlencoded"
                )
                _fine(answer, f"{address}")
                if method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"):
                    assert answer.status_code in (301, 302, 400, 403, 404, 405), (method, address)


PATHS = [
    "//evil.example/", "///evil.example", "/\\evil.example", "/%5cevil.example/desk",
    "//evil.example/follow", "/./follow/",
    "/../follow/", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static//etc/passwd", "/static/%00", "/static/frontdoor/", "/follow//", "/follow",
    "/desk//evil.example/", "/desk/..;/", "/follow/;a=b/",
    "/" + "a/" * 2000, "/" + "%2f" * 3000, "/services/pothole/%00", "/.git/config", "/.env", "/admin/",
    "/media/../", "/open311//v2///requests.xml",
    "/open311/v2/requests.xml/", "/open311/../desk/", "/favicon.ico", "/robots.txt", "/accounts/signup/",
    "/healthz/", "/report/pothole/../../desk/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_strange_paths(small_council: ModuleType, path: str) -> None:
    for client in (Client(), made.signed_in(council.ADMINISTRATOR)):
        _fine(client.get("/", PATH_INFO=path), path)
        _fine(client.get(path), path)
        _fine(client.post("/", {"a": "b"}, PATH_INFO=path), path)


@pytest.mark.parametrize(
    "raw", ["\xff\xfe", "\xed\xa0\x80", "\xc0\xaf", "\x00", "\xf5", "a\r\nX-Evil: 1", "\u00e9"]
)
def test_paths_that_are_no_text(small_council: ModuleType, raw: str) -> None:
    """Bytes as a server hands them on."""
    client = made.signed_in(council.ADMINISTRATOR)
    for before in (
        "/",
        "/follow/",
        "/reports/",
        "/desk/cases/",
        "/open311/v2/requests/",
        "/static/",
        "/services/",
        "/media/",
    ):
        for after in ("", "/", ".json"):
            _fine(client.get("/", PATH_INFO=before + raw + after), before)
            _fine(
                client.get("/", PATH_INFO=before, QUERY_STRING=f"reference={raw}&q={raw}&{raw}={raw}"), before
            )


QUERIES = [
    "%00=%00", "q=%00", "q=%ff", "q=%ED%A0%80", "q=%", "q=%zz", "q", "&&&", "=", "q[]=1&q[a]=2",
    "a=1&" * 10_000, "q=" + "x" * 100_000,
    "q=\u00e9", "find=%00&pick=%00", "find=mill&pick=9", "find=mill&pick=-1", "find=mill&pick=%D9%A1",
    "by_hand&afresh&change", "reference=%00", "before=%00",
    "service=%00", "after=none-1&before=none-1", "show=%00", "case=%00", "layer=roads&bbox=nan,nan,nan,nan",
    "layer=roads&bbox=1e999,-1e999,1,1", "layer=roads&bbox=2,54,2.1", "layer=%00&bbox=2,54,3,55",
    "next=%00", "status=%00&page=%00&start_date=%00",
    "page=99999999999999999999&page_size=0", "start_date=0001-01-01&end_date=9999-12-31",
    "start_date=9999-12-31T23:59:59-14:00",
    "after=99999999999999999-1", "before=999999999999999999", "after=none-999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_strange_queries_of_every_address_without_parts(small_council: ModuleType, query: str) -> None:
    case = made.case()
    addresses = [f"/{route.pattern}" for route in ALL if not re.search(r"[<(^$\\]", route.pattern)]
    addresses += [
        "/report/pothole/where/", "/report/missed-bin/address/", "/desk/queues/mine/",
        f"/desk/cases/{case.reference}/",
        f"/reports/{case.reference}/", f"/follow/{case.reference}/", "/open311/v2/requests.json",
        "/open311/v2/requests.xml",
        "/open311/v2/servicerequestupdates.json", "/open311/v2/services.xml", "/desk/customers/1/",
    ]  # fmt: skip
    client = made.signed_in(council.ADMINISTRATOR)
    for address in addresses:
        _fine(client.get("/", PATH_INFO=address, QUERY_STRING=query), f"{address}?{query[:80]}")


COOKIES = [
    "sessionid=x", 'sessionid="abcdefgh\\000\\000"', "sessionid=" + "a" * 5000,
    'sessionid="\\377\\376\\355\\240\\200aaa"',
    "sessionid=\xed\xa0\x80aaaaaaaa", "sessionid=", "sessionid=../../../etc/passwd", "sessionid=' OR 1=1 --",
    "csrftoken=x", 'csrftoken="\\000"', "csrftoken=" + "a" * 32, "csrftoken=\xff", "messages=x",
    'messages="\\000"',
    "messages=W10:1abc:def", "a=" + "b" * 8000, ";;;", "=", "\x00", "django_language=../../x",
    "sessionid=a; sessionid=b; sessionid",
]  # fmt: skip


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_strange_cookies(small_council: ModuleType, cookie: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (
        "/",
        "/follow/",
        "/report/pothole/danger/",
        "/desk/",
        "/sign-in/",
        "/open311/v2/services.xml",
    ):
        _fine(client.get(path, HTTP_COOKIE=cookie), path)
        _fine(client.post(path, {"csrfmiddlewaretoken": "x", "reference": "x"}, HTTP_COOKIE=cookie), path)


def test_sessions_that_hold_something_else(small_council: ModuleType) -> None:
    """A session of an older release, or one that was damaged, is an empty one."""
    names = ("drafts", "sent", "following", "taken_at", "happened", "reasons")
    for value in (
        None,
        1,
        "x",
        [],
        {},
        [1],
    ):
        client = made.signed_in(council.ADMINISTRATOR)
        session = client.session
        session.update(dict.fromkeys(names, value))
        session.save()
        for path in (
            "/",
            "/follow/",
            "/report/pothole/",
            "/report/pothole/danger/",
            "/report/pothole/check/",
            "/desk/customers/1/",
        ):
            assert client.get(path).status_code in (200, 302, 404), (path, value)


HEADERS = [
    {"ACCEPT_LANGUAGE": "x" * 5000}, {"ACCEPT_LANGUAGE": "\x00"}, {"ACCEPT_LANGUAGE": "cy-" * 400},
    {"REFERER": "http://[::1"},
    {"ORIGIN": "http://[::1"}, {"ORIGIN": "null"}, {"ORIGIN": "https://evil.example"},
    {"IF_NONE_MATCH": "\xff\x00"}, {"IF_MODIFIED_SINCE": "Sat, 99 Foo 99999"},
    {"RANGE": "bytes=9-1,,,"}, {"X_FORWARDED_FOR": "\x00,,,"}, {"X_FORWARDED_PROTO": "https"},
    {"X_FORWARDED_HOST": "evil.example"},
    {"ACCEPT_ENCODING": "gzip;q=x, \x00"}, {"ACCEPT": "\xff" * 2000},
    {"X_REQUESTED_WITH": "XMLHttpRequest"}, {"X_CSRFTOKEN": "\xff"},
    {"AUTHORIZATION": "Basic \xff"}, {"TRANSFER_ENCODING": "chunked"}, {"X_HTTP_METHOD_OVERRIDE": "DELETE"},
    {"USER_AGENT": "() { :;}; x\x00"},
    {"CF_CONNECTING_IP": "<script>"}, {"REMOTE_USER": "aron.administrator@wold.example"},
    {"CONTENT_ENCODING": "gzip"},
]  # fmt: skip


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
def test_strange_headers(small_council: ModuleType, headers: dict[str, str]) -> None:
    given = {f"HTTP_{name}": value for name, value in headers.items()}
    client = Client(enforce_csrf_checks=True)
    for path in (
        "/",
        "/follow/",
        "/council.css",
        "/map/layers.json?layer=roads&bbox=2,54,3,55",
        "/sign-in/",
        "/desk/",
        "/open311/v2/services.xml",
    ):
        _fine(client.get(path, **given), path)
        _fine(client.post(path, {"a": "b"}, **given), path)
        _fine(client.post(path, {"a": "b"}, secure=True, **given), path)
    assert client.get("/desk/", **given).status_code == 302, "a header signed somebody in"


@pytest.mark.parametrize("length", ["-1", "x", "", "1.5", "٤", "\x00"])
def test_strange_lengths(small_council: ModuleType, length: str) -> None:
    for path in ("/follow/", "/open311/v2/requests.json"):
        _fine(Client().post(path, {"reference": "x"}, CONTENT_LENGTH=length), path)


HOSTS = [
    "evil.example", "localhost.evil.example", "localhost:evil", "[", "[::1", "a b", "\x00", "é", "x" * 1000,
    "", "@evil.example",
    "testserver@evil.example", "testserver#evil.example", "testserver/evil", "testserver:80@evil.example",
    "testserver, evil.example", "127.0.0.1.evil.example",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS, ids=range(len(HOSTS)))
def test_a_host_that_is_not_ours_is_refused_everywhere(small_council: ModuleType, host: str) -> None:
    from frontdoor.notifications.models import Notification

    for path in ("/", "/follow/", "/sign-in/", "/desk/", "/nothing", "/follow"):
        answer = Client().get(path, HTTP_HOST=host)
        assert answer.status_code == 400, path
        page_of(answer)
        assert b"evil" not in answer.content
    answer = Client().post("/password/reset/", {"email": council.OFFICER}, HTTP_HOST=host)
    assert answer.status_code == 400
    assert not Notification.objects.exists()


def test_a_forwarded_host_is_not_believed(small_council: ModuleType) -> None:
    """The link in a message is made of our own address, whatever a header says."""
    from frontdoor.notifications.models import Notification

    answer = Client().post(
        "/password/reset/", {"email": council.OFFICER},
        headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example"},
    )  # fmt: skip
    assert answer.status_code == 302
    (message,) = Notification.objects.all()
    assert "evil" not in message.body
    assert "/password/reset/key/" in message.body


AWAY = [
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https:/evil.example", "///evil.example",
    "javascript:alert(1)", "data:text/html,x", "\x00//evil.example", "\t//evil.example", "/\t/evil.example",
    "http://[", "//[", "https://testserver@evil.example",
    "https://testserver.evil.example", "HTTPS://EVIL.EXAMPLE", "/%0d%0aX-Evil: 1", "/\r\nX-Evil: 1",
    "x" * 5000, "/desk/" + "x" * 5000, "//evil.example%2f..",
]  # fmt: skip


def test_nobody_is_sent_away_after_signing_in(small_council: ModuleType) -> None:
    from tests.security import naughty

    council.load(at=made.case().opened_at, passwords=True)
    more = [one for one in naughty.strings() if "//" in one or "\\\\" in one] if naughty.corpora._root else []
    for number, away in enumerate([*AWAY, *more[:25]]):
        page = page_of(Client().get("/sign-in/", {"next": away}))
        assert page.xpath("//form[@method='post']")
        asked = {"login": council.OFFICER, "password": council.PASSWORD, "next": away}
        if number % 3 == 0:  # each costs a password's hash
            from frontdoor.core.models import RateWindow

            RateWindow.objects.all().delete()
            answer = send(Client(), "/sign-in/", asked)
            assert answer.status_code in (302, 400), away
            _fine(answer, f"next={quote(away)}")
        signed_in = made.signed_in(council.OFFICER)
        _fine(signed_in.get("/sign-in/", {"next": away}), away)
        _fine(signed_in.post("/sign-out/", {"next": away}), away)


def test_naughty_strings_as_cookies_and_headers(small_council: ModuleType) -> None:
    for words in some(10):
        raw = words.encode().decode("latin-1")
        _fine(
            Client().get("/follow/", HTTP_COOKIE=f"sessionid={raw}; csrftoken={raw}; messages={raw}"), words
        )
        _fine(Client().get("/", HTTP_REFERER=raw, HTTP_USER_AGENT=raw, HTTP_X_FORWARDED_FOR=raw), words)
