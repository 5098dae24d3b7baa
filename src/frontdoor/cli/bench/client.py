"""A small browser: keeps its connection and its cookies, follows redirects, fills in forms. Costs little itself."""

import html
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_HIDDEN = re.compile(r'<input\b[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)


class Unexpected(AssertionError):
    """The server answered something else than what is to be measured."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: str
    path: str

    def expect(self, status: int, *words: str) -> "Answer":
        """Raises Unexpected where it is another status or the body lacks one of the words."""
        if self.status != status:
            raise Unexpected(f"{self.path} answered {self.status}, not {status}: {self.said()!r}")
        for word in words:
            if word not in self.body:
                raise Unexpected(f"{self.path} does not say {word!r}")
        return self

    def said(self) -> str:
        """What it says of what went wrong: the error summary of a page, or its beginning."""
        at = max(self.body.find("govuk-error-summary__body"), 0)
        return self.body[at : at + 300]

    def hidden(self, action: str = "") -> dict[str, str]:
        """The hidden fields of the page's form that goes to this address; of its first POST form for none."""
        for attributes, inside in _FORM.findall(self.body):
            about = dict(_ATTRIBUTE.findall(attributes))
            if about.get("method", "get") == "post" and (not action or about.get("action", action) == action):
                found = [dict(_ATTRIBUTE.findall(one)) for one in _HIDDEN.findall(inside)]
                return {one["name"]: html.unescape(one.get("value", "")) for one in found if "name" in one}
        raise Unexpected(f"{self.path} has no form for {action or 'sending'}")


class Client:
    """One visitor. `seen_as` is the network address that the proxy in front of the server reports."""

    def __init__(self, port: int, *, host: str, seen_as: str) -> None:
        self._port = port
        self._connection: http.client.HTTPConnection | None = None
        self._cookies: dict[str, str] = {}
        self._headers = {"Host": host, "X-Forwarded-For": seen_as, "X-Forwarded-Proto": "https"}
        self._origin = f"https://{host}"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        body = urlencode(list(_pairs(fields)))
        about = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin}
        return self._ask("POST", path, body, about)

    def follow(self, answer: Answer, *, most: int = 5) -> Answer:
        """The page that redirects lead to."""
        for _ in range(most):
            if answer.status not in {301, 302, 303}:
                return answer
            to = urlsplit(answer.headers["location"])
            answer = self.get(to.path + (f"?{to.query}" if to.query else ""))
        raise Unexpected(f"{answer.path} leads round in circles")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = {**self._headers, **headers}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        response = self._response(method, path, body, sent)
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, content.decode("utf-8", "replace"), path)

    def _response(
        self, method: str, path: str, body: str | None, sent: dict[str, str]
    ) -> http.client.HTTPResponse:
        """The response, over the connection of before if the server has not ended it meanwhile."""
        if self._connection is not None:
            try:
                self._connection.request(method, path, body, sent)
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        self._connection.request(method, path, body, sent)
        return self._connection.getresponse()


def _pairs(fields: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    return [
        (name, one)
        for name, value in fields.items()
        for one in ([value] if isinstance(value, str) else value)
    ]
