"""Strings made to break software, in every field that staff and partner systems fill in."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Case
from frontdoor.core import audit
from tests.desk import made
from tests.security.naughty import (
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

MOST = 10_000
MOST_OF_A_REASON = 500
# what can be done to a case with words, the field they go into, and what else the form needs
DOINGS = [
    ("reply", "words", {}),
    ("note", "words", {}),
    ("status", "words", {"status": "investigating"}),
    ("status", "words", {"status": "scheduled"}),
    ("transfer", "why", {"team": "waste"}),
    ("close", "words", {"outcome": "resolved"}),
    ("reopen", "why", {}),
]


@pytest.fixture
def leader(small_council: ModuleType) -> Client:
    return made.signed_in(small_council.LEADER)


def _texts(most: int, *, size: int, one_in: int = 1) -> Iterator[str]:
    """Many strings at once, a line each, as long as a field takes."""
    for pack in packs([one for one in strings()[::one_in] if "\x00" not in one], size):
        yield "\n".join(pack)[:most].strip()


def _lines(element: Any) -> list[str]:
    return [squashed(line) for p in element.iter("p") for line in p.itertext() if squashed(line)]


def _kept_lines(words: str) -> list[str]:
    ends = words.replace("\r\n", "\n").replace("\r", "\n")
    return [squashed(line) for line in ends.split("\n") if squashed(line)]


def _do(client: Client, case: Case, name: str, typed: dict[str, str]) -> Any:
    from frontdoor.organisation import queries as organisation

    if "team" in typed:
        team = organisation.team_by_code(typed["team"])
        assert team is not None
        typed = {**typed, "team": str(team.pk)}
    seen = made.again(case.reference).version
    return send(client, f"/desk/cases/{case.reference}/{name}/", {**typed, "seen": str(seen)})


def _newest(client: Client, reference: str) -> list[list[str]]:
    """The words of the timeline, newest first."""
    page = page_of(client.get(f"/desk/cases/{reference}/"))
    return [_lines(one) for one in page.xpath("//*[contains(@class, 'fd-timeline__text')]")]


@pytest.mark.parametrize("name", ["note", "reply"])
def test_all_of_them_in_what_staff_write(leader: Client, name: str) -> None:
    case = made.case()
    for words in _texts(MOST, size=60):
        assert _do(leader, case, name, {"words": words}).status_code == 302
        assert _kept_lines(words) in _newest(leader, case.reference)
    if name == "reply":
        reporter = Client()
        send(reporter, "/follow/", {"reference": case.reference, "fact": "ann@example.org"})
        page_of(reporter.get(f"/follow/{case.reference}/"))


def test_a_life_of_a_case_in_such_words(leader: Client, small_council: ModuleType) -> None:
    everywhere = made.signed_in(small_council.MANAGER)
    for words in _texts(MOST_OF_A_REASON, size=12, one_in=6):
        case = made.case()
        for name, field, more in DOINGS:
            answer = _do(everywhere, case, name, {field: words, **more})
            assert answer.status_code == 302, (name, words, answer.content)
            assert _kept_lines(words) in _newest(everywhere, case.reference), name
        page_of(Client().get(f"/reports/{case.reference}/"))
        page_of(everywhere.get(f"/desk/cases/{case.reference}/history/"))


@pytest.mark.parametrize(("name", "field", "more"), DOINGS[:6])
def test_what_cannot_be_kept_is_refused_and_shown_again(
    small_council: ModuleType, name: str, field: str, more: dict[str, str]
) -> None:
    manager, case = made.signed_in(small_council.MANAGER), made.case()
    before = made.again(case.reference).version
    for words in ("nul\x00nul", "x" * (MOST + 1)):
        answer = _do(manager, case, name, {field: words, **more})
        assert answer.status_code == 400
        shown = page_of(answer)
        assert faulty(shown) == {field}
        assert same_text(value_of(shown, field), words.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    assert made.again(case.reference).version == before


def test_fields_that_take_only_what_is_in_a_list(leader: Client) -> None:
    case = made.case()
    before = made.again(case.reference).version
    wrong = [
        ("status", "status"),
        ("assign", "owner"),
        ("transfer", "team"),
        ("close", "outcome"),
        ("join", "reference"),
    ]
    for number, words in enumerate(some(8)):
        name, field = wrong[number % len(wrong)]
        seen = str(made.again(case.reference).version)
        answer = send(
            leader,
            f"/desk/cases/{case.reference}/{name}/",
            {"words": "Done", "why": "So", field: words, "seen": seen},
        )
        assert answer.status_code == 400, (name, words)
        page_of(answer)
        assert (
            send(leader, f"/desk/cases/{case.reference}/note/", {"words": "x", "seen": words}).status_code
            == 400
        )
    assert made.again(case.reference).version == before


def test_looking_for_them(leader: Client) -> None:
    """Each finds nothing, or what it is in; none is taken for a query of the index."""
    made.case(words="select drop union")
    for pack in packs(some(3), 3):
        found = page_of(leader.get("/desk/search/", {"q": pack[0], "before": "7"}))
        if "\x00" not in pack[0]:
            assert squashed(value_of(found, "q")) == squashed(pack[0][:200])
        page_of(leader.get("/desk/search/", {"q": pack[1]}))
        assert leader.get("/desk/search/", {"q": "x", "before": pack[2]}).status_code in (200, 400)


def test_a_case_is_found_by_the_words_that_it_has(leader: Client) -> None:
    for words in some(25):
        kept = squashed(words)
        plain = [word for word in kept.split() if word.isascii() and word.isalnum()]
        if not plain or "\x00" in words or len(kept) > 200:
            continue
        case = made.case(words=words)
        page = leader.get("/desk/search/", {"q": plain[0]})
        assert case.reference in page.content.decode(), words


def test_filters_of_queues(leader: Client) -> None:
    names = ("service", "team", "status", "after", "before")
    for pack in packs(some(4), 5):
        answer = leader.get("/desk/queues/team/", dict(zip(names, pack, strict=True)))
        assert answer.status_code in (200, 302, 400)
        for name, words in zip(names, pack, strict=True):
            assert leader.get("/desk/queues/team/", {name: words}).status_code in (200, 302, 400)


def test_addresses_of_the_desk_made_of_them(leader: Client) -> None:
    case = made.case()
    paths = [
        "/desk/cases/{}/", "/desk/queues/{}/", "/desk/customers/{}/", "/desk/messages/{}/",
        "/desk/cases/{}/history/", "/desk/cases/{}/reply/", "/desk/{}/", "/desk/messages/?before={}",
        f"/desk/cases/{case.reference}/?show={{}}", f"/desk/cases/{case.reference}/?before={{}}",
    ]  # fmt: skip
    for number, words in enumerate(some(4)):
        answer = leader.get(paths[number % len(paths)].format(quote(words, safe="")), follow=True)
        assert answer.status_code in (200, 400, 404), words
        page_of(answer)


def test_why_somebody_looks_at_a_customer(leader: Client) -> None:
    customer = _customer(made.case())
    for words in some(8):
        client = made.signed_in(leader_email())
        answer = send(client, f"/desk/customers/{customer}/", {"why": words})
        if answer.status_code == 400:
            assert faulty(page_of(answer)) == {"why"}
            assert "\x00" in words or len(squashed(words)) < 3 or len(words) > 500
            continue
        page_of(client.get(f"/desk/customers/{customer}/"))
        looked = audit.history(f"customer:{customer}")
        assert squashed(words) in [squashed(entry.why) for entry in looked], words


def leader_email() -> str:
    from tests import small_council

    return small_council.LEADER


def _customer(case: Case) -> int:
    (notice,) = cases.notices(case.pk)
    assert notice.source_record is not None
    return int(notice.source_record.customer_id)


@pytest.mark.parametrize(
    "field", ["description", "first_name", "email", "phone", "update_id", "status", "media_url"]
)
def test_updates_of_partner_systems(small_council: ModuleType, leader: Client, field: str) -> None:
    """Taken and shown at the desk as they came, or refused in the standard's shape."""
    from tests.api.conftest import _key
    from tests.api.partner import Partner, fault

    partner = Partner(_key("Partner"))
    reference = partner.report()
    for number, words in enumerate(some(14)):
        answer = partner.update(
            reference, **{"status": "INVESTIGATING", "update_id": f"u{number}", field: words}
        )
        if answer.status_code != 200:
            assert fault(answer)[0] == 400
            continue
        if field == "description" and words.strip():
            assert _kept_lines(words) in _newest(leader, reference), words
        assert partner.get("servicerequestupdates.xml").status_code == 200


