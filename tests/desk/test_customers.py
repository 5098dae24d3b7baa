"""Looking at a customer: for a reason, which is recorded."""

from datetime import timedelta
from types import ModuleType

import time_machine
from django.test import Client
from django.utils import timezone

from frontdoor.cases.queries import Case
from frontdoor.core import audit
from frontdoor.customers import queries as customers
from tests.desk import made


def customer_of(case: Case) -> int:
    record = customers.source_record(case.source_record_id or 0)
    assert record is not None
    return record.customer_id


def looks(customer: int) -> list[tuple[str, str]]:
    entries = audit.history(f"customer:{customer}")
    return [(entry.actor, entry.why) for entry in entries if entry.action == "customer.looked_at"]


def test_a_case_of_theirs_is_reason_enough(small_council: ModuleType) -> None:
    case, second = made.case(), made.case("missed-bin", answers={})
    other = made.case(who=made.BEN)
    client, customer = made.signed_in(small_council.OFFICER), customer_of(case)
    assert customer_of(second) == customer
    page = client.get(f"/desk/cases/{case.reference}/").content.decode()
    address = f"/desk/customers/{customer}/?case={case.reference}"
    assert f'href="{address}"' in page
    html = client.get(address).content.decode()
    for words in (
        "Ann Resident",
        "ann@example.org",
        "07700 900123",
        case.reference,
        second.reference,
        "2 times",
    ):
        assert words in html, words
    assert other.reference not in html
    assert looks(customer) == [(str(made.actor(small_council.OFFICER)), f"case:{case.pk}")]
    # a case of somebody else is no reason to look at this one
    assert (
        "Why do you look"
        in client.get(f"/desk/customers/{customer}/?case={other.reference}").content.decode()
    )
    assert len(looks(customer)) == 1


def test_without_a_case_a_reason_is_asked_for_and_kept(small_council: ModuleType) -> None:
    case = made.case()
    client, customer = made.signed_in(small_council.ADVISOR), customer_of(case)
    address = f"/desk/customers/{customer}/"
    asked = client.get(address).content.decode()
    assert "Why do you look at this customer?" in asked
    assert "ann@example.org" not in asked
    for bad in ("", " ", "x", "a\x00b", "y" * 501):
        answer = client.post(address, {"why": bad})
        assert answer.status_code == 400
        assert "ann@example.org" not in answer.content.decode()
    assert looks(customer) == []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        shown = client.post(address, {"why": "They are on the phone"}, follow=True).content.decode()
        assert "ann@example.org" in shown
        assert looks(customer) == [(str(made.actor(small_council.ADVISOR)), "They are on the phone")]
        client.get(address)
        assert len(looks(customer)) == 2  # each look, with the same reason
        clock.shift(timedelta(minutes=61))
        assert "Why do you look" in client.get(address).content.decode()
    assert len(looks(customer)) == 2


def test_a_reason_is_one_persons_for_one_customer(small_council: ModuleType) -> None:
    ann, ben = customer_of(made.case()), customer_of(made.case(who=made.BEN))
    client = made.signed_in(small_council.ADVISOR)
    client.post(f"/desk/customers/{ann}/", {"why": "They are on the phone"})
    assert "Why do you look" in client.get(f"/desk/customers/{ben}/").content.decode()
    somebody_else = made.signed_in(small_council.OFFICER)
    assert "Why do you look" in somebody_else.get(f"/desk/customers/{ann}/").content.decode()


def test_nobody_of_that_number(small_council: ModuleType) -> None:
    client: Client = made.signed_in(small_council.OFFICER)
    assert client.get("/desk/customers/999999/").status_code == 404
    assert client.get("/desk/customers/999999999999999999999999/").status_code == 404
