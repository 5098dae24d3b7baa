"""Whatever is sent to a form in whatever order, and whatever becomes of the form meanwhile: words, never a fault."""

import json
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.types import parse_form
from frontdoor.intake import queries as intake
from tests.desk import made
from tests.portal.resident import photo_file
from tests.security.made_forms import (
    AT,
    LONG,
    PICTURE,
    QUICK,
    an_example,
    forms,
    offer,
    read_everywhere,
    right,
    walk,
)
from tests.security.naughty import faulty, page_of, rows, send, squashed

ANYTHING = st.one_of(
    st.sampled_from([
        "", "x", "yes", "no", "0", "-1", "1.5", "54.57", "2.04", "999900000001", "999999999999", "sam@example.org",
        "WD1 1AA", "07700 900123", "29", "2", "2026", "mill lane", "1e9", "nan", "\x00", "٣", "a\r\nb", "x" * 300,
    ]),
    st.text(max_size=30),
)  # fmt: skip
PARTS = (
    "", "-day", "-month", "-year", "-lat", "-long", "-words", "-found", "-searched", "-uprn", "-lines", "-postcode",
    "-way",
)  # fmt: skip
BUTTONS = ["draft", "change", "add", "remove", "use-photo", "drop-photo", "which"]
OTHER_PAGES = [
    "check", "nearby", "elsewhere", "stop", "no_such_page", "sent/FD-0000-0000-98", "photos/1",
]  # fmt: skip
SHOWN_AS_ANSWERS = {"text", "long_text", "choice", "choices", "yes_no", "date", "number"}
FILES = [PICTURE, b"", b"GIF89a", b"no photo"]


def _questions(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [question for page in form["pages"] for question in page["questions"]]


def _asked_for(client: Client, form: dict[str, Any], draw: st.DrawFn) -> Any:
    """Send anything to any page of the form, or to one that it has not; the answer."""
    questions = _questions(form)
    codes = [question["code"] for question in questions]
    pages = [page["code"] for page in form["pages"]]
    address = f"{AT}/{draw(st.sampled_from([*pages, *pages, *OTHER_PAGES]))}/"
    names = [code + part for code in codes for part in PARTS]
    few = st.lists(ANYTHING, min_size=1, max_size=2)
    sent: dict[str, Any] = draw(st.dictionaries(st.sampled_from(names), few, max_size=8))
    sent |= draw(st.dictionaries(st.sampled_from(BUTTONS), ANYTHING, max_size=2))
    sent["asked"] = " ".join(draw(st.lists(st.sampled_from(codes), max_size=6)))
    for question in questions:
        if draw(st.booleans()):
            sent |= right(question, draw)
    begun = client.session.get("drafts", {}).get("made-up")
    if begun and draw(st.booleans()):
        sent["draft"] = begun
    how = draw(st.sampled_from(["look", "send", "send", "send with a file"]))
    note(f"{how} {address} {sent}")
    if how == "look":
        return client.get(address, {"find": "mill lane", "pick": "0", **sent})
    if how == "send":
        return send(client, address, sent)
    return client.post(
        address, {**sent, draw(st.sampled_from(codes)): photo_file(draw(st.sampled_from(FILES)))}
    )


def _pelted(form: dict[str, Any], draw: st.DrawFn) -> str:
    """Send anything, and then fill in the form as one should; the reference, "" where the form ends otherwise."""
    offer(form, timezone.now())
    client = Client()
    for _ in range(draw(st.integers(1, 8))):
        answer = _asked_for(client, form, draw)
        assert answer.status_code in (200, 302, 400, 404, 405), answer.status_code
        if answer.status_code == 400:
            shown = page_of(answer)
            assert faulty(shown) or "We could not read what was sent" in shown.text_content()
        elif answer.status_code != 302:
            page_of(answer)
    reference = walk(client, form, draw)
    if reference:
        read_everywhere(reference)
    return reference


def _many_pelted(how_many: settings) -> None:
    ends = set()

    @given(form=forms(), data=st.data())
    @how_many
    def check(form: dict[str, Any], data: st.DataObject) -> None:
        note(json.dumps(form))
        with an_example():
            ends.add(_pelted(form, data.draw))

    check()
    assert ends - {""}, "none of these forms was ever sent"


def test_whatever_is_sent_in_whatever_order(small_council: ModuleType) -> None:
    """And afterwards the form can still be filled in and sent."""
    _many_pelted(QUICK)


@pytest.mark.proof
def test_very_much_is_sent_in_any_order(small_council: ModuleType) -> None:
    _many_pelted(LONG)


def _changed(before: dict[str, Any], after: dict[str, Any], draw: st.DrawFn) -> str:
    """Begin one form, fill it in while another is on offer; the reference, "" where the form ends otherwise."""
    offer(before, timezone.now())
    client = Client()
    assert send(client, f"{AT}/p0/", {"asked": "nothing"}).status_code == 302
    offer(after, timezone.now())
    reference = walk(client, before, draw)
    if reference:
        _staff_read(reference, before)
        read_everywhere(reference)
    return reference


def _staff_read(reference: str, asked: dict[str, Any]) -> None:
    """The answers are kept with the form they were given to, and staff read each beside its question."""
    case = made.again(reference)
    submission = intake.submission_of(case.pk)
    assert submission is not None
    assert submission.form_version_id == case.form_version_id
    assert catalogue.form(submission.form_version_id) == parse_form(asked)
    questions = {question["code"]: question for question in _questions(asked)}
    assert submission.answers.keys() <= questions.keys()
    page = page_of(made.signed_in("lena.leader@wold.example").get(f"/desk/cases/{reference}/"))
    shown = {squashed(label) for label in rows(page)}
    for code, answer in submission.answers.items():
        if questions[code]["type"] in SHOWN_AS_ANSWERS and answer not in (None, "", []):
            assert squashed(questions[code]["label"]) in shown, code


def _many_changed(how_many: settings) -> None:
    ends = set()

    @given(before=forms(), after=forms(), data=st.data())
    @how_many
    def check(before: dict[str, Any], after: dict[str, Any], data: st.DataObject) -> None:
        assume(before != after)
        note(json.dumps([before, after]))
        with an_example():
            ends.add(_changed(before, after, data.draw))

    check()
    assert ends - {""}, "none of these forms was ever sent"


def test_a_form_that_changes_while_it_is_filled_in(small_council: ModuleType) -> None:
    """Who began with the old form ends with the old form, and staff read its questions with its answers."""
    _many_changed(QUICK)


@pytest.mark.proof
def test_very_many_forms_that_change(small_council: ModuleType) -> None:
    _many_changed(LONG)
