"""What the components write, without a browser: it matches the style sheets, and it is safe."""

import gzip
import json
import re
from importlib import metadata

import jinja2
import pytest
from lxml import html

from frontdoor.design import types
from frontdoor.design.types import Card, Cell, Column, Entry, Field, Link, Option, Paging, Row, Tag, errors_of
from tests.design import samples
from tests.design.gallery import DESIGN, STATIC, engine, page
from tests.design.samples import DESK, PAGES

pytestmark = pytest.mark.once

ROOT = DESIGN.parents[2]
CSS = STATIC / "frontdoor" / "css"

# Classes that only scripts look for, or that have no rule of their own upstream either.
HOOKS = {
    "fd", "fd-portal", "fd-desk", "fd-timeline__item--neutral", "fd-tag--neutral", "govuk-checkboxes",
    "govuk-file-upload--error", "govuk-js-character-count", "govuk-js-password-input-input",
    "govuk-js-password-input-toggle", "govuk-js-service-navigation-toggle", "govuk-password-input", "govuk-radios",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_class_on_a_page_is_in_its_style_sheet(name: str) -> None:
    sheet = (CSS / ("desk.css" if name in DESK else "portal.css")).read_text() + (CSS / "map.css").read_text()
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet))
    used = {c for node in html.fromstring(page(name)).iter() for c in (node.get("class") or "").split()}
    assert len(used) > 20
    assert sorted(used - known - HOOKS) == []


def test_the_macros_and_the_style_sheets_are_of_one_version() -> None:
    pinned = json.loads((ROOT / "tools" / "vendor" / "package.json").read_text())["dependencies"]
    macros = metadata.metadata("govuk-frontend-jinja")
    version = macros["Version"]
    row = re.search(rf"\[{re.escape(version)}\]\([^)]*\)\s*\|\s*\[([\d.]+)\]", str(macros.get_payload()))
    assert row, "the package names the GOV.UK Frontend it follows"
    assert pinned["govuk-frontend"] == row[1]
    assert f'--govuk-frontend-version: "{row[1]}"' in (CSS / "portal.css").read_text()
    kept = (STATIC / "frontdoor" / "VERSIONS").read_text()
    assert all(
        f"{name} {number}" in kept for name, number in pinned.items() if name not in {"sass", "axe-core"}
    )


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_is_inline_or_the_governments_own(name: str) -> None:
    text = page(name)
    tree = html.fromstring(text)
    assert not tree.xpath("//@style | //style | //script[not(@src)]")
    assert not [a for node in tree.iter() for a in node.attrib if a.startswith("on")]
    assert "GOV.UK" not in text
    assert "crown" not in text.lower()


def test_the_style_sheets_carry_no_typeface_or_picture_of_the_government() -> None:
    for sheet in CSS.iterdir():
        text = sheet.read_text().lower()
        assert "gds transport" not in text
        assert "#1d70b8" not in text.split("--govuk")[0]
        assert not re.search(r"url\([^)]*\.(svg|png|ico)", text)


def test_the_first_page_weighs_less_than_100_kilobytes() -> None:
    text = page("home")
    sent = len(gzip.compress(text.encode(), 6))
    files = set(re.findall(r'/static/(frontdoor/[^"]+)', text)) | {"frontdoor/js/govuk-frontend.min.js"}
    assert any(name.endswith(".woff2") for name in files)
    for name in files:
        body = (STATIC / name).read_bytes()
        sent += len(body) if name.endswith(".woff2") else len(gzip.compress(body, 6))
    assert 40_000 < sent < 100_000


HOSTILE = "</textarea></title><script>alert(1)</script>\" ' onfocus=alert(1) {{ 7*7 }} &amp;"
DRAW = """
{% from "design/components/forms.html" import field, button, error_summary, search_box %}
{% from "design/components/filters.html" import filter_panel %}
{% from "design/components/links.html" import card_list, sub_navigation_links, navigation_links %}
{% from "design/components/map.html" import map_picker, map_view %}
{% from "design/components/notices.html" import notice, warning, confirmation, empty %}
{% from "design/components/pagination.html" import pagination %}
{% from "design/components/summary.html" import summary_list %}
{% from "design/components/tables.html" import data_table %}
{% from "design/components/timeline.html" import timeline %}
<div>{% for f in fields %}{{ field(f) }}{% endfor %}
{{ error_summary(errors) }}{{ button(bad, name=bad, value=bad, about=bad) }}{{ search_box(bad, bad, bad) }}
{% call filter_panel(bad, chosen=links, clear=bad) %}{{ bad }}{% endcall %}
{{ card_list(cards) }}{{ sub_navigation_links(links) }}{{ navigation_links(links) }}
{{ map_picker(place) }}{{ map_view(place) }}
{{ notice(bad) }}{{ warning(bad) }}{{ confirmation(bad, bad) }}{{ empty(bad, bad, bad, bad) }}
{{ pagination(paging) }}{{ summary_list(rows) }}{{ summary_list(rows, title=bad, links=links) }}
{{ data_table(bad, columns, cells) }}{{ timeline(entries) }}</div>
"""


