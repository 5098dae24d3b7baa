"""Strings made to break software, in every field that takes words: kept and shown as they are, or refused in words."""

from itertools import count
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from frontdoor.cases import queries as cases
from frontdoor.core import references
from frontdoor.notifications import policies as notifications
from tests.desk import made
from tests.security.naughty import (
    CHECKED,
    faulty,
    packs,
    page_of,
    rows,
    same_text,
    send,
    some,
    squashed,
    strings,
    value_of,
)

FORM = "/report/everything"
SHORT, LONG = [f"t{n}" for n in range(20)], [f"l{n}" for n in range(20)]
_callers = count(1)


def _elsewhere() -> dict[str, str]:
    """Another caller each time: limits by address are another test's matter."""
    number = next(_callers)
    return {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250 + 1}"}


def _too_much(words: str, most: int) -> bool:
    return "\x00" in words or len(squashed(words)) > most


def _answer(client: Client, page: str, asked: str, typed: dict[str, str], *, most: int) -> dict[str, str]:
    """Send a page. What cannot be kept is named, everything typed is shown again, and the rest is sent once more.

    Returns what was taken.
    """
    answer = send(client, f"{FORM}/{page}/", {"asked": asked, **typed})
    if answer.status_code == 302:
        assert not any("\x00" in words for words in typed.values())
        return typed
    assert answer.status_code == 400
    shown = page_of(answer)
    wrong = {f"{name}-words" if name == "where" else name for name in faulty(shown)}
    for name, words in typed.items():
        again = value_of(shown, name)
        assert same_text(again, words.replace("\x00", "")), (name, words, again)
        assert (name in wrong) == _too_much(words, most), (name, words)
    assert wrong
    rest = {name: "plain words" if name in wrong else words for name, words in typed.items()}
    assert send(client, f"{FORM}/{page}/", {"asked": asked, **rest}).status_code == 302
    return rest


def _fill_in(client: Client, pack: list[str]) -> dict[str, str]:
    """Fill in the whole form with 43 strings; what was taken, by the name of the field."""
    short = _answer(client, "short", " ".join(SHORT), dict(zip(SHORT, pack[:20], strict=True)), most=200)
    long = _answer(client, "long", " ".join(LONG), dict(zip(LONG, pack[20:40], strict=True)), most=4000)
    place = _answer(
        client, "place", "where", {"where-words": pack[40] if squashed(pack[40]) else "x"}, most=500
    )
    home = _answer(client, "address", "home", {"home-lines": pack[41], "home-way": "hand"}, most=500)
    typed = {"name": pack[42], "email": "sam@example.org", "asked": " ".join(CHECKED)}
    answer = send(client, f"{FORM}/checked/", typed)
    if answer.status_code == 400:
        assert faulty(page_of(answer)) == {"name"}
        assert _too_much(pack[42], 200)
        answer = send(client, f"{FORM}/checked/", {**typed, "name": "plain words"})
        typed["name"] = "plain words"
    assert answer.status_code == 302
    assert answer["Location"] == f"{FORM}/check/"
    return {**short, **long, **place, **home, "name": typed["name"]}


LABELS = {
    **{f"t{n}": f"Short {n}" for n in range(20)},
    **{f"l{n}": f"Long {n}" for n in range(20)},
    "where-words": "Which place is it?",
    "home-lines": "Which address is it?",
    "name": "Full name",
}


def test_every_string_goes_through_a_form_and_is_read_back_as_it_was(everything: ModuleType) -> None:
    """All of the corpus, 43 strings to a form: on the answers' page, the reporter's, everybody's and the desk's."""
    officer = made.signed_in(everything.LEADER)
    for pack in packs(strings(), 43):
        client = Client(**_elsewhere())
        taken = _fill_in(client, pack)
        checked = page_of(client.get(f"{FORM}/check/"))
        shown = rows(checked)
        for name, label in LABELS.items():
            words, said = taken[name], shown[label]
            if name in LONG and words.strip():
                assert same_text(said, words), (name, words, said)
            else:
                assert squashed(said) == (squashed(words) or "Not answered"), (name, words, said)
        answer = send(client, f"{FORM}/check/", {"draft": value_of(checked, "draft")})
        assert answer.status_code == 302, answer.content
        reference = answer["Location"].rstrip("/").rpartition("/")[2]
        page_of(client.get(answer["Location"]))
        _read_back(client, officer, reference, taken)


def _read_back(client: Client, officer: Client, reference: str, taken: dict[str, str]) -> None:
    description = cases.by_reference(reference).description  # type: ignore[union-attr]
    mine = page_of(client.get(f"/follow/{reference}/"))
    assert same_text(rows(mine)["What you told us"], description)
    for name in LONG:
        if taken[name].strip():
            assert taken[name].replace("\r\n", "\n").replace("\r", "\n") in description
    page_of(Client().get(f"/reports/{reference}/"))
    at_the_desk = page_of(officer.get(f"/desk/cases/{reference}/"))
    shown = rows(at_the_desk)
    for name in (*SHORT, *LONG):
        if taken[name].strip():
            assert squashed(shown[LABELS[name]]) == squashed(taken[name])
    if squashed(taken["name"]):
        assert squashed(shown["Name"]) == squashed(taken["name"])
    _message_has(reference, taken["name"])


