"""Any form that a council could write, offered as a service, filled in as a resident would, and read by staff."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack, QuestionType, parse_form
from frontdoor.core.actors import SYSTEM
from frontdoor.organisation import queries as organisation
from tests import photos, small_council
from tests.desk import made
from tests.portal.resident import photo_file
from tests.security.naughty import faulty, page_of, value_of

AT = "/report/made-up"
QUICK = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = settings(QUICK, max_examples=300)
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


def right(question: dict[str, Any], draw: st.DrawFn) -> dict[str, Any]:
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


def offer(form: dict[str, Any], at: datetime) -> None:
    """Offer the form as a service of the small council."""
    pothole, *_ = small_council.services()
    digest = hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()[:8]
    service = replace(pothole, code="made-up", name=f"Made up {digest}", form=form)
    catalogue.load(CataloguePack((service,)), by=SYSTEM, at=at)


def walk(client: Client, form: dict[str, Any], draw: st.DrawFn) -> str:
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
                data |= right(questions[code], draw)
                if questions[code]["type"] == "photo":
                    data[code] = photo_file(PICTURE)
        answer = client.post(address, data)
        if answer.status_code == 400:  # no answer fits this question: it says so, in words, beside it
            assert faulty(page_of(answer))
            return ""
        assert answer.status_code == 302, (address, answer.status_code)
        address = answer["Location"]


def read_everywhere(reference: str) -> None:
    """Read the report wherever it is shown: to staff, in public, and by partners."""
    leader = made.signed_in("lena.leader@wold.example")
    for address in (f"/desk/cases/{reference}/", f"/desk/cases/{reference}/reports/", "/desk/queues/team/"):
        page_of(leader.get(address))
    page_of(Client().get(f"/reports/{reference}/", follow=True))
    for suffix in ("json", "xml"):
        assert Client().get(f"/open311/v2/requests/{reference}.{suffix}").status_code in (200, 404)
        assert Client().get(f"/open311/v2/services/made-up.{suffix}").status_code == 200


@contextmanager
def an_example() -> Iterator[None]:
    """What an example does is undone after it: each finds the council as it was, however many came before."""
    organisation.forget_cached()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        organisation.forget_cached()
