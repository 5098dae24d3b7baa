"""Strings made to break software, a service that asks for all kinds of answers, and pages read as a browser does."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from lxml import html as lxml_html

from tests import corpora

FORM = "application/x-www-form-urlencoded"
_SURROGATE = re.compile("[\ud800-\udfff]")  # cannot be sent as UTF-8; test_bodies sends the bytes of one
_OURS = re.compile(
    r"/(?!/)|#|tel:|mailto:|\?|https://[a-z-]+\.example\b"
    r"|https://(?:mcmw\.abilitynet\.org\.uk|www\.w3\.org|ico\.org\.uk|www\.equalityadvisoryservice\.com)/"
)
_DATABASE_WORDS = ("OperationalError", "DataError", "ProgrammingError", "sqlite3.", "psycopg", "Traceback")
_SHORT = [{"code": f"t{n}", "type": "text", "label": f"Short {n}", "required": False} for n in range(20)]
_LONG = [{"code": f"l{n}", "type": "long_text", "label": f"Long {n}", "required": False} for n in range(20)]
_OPTIONS = [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}]
CHECKED = ("name", "email", "phone", "postcode", "number", "choice", "kinds", "sure", "day")
EVERYTHING: dict[str, Any] = {
    "pages": [
        {"code": "short", "title": "Short words", "questions": _SHORT},
        {"code": "long", "title": "Long words", "questions": _LONG},
        {
            "code": "place",
            "title": "Which place is it?",
            "questions": [{"code": "where", "type": "place", "label": "Where is it?"}],
        },
        {
            "code": "address",
            "title": "Which address is it?",
            "questions": [{"code": "home", "type": "address", "label": "Address", "required": False}],
        },
        {
            "code": "checked",
            "title": "About you",
            "questions": [
                {"code": "name", "type": "full_name", "label": "Full name", "required": False},
                {"code": "email", "type": "email", "label": "E-mail", "required": False},
                {"code": "phone", "type": "phone", "label": "Phone", "required": False},
                {"code": "postcode", "type": "postcode", "label": "Postcode", "required": False},
                {"code": "number", "type": "number", "label": "Number", "required": False},
                {"code": "choice", "type": "choice", "label": "One", "options": _OPTIONS, "required": False},
                {"code": "kinds", "type": "choices", "label": "Many", "options": _OPTIONS, "required": False},
                {"code": "sure", "type": "yes_no", "label": "Sure?", "required": False},
                {"code": "day", "type": "date", "label": "Day", "required": False},
            ],
        },
    ]
}


@cache
def strings() -> tuple[str, ...]:
    """Every string of the corpus that can be sent; skips the test where there is no corpus."""
    folder = corpora.corpus("bad/strings")
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.json")):
        found |= dict.fromkeys(json.loads(path.read_text()))
    sendable = tuple(one for one in found if isinstance(one, str) and not _SURROGATE.search(one))
    assert len(sendable) > 1000
    return sendable


def some(one_in: int) -> tuple[str, ...]:
    """Every so-manieth string, and each with a character that cannot be kept."""
    return (*strings()[::one_in], *(one for one in strings() if "\x00" in one))


def packs(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """The values, `size` at a time; the last pack is filled up with plain words."""
    rest = list(values)
    for start in range(0, len(rest), size):
        pack = rest[start : start + size]
        yield [*pack, *["plain words"] * (size - len(pack))]


def squashed(value: str) -> str:
    """What two spellings of the same words have in common: white space and control characters count as a space."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value).strip()


def same_text(shown: str, sent: str) -> bool:
    """Were these words shown as they were sent, but for line ends?"""
    return shown.replace("\r\n", "\n").replace("\r", "\n") == sent.replace("\r\n", "\n").replace("\r", "\n")


def load_everything(council: ModuleType) -> None:
    """The small council, with a service that asks for every kind of answer."""
    from dataclasses import replace

    from django.utils import timezone

    from frontdoor.catalogue import operations as catalogue
    from frontdoor.catalogue.types import CataloguePack
    from frontdoor.core.actors import SYSTEM

    pothole, *others = council.services()
    everything = replace(pothole, code="everything", name="Everything", form=EVERYTHING)
    catalogue.load(CataloguePack((pothole, *others, everything)), by=SYSTEM, at=timezone.now())


def send(client: Client, path: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    """A form as a browser sends it."""
    return client.post(path, urlencode(data, doseq=True), content_type=FORM, **more)


def page_of(answer: Any) -> Any:
    """The page of an answer, which is a page of ours, holds nothing that could run, and tells nothing of us."""
    assert answer.status_code < 500, answer.content[:500]
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    words = answer.content.decode()
    assert not any(word in words for word in _DATABASE_WORDS)
    page = lxml_html.fromstring(words)
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "base", "applet", "marquee", "video", "audio"}
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/"), lxml_html.tostring(element)
            assert not element.text_content().strip()
        for name, value in element.attrib.items():
            assert not name.startswith("on"), lxml_html.tostring(element)[:300]
            assert name not in {"style", "srcdoc", "formaction"}
            if name in {"href", "src", "action"}:
                assert value == "" or _OURS.match(value), (name, value)
    return page


def value_of(page: Any, name: str) -> str:
    """What an input or a text area of the page holds."""
    found = page.xpath("//*[@name=$name]", name=name)
    assert found, f"there is no input {name}"
    return str(found[0].text or "" if found[0].tag == "textarea" else found[0].get("value") or "")


def faulty(page: Any) -> set[str]:
    """The inputs that the error summary leads to. Each has words that say why."""
    links = page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a")
    assert all(link.text_content().strip() for link in links)
    return {link.get("href").removeprefix("#") for link in links}


def rows(page: Any) -> dict[str, str]:
    """A list of questions and answers."""
    found = page.xpath("//dl/div[dt and dd]")
    return {one.find("dt").text_content().strip(): one.find("dd").text_content() for one in found}