def _message_has(reference: str, name: str) -> None:
    """The message holds the name as it is, also where it looks like a field of ours."""
    from frontdoor.notifications.models import Notification

    case = cases.by_reference(reference)
    assert case is not None
    (message,) = Notification.objects.filter(about=f"case:{case.pk}", template="case_received")
    assert squashed(name) in squashed(message.body)
    assert message.address == "sam@example.org"
    assert "\n" not in message.subject
    assert notifications.fill("Dear ((name)),", {"name": squashed(name)}) in message.body


def _into_checked_fields(everything: ModuleType, values: list[tuple[str, ...]]) -> None:
    """Fields that take only one form of answer: the string is refused by name and shown again, or it has that form."""
    client = Client()
    names = (
        "email",
        "phone",
        "postcode",
        "number",
        "choice",
        "kinds",
        "sure",
        "day-day",
        "day-month",
        "day-year",
    )
    refused = 0
    for pack in values:
        typed = dict(zip(names, pack, strict=True))
        answer = send(client, f"{FORM}/checked/", {"asked": " ".join(CHECKED), **typed})
        assert answer.status_code in (302, 400)
        if answer.status_code == 302:
            continue
        refused += 1
        shown = page_of(answer)
        assert faulty(shown)
        for name in ("email", "phone", "postcode", "number", "day-day", "day-month", "day-year"):
            assert squashed(value_of(shown, name)) == squashed(typed[name].replace("\x00", "")), (
                name,
                typed[name],
            )
    assert refused > len(values) * 0.9


def test_no_checked_field_takes_a_string_that_is_none_of_its_kind(everything: ModuleType) -> None:
    _into_checked_fields(everything, [tuple(pack) for pack in packs(strings(), 10)])


@pytest.mark.proof
def test_every_string_in_every_checked_field(everything: ModuleType) -> None:
    _into_checked_fields(everything, [(words,) * 10 for words in strings()])


@pytest.mark.proof
@pytest.mark.parametrize("kind", ["short", "long", "place", "address", "name"])
def test_every_string_in_every_kind_of_field_of_the_form(everything: ModuleType, kind: str) -> None:
    """Short and long texts 20 at a time; the fields of which a page has one, one at a time."""
    client = Client(**_elsewhere())
    taken = 0
    if kind in ("short", "long"):
        names, most = (SHORT, 200) if kind == "short" else (LONG, 4000)
        for pack in packs(strings(), 20):
            _answer(client, kind, " ".join(names), dict(zip(names, pack, strict=True)), most=most)
            taken += 1
    else:
        for words in strings():
            if kind == "place" and squashed(words):
                _answer(client, "place", "where", {"where-words": words}, most=500)
            elif kind == "address":
                _answer(client, "address", "home", {"home-lines": words, "home-way": "hand"}, most=500)
            elif kind == "name":
                _answer(
                    client, "checked", " ".join(CHECKED), {"name": words, "email": "s@example.org"}, most=200
                )
            taken += 1
    assert taken > 50


def test_places_and_addresses_are_searched_for(everything: ModuleType) -> None:
    client = Client()
    fields = ("where-found", "where-searched", "where-lat", "where-long")
    for pack in packs(some(4), 4):
        asked = client.get("/report/pothole/danger/", {"find": pack[0], "pick": pack[1]})
        page_of(asked)
        typed = {"asked": "where", **dict(zip(fields, pack, strict=True))}
        answer = send(client, "/report/fly-tipping/where/", typed)
        assert answer.status_code in (302, 400)
        if answer.status_code == 400:
            assert faulty(page_of(answer))
        found = page_of(client.get("/report/fly-tipping/where/", {"find": pack[2], "pick": pack[3]}))
        if "\x00" not in pack[2]:
            assert value_of(found, "find") == squashed(pack[2])[:100]
        page_of(client.get("/report/missed-bin/address/", {"find": pack[3], "by_hand": pack[0]}))
        uprn = send(
            client,
            "/report/missed-bin/address/",
            {
                "asked": "address",
                "address-uprn": pack[0],
                "address-postcode": pack[1],
                "address-way": pack[2],
            },
        )
        assert uprn.status_code in (302, 400)


def test_what_a_page_sends_along_by_itself(everything: ModuleType) -> None:
    """Hidden inputs and buttons hold whatever somebody puts into them."""
    for pack in packs(some(4), 4):
        client = Client()
        for name in ("draft", "asked", "change", "add", "remove", "use-photo", "drop-photo", "where-way"):
            answer = send(
                client, f"{FORM}/place/", {"where-words": "By the bridge", "asked": "where", name: pack[0]}
            )
            assert answer.status_code in (302, 400)
        assert send(client, f"{FORM}/check/", {"draft": pack[1]}).status_code == 302
        assert send(client, f"{FORM}/nearby/", {"draft": pack[2], "which": pack[3]}).status_code == 302


