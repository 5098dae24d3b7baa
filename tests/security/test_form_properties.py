"""Whatever form a council writes, and whatever is sent to its pages in whatever order: words, never a fault of ours."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue import policies
from frontdoor.catalogue.types import CataloguePack, FormFault, QuestionType, parse_form
from frontdoor.core.actors import SYSTEM
from tests import photos
from tests.desk import made
from tests.portal.resident import photo_file
from tests.security.naughty import faulty, page_of, value_of

AT = "/report/made-up"
QUICK = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = settings(QUICK, max_examples=1500)
CODES = [f"q{n}" for n in range(40)] + [
    "email",
    "where",
    "photo",
    "name",
    "draft_",
    "language",
    "words",
    "key",
    "seen",
]
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40).filter(
    lambda words: words.strip() != ""
)
PICTURE = photos.jpeg(size=(40, 30))


@st.composite
def _options(draw: st.DrawFn) -> list[dict[str, str]]:
    codes = draw(
        st.lists(
            st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True), min_size=1, max_size=4, unique=True
        )
    )
    return [{"code": code, "label": draw(WORDS)} for code in codes]


@st.composite
def _condition(draw: st.DrawFn, before: list[dict[str, Any]], depth: int = 0) -> dict[str, Any]:
    """A condition on questions before."""
    kinds = ["plain", "plain", "answered"] + (["all", "any", "not"] if depth < 2 else [])
    kind = draw(st.sampled_from(kinds))
    if kind in ("all", "any"):
        return {kind: draw(st.lists(_condition(before, depth + 1), min_size=1, max_size=3))}
    if kind == "not":
        return {"not": draw(_condition(before, depth + 1))}
    question = draw(st.sampled_from(before))
    if kind == "answered":
        return {"question": question["code"], "answered": True}
    if question["type"] == "choices":
        return {"question": question["code"], "includes": draw(st.sampled_from(question["options"]))["code"]}
    value: st.SearchStrategy[Any] = st.sampled_from(["x", "yes", 1, 0, True, False, 2.5])
    if question["type"] == "choice":
        value = st.sampled_from([option["code"] for option in question["options"]])
    elif question["type"] == "yes_no":
        value = st.booleans()
    op = draw(st.sampled_from(["is", "is_not", "in"]))
    return {
        "question": question["code"],
        op: draw(st.lists(value, min_size=1, max_size=3)) if op == "in" else draw(value),
    }


@st.composite
def _question(draw: st.DrawFn, code: str, before: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(QuestionType)))
    made: dict[str, Any] = {"code": code, "type": kind.value, "label": draw(WORDS)}
    if kind in (QuestionType.CHOICE, QuestionType.CHOICES):
        made["options"] = draw(_options())
    for name, value in (
        ("hint", WORDS),
        ("required", st.booleans()),
        ("private", st.booleans()),
        ("error", WORDS),
        ("max_length", st.integers(1, 20_000)),
        ("minimum", st.integers(-5, 5)),
        ("maximum", st.integers(6, 10**9)),
    ):
        if draw(st.integers(0, 3)) == 0:
            made[name] = draw(value)
    if before and draw(st.integers(0, 2)) == 0:
        made["show_if"] = draw(_condition(before))
    return made


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form that a council could write: all types of question, conditions of all kinds, stops."""
    codes = iter(draw(st.permutations(CODES)))
    before: list[dict[str, Any]] = []
    pages = []
    for number in range(draw(st.integers(1, 5))):
        page: dict[str, Any] = {"code": f"p{number}", "title": draw(WORDS), "questions": []}
        if before and draw(st.integers(0, 3)) == 0:
            page["show_if"] = draw(_condition(before))
        for _ in range(draw(st.integers(1, 4))):
            question = draw(_question(next(codes), before))
            page["questions"].append(question)
            before.append(question)
        if draw(st.integers(0, 3)) == 0:
            page["intro"] = draw(WORDS)
        if draw(st.integers(0, 4)) == 0:
            page["stops"] = [{"when": draw(_condition(before)), "title": draw(WORDS), "body": draw(WORDS)}]
        pages.append(page)
    form = {"pages": pages}
    parse_form(form)
    return form


