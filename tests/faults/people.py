"""People at a real web server: they open pages, fill in the forms that are on them, and press the buttons."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, ProxyHandler, Request, build_opener

from lxml import html

from tests import small_council as council

File = tuple[str, bytes]


class CutOff(Exception):
    """The connection ended without an answer."""


class _EveryAnswer(HTTPErrorProcessor):
    """4xx and 5xx are answers like others; redirects are followed."""

    def http_response(self, request: Request, response: HTTPResponse) -> Any:
        return super().http_response(request, response) if 300 <= response.status < 400 else response

    https_response = http_response


@dataclass
class Browser:
    """A browser without scripts."""

    address: str
    status: int = 0
    url: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    _jar: CookieJar = field(default_factory=CookieJar)
    _last: tuple[str, bytes, str] | None = None

    def go(self, path: str) -> "Browser":
        return self._open(Request(urljoin(self.address, path)))

    def send(self, *, files: Mapping[str, File] | None = None, **answers: str) -> "Browser":
        """Fill in the form of the page and press its main button; what is on the page stays as it is."""
        return self._post(*self.filled(files=files, **answers))

    def filled(self, *, files: Mapping[str, File] | None = None, **answers: str) -> tuple[str, bytes, str]:
        """What sending the form would send: path, body and content type."""
        given = {name.replace("__", "-"): value for name, value in answers.items()}
        form = self._form(*given)
        values = [(name, value) for name, value in form.form_values() if name not in given]
        values += given.items()
        path = form.action or urlsplit(self.url).path
        if files is None:
            return path, urlencode(values).encode(), "application/x-www-form-urlencoded"
        return path, *_multipart(values, files)

    def post(self, path: str, values: Mapping[str, str]) -> "Browser":
        return self._post(path, urlencode(values).encode(), "application/x-www-form-urlencoded")

    def again(self) -> "Browser":
        """Send exactly what was sent last once more, as reloading the page does."""
        assert self._last is not None
        return self._post(*self._last)

    def words(self) -> str:
        """What can be read on the page."""
        page = html.document_fromstring(self.body)
        main = page.find(".//main")
        return " ".join((main if main is not None else page).text_content().split())

    def heading(self) -> str:
        (found,) = html.document_fromstring(self.body).xpath("//h1")
        return " ".join(found.text_content().split())

    def value(self, name: str) -> str:
        """What an input of the page holds."""
        return str(self._form(name).fields[name])

    def choices(self, name: str) -> list[str]:
        """What can be chosen for a question of the page."""
        return [str(value) for value in self._form(name).xpath(f".//input[@name='{name}']/@value")]

    def _form(self, *names: str) -> Any:
        """The form of the page: the last one, or the last that asks all of this."""
        page = html.document_fromstring(self.body)
        forms = [form for form in page.forms if form.method == "POST" and form.xpath(".//button[not(@name)]")]
        forms = [form for form in forms if all(name in form.fields for name in names)]
        assert forms, f"there is no such form on {self.url}: {self.status} {self.words()[:300]}"
        return forms[-1]

    def _post(self, path: str, body: bytes, content_type: str) -> "Browser":
        self._last = (path, body, content_type)
        headers = {"Content-Type": content_type, "Origin": self.address, "Referer": self.address + "/"}
        return self._open(Request(urljoin(self.address, path), body, headers))

    def _open(self, request: Request) -> "Browser":
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self._jar), _EveryAnswer())
        try:
            with opener.open(request, timeout=90) as answer:
                self.status, self.url, self.body = answer.status, answer.url, answer.read()
                self.headers = dict(answer.headers)
        except (HTTPException, OSError, URLError) as fault:
            raise CutOff(str(fault)) from fault
        return self


def _multipart(values: list[tuple[str, str]], files: Mapping[str, File]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in values
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + data
        for name, (file_name, data) in files.items()
    ]
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def question_ready(browser: Browser, words: str, email: str) -> Browser:
    """Somebody asks something, up to "check your answers"."""
    browser.go("/report/something-else/")
    browser.send(question=words)
    browser.send(name="Siân Lewis", email=email)
    assert browser.heading() == "Check your answers", browser.words()
    return browser


def pothole_ready(
    browser: Browser, email: str, *, photo: bytes | None = None, send_photo: bool = True
) -> Browser:
    """Somebody reports a pothole on Mill Lane in words, up to "check your answers"; or up to the photo's page."""
    browser.go("/report/pothole/")
    browser.send(danger="no")
    browser.send(
        where__words="", where__lat=str(council.ON_MILL_LANE.lat), where__long=str(council.ON_MILL_LANE.long)
    )
    browser.send(size="lid", more="Deep")
    if photo is not None and not send_photo:
        return browser
    browser.send(files={"photo": ("hole.jpg", photo)} if photo else None)
    browser.send(name="Ola Nowak", email=email, phone="", postcode="")
    assert browser.heading() == "Check your answers", browser.words()
    return browser


def sign_in(browser: Browser, email: str = council.OFFICER) -> Browser:
    browser.go("/sign-in/").send(login=email, password=council.PASSWORD)
    assert browser.url.startswith(browser.address + "/desk/"), browser.words()
    return browser