def test_searches_and_filters_of_residents(everything: ModuleType) -> None:
    for pack in packs(some(5), 3):
        found = page_of(Client().get("/search/", {"q": pack[0]}))
        if "\x00" not in pack[0]:
            assert value_of(found, "q") == squashed(pack[0])[:200]
        page_of(Client().get("/reports/", {"service": pack[1], "before": pack[2]}))
        assert Client().get("/map/layers.json", {"layer": pack[0], "bbox": pack[1]}).status_code in (200, 400)
        page_of(Client().get("/follow/", {"reference": pack[2]}))


def _into_path(before: str, after: str, words: str) -> None:
    answer = Client().get(before + quote(words, safe="") + after, follow=True)
    # an address too long to be led back to after signing in is refused
    assert answer.status_code in (200, 404) or (answer.status_code == 400 and len(words) > 300), (
        before,
        words,
    )
    page_of(answer)


def test_addresses_made_of_them(everything: ModuleType) -> None:
    paths = [
        ("/services/", "/"), ("/report/", "/"), ("/report/pothole/", "/"), ("/report/pothole/sent/", "/"),
        ("/report/pothole/photos/", "/"), ("/follow/", "/"), ("/reports/", "/"), ("/media/", "/"), ("/", ""),
        ("/password/reset/key/", "/"),
    ]  # fmt: skip
    for number, words in enumerate(some(4)):
        _into_path(*paths[number % len(paths)], words)


@pytest.mark.proof
@pytest.mark.parametrize(
    "before", ["/services/", "/report/", "/follow/", "/reports/", "/media/", "/desk/cases/"]
)
def test_every_string_in_every_address(everything: ModuleType, before: str) -> None:
    for words in strings():
        _into_path(before, "/", words)


def _follow(everything: ModuleType, values: list[list[str]]) -> None:
    case = made.case()
    for reference, fact in values:
        for given in (reference, case.reference):
            answer = send(Client(), "/follow/", {"reference": given, "fact": fact}, **_elsewhere())
            assert answer.status_code in (400, 429)
            if answer.status_code == 429:  # too many tries of the one reference, wherever they come from
                assert references.parse(given) == case.reference
                continue
            shown = page_of(answer)
            assert faulty(shown)
            assert same_text(_without_nul(value_of(shown, "reference")), _without_nul(given[:60]))
            if "\x00" not in fact:
                assert same_text(value_of(shown, "fact"), fact[:254])


def _without_nul(words: str) -> str:
    """What is left of it in a page, where no NUL can be."""
    return words.replace("\x00", "").replace("\N{REPLACEMENT CHARACTER}", "")


def test_the_form_to_follow_a_case(everything: ModuleType) -> None:
    _follow(everything, list(packs(some(6), 2)))


@pytest.mark.proof
def test_every_string_in_the_form_to_follow_a_case(everything: ModuleType) -> None:
    _follow(everything, [[words, words] for words in strings()])


def test_what_reporters_add_to_their_case(everything: ModuleType) -> None:
    """Several strings at once, a line each; one that cannot be kept is refused and shown again."""
    case = made.case()
    client = _follower(case.reference)
    for pack in packs([one for one in strings() if "\x00" not in one], 30):
        words = "\n".join(pack)[:4000]
        answer = send(client, f"/follow/{case.reference}/", {"words": words, "key": pack[0]}, **_elsewhere())
        assert answer.status_code == 302, words
        shown = page_of(client.get(f"/follow/{case.reference}/"))
        newest = shown.xpath("//*[contains(@class, 'fd-timeline__text')]")[0]
        assert _lines(newest) == _kept_lines(words)
    answer = send(client, f"/follow/{case.reference}/", {"words": "nul\x00nul"}, **_elsewhere())
    assert answer.status_code == 400
    assert faulty(page_of(answer)) == {"words"}


def _follower(reference: str) -> Client:
    client = Client()
    found = send(client, "/follow/", {"reference": reference, "fact": "ann@example.org"}, **_elsewhere())
    assert found.status_code == 302
    return client


def _lines(element: Any) -> list[str]:
    """The lines of a text that is drawn with paragraphs and line breaks."""
    found = [line for one in element.iter("p") for line in one.itertext()]
    return [squashed(line) for line in found if squashed(line)]


def _kept_lines(words: str) -> list[str]:
    ends = words.replace("\r\n", "\n").replace("\r", "\n")
    return [squashed(line) for line in ends.split("\n") if squashed(line)]


def test_signing_in_and_asking_for_a_new_password(everything: ModuleType) -> None:
    for words in some(12):
        answer = send(Client(), "/password/reset/", {"email": words}, **_elsewhere())
        assert answer.status_code in (302, 400)
        if answer.status_code == 400:
            assert faulty(page_of(answer)) == {"email"}
    for number, words in enumerate(some(90)):  # each costs a password's hash
        known = {"login": f"nobody{number}@example.org", "password": words}
        answer = send(Client(), "/sign-in/", known, **_elsewhere())
        assert answer.status_code == 400
        assert faulty(page_of(answer))
        answer = send(Client(), "/sign-in/", {"login": words, "password": words}, **_elsewhere())
        assert answer.status_code == 400
        assert value_of(page_of(answer), "password") == ""
