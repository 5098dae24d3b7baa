"""The way in: home, services, search, pages about the website, and what people read when something is wrong."""

from types import ModuleType

import pytest
from django.db import OperationalError
from django.test import Client

from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack
from frontdoor.core import references
from frontdoor.core.actors import SYSTEM
from frontdoor.portal.presenters.markdown import html
from tests.portal.resident import Resident

PAGES = [
    "/", "/services/", "/services/pothole/", "/search/", "/search/?q=bin", "/report/", "/follow/", "/reports/",
    "/accessibility/", "/privacy/", "/cookies/", "/contact/", "/sign-in/", "/password/reset/",
    "/password/reset/sent/", "/password/reset/key/done/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_title_and_the_council(resident: Resident, path: str) -> None:
    resident.go(path)
    assert resident.status == 200
    assert resident.heading()
    assert resident.title().endswith(" – Little Wold Council")
    assert not resident.title().startswith(" – ")
    assert "sessionid" not in resident.client.cookies, "reading a page needs no session"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.django_db
def test_pages_answer_before_a_council_is_loaded(client: Client, path: str) -> None:
    from frontdoor.organisation import queries as organisation

    organisation.forget_cached()
    expected = 404 if path == "/services/pothole/" else 200
    assert client.get(path).status_code == expected


def test_home_shows_services_by_group_with_the_catch_all_last(resident: Resident) -> None:
    resident.go("/")
    headings = [h.text_content() for h in resident.page.xpath("//main//h2")]
    assert headings == ["Bins and rubbish", "Roads and pavements", "Something else", "Told us already?"]
    assert resident.links()["Report a pothole"] == "/services/pothole/"


def test_a_service_page_promises_and_says_how_else(resident: Resident) -> None:
    resident.go("/services/pothole/")
    assert "We look at every pothole within 5 working days." in resident.text()
    assert "Our team: Highways" in resident.text()
    assert resident.links()["01632 960 100"] == "tel:01632960100"
    assert resident.links()["Start now"] == "/report/pothole/"


def test_search_finds_by_key_words_and_says_when_nothing_fits(resident: Resident) -> None:
    resident.go("/search/?q=tarmac")
    assert "Report a pothole" in resident.links()
    assert "Report a missed bin" not in resident.links()
    resident.go("/search/?q=zeppelin")
    assert "Nothing fits “zeppelin”" in resident.text()
    assert resident.status == 200


def test_a_reference_in_the_search_leads_to_following_it(resident: Resident) -> None:
    reference = references.from_number(31844209)
    resident.go(f"/search/?q={reference.lower().replace('-', ' ')}")
    assert resident.links()[f"Follow {reference}"] == f"/follow/?reference={reference}"


@pytest.mark.parametrize(
    "path", ["/services/gone/", "/report/gone/", "/report/pothole/gone/", "/nowhere/", "/reports/x/"]
)
def test_what_is_not_there_is_said_in_words(resident: Resident, path: str) -> None:
    resident.go(path)
    assert resident.status == 404
    assert resident.heading() == "Page not found"
    assert "01632 960 100" in resident.text()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/"),
        ("put", "/follow/"),
        ("delete", "/report/pothole/where/"),
        ("get", "/sign-out/"),
        ("post", "/council.css"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    small_council: ModuleType, client: Client, method: str, path: str
) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer["Allow"]
    assert b"This cannot be done here" in answer.content


def test_a_form_without_its_token_is_refused_in_words(small_council: ModuleType) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/follow/", {"reference": "FD-3184-4209-57", "fact": "x"})
    assert answer.status_code == 403
    assert "Nothing was sent" in answer.content.decode()


def test_a_database_that_does_not_answer_is_told_as_what_it_is(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("frontdoor.portal.views.home.catalogue.services", broken)
    resident.client.raise_request_exception = False
    resident.go("/")
    assert resident.status == 503
    assert "we cannot show this page just now" in resident.text()


def test_the_statement_has_what_the_law_asks_for(resident: Resident) -> None:
    said = resident.go("/accessibility/").text()
    for needed in (
        "partially compliant", "version 2.2", "Equality and Human Rights Commission", "1.1.1",
        "It was prepared on", "last reviewed on", "01632 960 100", "axe",
    ):  # fmt: skip
        assert needed in said
    assert "/contact/" in resident.links().values()


def test_telephone_numbers_come_first_on_the_contact_page(resident: Resident) -> None:
    resident.go("/contact/")
    assert resident.links()["01632 960 100"] == "tel:01632960100"
    assert resident.text().index("Call us") < resident.text().index("Write to us")


def test_the_councils_colour_is_a_stylesheet_that_browsers_keep(resident: Resident) -> None:
    answer = resident.client.get("/council.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--council-colour:#2b4a7f" in answer.content.decode()
    again = resident.client.get("/council.css", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_markdown_of_a_pack_can_run_nothing() -> None:
    made = str(
        html(
            "# Title\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) [y](data:text/html,1) "
            "![p](https://evil.example/p.png)\n\n<img src=x onerror=alert(1)>\n\n[ok](/services/)"
        )
    )
    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert 'href="data' not in made
    assert '<h2 class="govuk-heading-m">Title</h2>' in made
    assert '<a href="/services/" class="govuk-link">ok</a>' in made


def test_a_withdrawn_service_is_gone(resident: Resident, small_council: ModuleType) -> None:
    from django.utils import timezone

    left = tuple(one for one in small_council.services() if one.code != "pothole")
    catalogue.load(CataloguePack(left), by=SYSTEM, at=timezone.now())
    assert resident.go("/services/pothole/").status == 404
    assert resident.go("/report/pothole/where/").status == 404