def hostile_parts() -> dict[str, object]:
    bad = HOSTILE
    link = Link(bad, bad, about=bad, count=1)
    kinds = types.FieldKind.__args__
    fields = [
        Field(
            bad, bad, kind, {"day": bad} if kind == "date" else bad, bad, bad,
            (Option(bad, bad, bad), Option(divider=bad)),
            autocomplete=bad, prefix=bad, suffix=bad, accept=bad, attributes={"data-x": bad}, max_length=limit,
        )
        for kind in kinds
        for limit in (None, 9)
    ]  # fmt: skip
    return {
        "bad": bad, "fields": fields, "errors": errors_of(fields), "links": [link], "cards": [Card(bad, bad, bad)],
        "place": types.MapView((1, 2), bad, bad, bad, bad, layers=((bad, bad),), reports=bad, tiles=bad, label=bad),
        "paging": Paging(bad, bad, bad),
        "rows": [Row(bad, bad, (link,)), Row(bad, bad, href=bad), Row(bad, bad, image=bad)],
        "columns": [Column(bad, href=bad), Column(bad)],
        "cells": [[Cell(bad, bad, detail=bad), Cell(tag=Tag(bad))]],
        "entries": [Entry(bad, samples.at(3, 9), bad, bad, Tag(bad), (link,))],
    }  # fmt: skip


def test_hostile_text_stays_text_in_every_component() -> None:
    text = engine().env.from_string(DRAW).render(**hostile_parts())
    tree = html.fromstring(text)
    assert text.count("&lt;script&gt;") > 150
    assert not tree.xpath("//script")
    assert not [a for node in tree.iter() for a in node.attrib if a.startswith("on")]
    assert "49" not in text


@pytest.mark.parametrize("limit", [None, 500])
@pytest.mark.parametrize("before", ["", "\n", "\n\n", "\r\n", " \n"])
def test_what_was_typed_comes_back_as_it_was(limit: int | None, before: str) -> None:
    typed = before + "First line\n\n    indented\n  less\n<b>&amp;"
    field = Field("more", "More", "textarea", typed, max_length=limit)
    text = engine().env.from_string(DRAW.split("<div>")[0] + "{{ field(f) }}").render(f=field)
    written = html.fromstring(text.replace("\r\n", "\n")).xpath("//textarea")[0].text
    # a browser drops the line end that follows the tag; this parser does not
    assert written.removeprefix("\n") == typed.replace("\r\n", "\n")


@pytest.mark.parametrize("name", [name for name in PAGES if name not in DESK])
def test_a_page_is_whole_before_there_is_a_council(name: str) -> None:
    text = page(name, None)
    assert "Your council" in text
    assert "/council.css" not in text


def test_a_name_that_the_view_forgot_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        engine().env.from_string("{{ forgotten }}").render()
    with pytest.raises(jinja2.UndefinedError):
        engine().env.from_string("{{ link.txt }}").render(link=Link("a", "b"))


def test_errors_lead_to_what_a_keyboard_can_reach() -> None:
    tree = html.fromstring(page("problem"))
    targets = [a.removeprefix("#") for a in tree.xpath("//*[@class='govuk-error-summary__body']//a/@href")]
    assert len(targets) == len([f for f in samples.fields("x") if f.error])
    for target in targets:
        (node,) = tree.xpath(f"//*[@id='{target}']")
        assert node.tag in {"input", "textarea", "select"}
    assert tree.xpath("//title")[0].text.startswith("Error: ")
    assert not html.fromstring(page("question")).xpath("//title")[0].text.startswith("Error")


def test_plain_text_keeps_its_lines_and_loses_its_markup() -> None:
    draw = engine().env.from_string("{{ text|paragraphs }}")
    assert draw.render(text="One\ntwo\r\n\r\n<b>three") == (
        '<p class="govuk-body">One<br>two</p><p class="govuk-body">&lt;b&gt;three</p>'
    )
    assert draw.render(text=" \n\n ") == ""