@pytest.mark.proof
@pytest.mark.parametrize(("name", "field", "more"), DOINGS[:6])
def test_every_string_in_every_field_of_the_desk(
    small_council: ModuleType, name: str, field: str, more: dict[str, str]
) -> None:
    manager = made.signed_in(small_council.MANAGER)
    for words in strings():
        case = made.case()
        answer = _do(manager, case, name, {field: words, **more})
        if answer.status_code == 302:
            assert _kept_lines(words) in [*_newest(manager, case.reference), []], words
        else:
            assert answer.status_code == 400
            assert faulty(page_of(answer)) or not words.strip()


def test_what_the_customer_page_says_of_them(leader: Client) -> None:
    """Names, telephone numbers and places as they came, on the page about the customer."""
    for pack in packs(some(30), 3):
        if any("\x00" in one for one in pack):
            continue
        name, place, address = (squashed(one)[:100] for one in pack)
        from frontdoor.customers.types import Identity

        case = made.case(
            who=Identity(name=name or "x", email="x@example.org", phone="07700 900124", address=address)
        )
        shown = page_of(leader.get(f"/desk/customers/{_customer(case)}/?case={case.reference}"))
        assert (name or "x") in squashed(shown.text_content())
        assert squashed(rows(page_of(leader.get(f"/desk/cases/{case.reference}/")))["Name"]) == (name or "x")
        assert place is not None
