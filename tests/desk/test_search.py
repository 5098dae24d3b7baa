"""Finding a case or a customer; and what is typed there never reaches the database as anything but words."""

import json
import re
from types import ModuleType

import pytest

from frontdoor.cases import queries
from frontdoor.cases.queries import Case
from frontdoor.core import audit
from tests.corpora import corpus
from tests.desk import made
from tests.desk.counting import queries as counted
from tests.desk.test_queues import link, page, shown


def test_a_reference_leads_to_its_case(small_council: ModuleType) -> None:
    case, client = made.case(), made.signed_in(small_council.OFFICER)
    for typed in (case.reference, case.reference.lower(), case.reference.replace("-", " ")):
        answer = client.get("/desk/search/", {"q": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.reference}/")


def test_words_find_the_newest_first_page_by_page(small_council: ModuleType) -> None:
    cases = [made.case(words=f"a purple elephant, number {number}") for number in range(queries.PAGE + 4)]
    made.case(words="something else")
    client = made.signed_in(
        small_council.OTHER_OFFICER
    )  # another team: what is not restricted is for all staff
    wanted = [case.reference for case in reversed(cases)]
    first = page(client, "/desk/search/?q=Purple+ELEPHANT")
    assert shown(first) == wanted[: queries.PAGE]
    second = page(client, link(first, "next"))
    assert shown(first) + shown(second) == wanted
    assert link(second, "next") == ""
    assert shown(page(client, link(second, "prev"))) == shown(first)


def test_the_beginning_of_a_word_is_enough_where_no_case_has_it_whole(small_council: ModuleType) -> None:
    whole, longer = made.case(words="an elephant"), made.case(words="two elephants")
    client = made.signed_in(small_council.OFFICER)
    assert shown(page(client, "/desk/search/?q=elephant")) == [whole.reference]
    assert shown(page(client, "/desk/search/?q=elephan")) == [longer.reference, whole.reference]
    assert shown(page(client, f"/desk/search/?q=elephan&before={longer.pk}")) == [whole.reference]
    assert shown(page(client, f"/desk/search/?q=elephant&before={whole.pk}")) == []


def test_what_nobody_may_see_does_not_hide_what_they_may(small_council: ModuleType) -> None:
    """A restricted case with the whole word must not keep the others from being found by its beginning."""
    plain = made.case(words="two elephants")
    made.restricted(words="an elephant")
    client = made.signed_in(small_council.OTHER_OFFICER)
    assert shown(page(client, "/desk/search/?q=elephant")) == [plain.reference]


def test_a_customer_is_found_by_their_whole_address_or_number(small_council: ModuleType) -> None:
    case = made.case()
    client = made.signed_in(small_council.ADVISOR)
    for typed in ("ANN@example.org", "07700 900123", "+447700900123"):
        html = client.get("/desk/search/", {"q": typed}).content.decode()
        found = re.search(r'href="(/desk/customers/\d+/)">Ann Resident', html)
        assert found, typed
    customer = found[1].split("/")[3]
    seen = [entry for entry in audit.history(f"customer:{customer}") if entry.action == "customer.seen"]
    assert [entry.actor for entry in seen] == [str(made.actor(small_council.ADVISOR))] * 3
    assert "Ann" not in client.get("/desk/search/", {"q": "ann@example"}).content.decode()
    assert case.reference not in client.get("/desk/search/", {"q": "ann@example.org"}).content.decode()


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\x00", "🐘", "a" * 5000, "NEAR(", '"', "* OR *", "ﷺ"])
def test_nothing_typed_is_a_fault(small_council: ModuleType, typed: str) -> None:
    made.case()
    assert made.signed_in(small_council.OFFICER).get("/desk/search/", {"q": typed}).status_code == 200


def test_a_bad_page_is_a_bad_request(small_council: ModuleType) -> None:
    client = made.signed_in(small_council.OFFICER)
    for bad in ("x", "-1", "1;", "9" * 25):
        assert client.get("/desk/search/", {"q": "hole", "before": bad}).status_code == 400


def test_strings_that_end_statements_find_nothing_and_break_nothing(small_council: ModuleType) -> None:
    """Search, filters and positions take each of them: an answer or a refusal, and every row still there."""
    strings = json.loads(corpus("bad/strings/fuzzdb_sqli.json").read_text())
    assert len(strings) > 100
    case = made.case()
    client = made.signed_in(small_council.OFFICER)
    for string in strings:
        html = client.get("/desk/search/", {"q": string})
        assert html.status_code == 200, string
        if any(letter.isalpha() for letter in string):  # digits alone may rightly be those of its reference
            assert case.reference not in html.content.decode(), string
        for name in ("service", "team", "status", "after", "before"):
            answer = client.get("/desk/queues/all/", {name: string})
            assert answer.status_code == 400, (name, string)
        for name in ("show", "before"):
            assert client.get(f"/desk/cases/{case.reference}/", {name: string}).status_code == 400, string
        # an empty order is no order: there is nothing to sort by, and it is not looked at
        assert client.get("/desk/queues/all/", {"order": string, "sort": string}).status_code == 200
        answer = client.get("/desk/search/", {"q": "hole", "before": string})
        assert answer.status_code in ((200, 302) if string.isdecimal() else (400,)), string
    assert Case.objects.count() == 1
    assert shown(page(client, "/desk/queues/all/")) == [case.reference]


def test_a_search_takes_so_many_queries(small_council: ModuleType) -> None:
    for number in range(30):
        made.case(words=f"elephant {number}")
    client = made.signed_in(small_council.OFFICER)
    page(client, "/desk/search/?q=elephant")
    with counted() as asked:
        assert len(shown(page(client, "/desk/search/?q=elephant"))) == 25
    assert len(asked) == 4, "\n".join(asked)  # session, user, the index, the rows