def _right(question: dict[str, Any], draw: st.DrawFn) -> dict[str, Any]:
    """An answer to the question that is right."""
    code, kind = question["code"], question["type"]
    options = [option["code"] for option in question.get("options", [])]
    answers: dict[str, dict[str, Any]] = {
        "text": {code: "x"}, "long_text": {code: "x"}, "full_name": {code: "x"},
        "email": {code: "sam@example.org"},
        "phone": {code: "07700 900123"}, "postcode": {code: "WD1 1AA"},
        "yes_no": {code: draw(st.sampled_from(["yes", "no"]))},
        "date": {f"{code}-day": "29", f"{code}-month": "2", f"{code}-year": "2028"}, "number": {code: "6"},
        "address": draw(st.sampled_from([{f"{code}-uprn": "999900000001"}, {f"{code}-lines": "1 Mill Lane"}])),
        "place": draw(st.sampled_from([
            {f"{code}-words": "By the bridge"}, {f"{code}-lat": "54.57", f"{code}-long": "2.04"},
            {f"{code}-found": "0", f"{code}-searched": "mill lane", f"{code}-words": "by 3"},
            {f"{code}-lat": "54.56", f"{code}-long": "2.12"},
        ])),
    }  # fmt: skip
    if kind in ("choice", "choices"):
        return {code: draw(st.sampled_from(options))}
    return answers.get(kind, {})


def _offer(form: dict[str, Any], at: datetime) -> None:
    """Offer the form as a service of the small council."""
    from tests import small_council

    pothole, *_ = small_council.services()
    digest = hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:8]
    service = replace(pothole, code="made-up", name=f"Made up {digest}", form=form)
    catalogue.load(CataloguePack((service,)), by=SYSTEM, at=at)


def _walk(client: Client, form: dict[str, Any], draw: st.DrawFn) -> str:
    """Answer page after page as a resident would, and send; the reference, or "" where a stop or a body ends it."""
    questions = {question["code"]: question for page in form["pages"] for question in page["questions"]}
    address, steps = f"{AT}/", 0
    while True:
        steps += 1
        assert steps < 60, f"the form goes round in circles at {address}"
        answer = client.get(address, follow=True)
        address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        page = page_of(answer)
        assert answer.status_code == 200
        if address.startswith((f"{AT}/stop/", f"{AT}/elsewhere/")):
            return ""
        if address.startswith(f"{AT}/sent/"):
            return address.rstrip("/").rpartition("/")[2]
        if address == f"{AT}/":  # begun before: carry on
            (address,) = {link for link in page.xpath("//main//a/@href") if link.startswith(f"{AT}/")}
            continue
        data: dict[str, Any] = {"draft": value_of(page, "draft")}
        if address.startswith(f"{AT}/nearby/"):
            data["which"] = draw(
                st.sampled_from([one.get("value") for one in page.xpath("//input[@name='which']")])
            )
        elif not address.startswith(f"{AT}/check/"):
            asked = value_of(page, "asked").split() if page.xpath("//input[@name='asked']") else []
            data["asked"] = " ".join(asked)
            for code in asked:
                data |= _right(questions[code], draw)
                if questions[code]["type"] == "photo":
                    data[code] = photo_file(PICTURE)
        answer = client.post(address, data)
        if answer.status_code == 400:  # no answer fits this question: it says so, in words, beside it
            assert faulty(page_of(answer))
            return ""
        assert answer.status_code == 302, (address, answer.status_code)
        address = answer["Location"]


def _read_everywhere(reference: str) -> None:
    leader = made.signed_in("lena.leader@wold.example")
    for address in (f"/desk/cases/{reference}/", f"/desk/cases/{reference}/reports/", "/desk/queues/team/"):
        page_of(leader.get(address))
    page_of(Client().get(f"/reports/{reference}/", follow=True))
    for suffix in ("json", "xml"):
        assert Client().get(f"/open311/v2/requests/{reference}.{suffix}").status_code in (200, 404)
        assert Client().get(f"/open311/v2/services/made-up.{suffix}").status_code == 200


def _walked(form: dict[str, Any], draw: st.DrawFn) -> None:
    note(json.dumps(form))
    _forget_limits()
    _offer(form, timezone.now())
    page_of(Client().get("/services/made-up/"))
    reference = _walk(Client(), form, draw)
    if reference:
        _read_everywhere(reference)


def _forget_limits() -> None:
    from frontdoor.core.models import RateWindow

    RateWindow.objects.all().delete()


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
