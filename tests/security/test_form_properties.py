"""Whatever form a council writes: it can be filled in to its end, it agrees with itself, and staff can read it."""

import json
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, note, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from frontdoor.catalogue import policies
from frontdoor.catalogue.types import FormFault, parse_form
from tests.security.made_forms import LONG, QUICK, an_example, forms, offer, read_everywhere, walk
from tests.security.naughty import page_of


def _walked(form: dict[str, Any], draw: st.DrawFn) -> None:
    note(json.dumps(form))
    with an_example():
        offer(form, timezone.now())
        page_of(Client().get("/services/made-up/"))
        for _ in range(2):  # the second may find that the first reported the same near by
            reference = walk(Client(), form, draw)
            if reference:
                read_everywhere(reference)


@given(form=forms(), data=st.data())
@QUICK
def test_any_form_can_be_walked_to_its_end(
    small_council: ModuleType, form: dict[str, Any], data: st.DataObject
) -> None:
    _walked(form, data.draw)


@pytest.mark.proof
@given(form=forms(), data=st.data())
@LONG
def test_very_many_forms_can_be_walked_to_their_end(
    small_council: ModuleType, form: dict[str, Any], data: st.DataObject
) -> None:
    _walked(form, data.draw)


@pytest.mark.parametrize("code", ["check", "stop", "nearby", "elsewhere"])
def test_a_page_may_not_be_called_like_a_page_that_every_form_has(code: str) -> None:
    page = {"code": code, "title": "T", "questions": [{"code": "q", "type": "text", "label": "Q"}]}
    with pytest.raises(FormFault, match="pages/0/code"):
        parse_form({"pages": [page]})


@pytest.mark.parametrize("code", ["asked", "draft", "change", "add", "remove", "csrfmiddlewaretoken"])
def test_a_question_may_not_be_called_like_an_input_that_every_page_has(code: str) -> None:
    page = {"code": "p", "title": "T", "questions": [{"code": code, "type": "text", "label": "Q"}]}
    with pytest.raises(FormFault, match="pages/0/questions/0/code"):
        parse_form({"pages": [page]})


@given(form=forms(), data=st.data())
@settings(QUICK, max_examples=100)
def test_what_is_asked_agrees_with_itself(form: dict[str, Any], data: st.DataObject) -> None:
    """A page is asked for if and only if something is missing on it, and no hidden answer counts."""
    parsed = parse_form(form)
    codes = [question.code for question in parsed.questions()]
    answers = data.draw(
        st.dictionaries(
            st.sampled_from(codes), st.sampled_from(["x", True, False, ["a"], 3, None, {"text": "y"}])
        )
    )
    pages = policies.pages_for(parsed, answers)
    kept = policies.relevant(parsed, answers)
    assert kept.items() <= answers.items()
    assert policies.relevant(parsed, kept) == kept
    assert policies.pages_for(parsed, kept) == pages
    seen = frozenset(page.code for page in pages)
    first = policies.first_unanswered(parsed, answers, seen)
    assert first is None or first in pages
    stop = policies.stop_for(parsed, answers)
    assert stop is None or stop[0] == pages[-1]


def test_the_walk_finds_a_page_that_breaks(small_council: ModuleType) -> None:
    """The check of these tests: what they call a page of ours is one, and a script that was let through is seen."""
    hostile = lxml_html.tostring(lxml_html.fromstring("<p><script>1</script></p>"))
    answer = Client().get("/")
    answer.content = answer.content.replace(b"</main>", hostile + b"</main>")
    with pytest.raises(AssertionError):
        page_of(answer)
