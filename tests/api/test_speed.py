"""How much a call asks of the database: counted, so that it cannot creep up unseen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.partner import Partner

# Statements. PostgreSQL is sent the rows whose ids nobody needs as one list of statements.
REPORT = {"sqlite": 21, "postgresql": 10}
REQUESTS, UPDATES = 2, 2  # whose key, and the rows


@pytest.fixture
def warm(key: str) -> Partner:
    """A partner of a server that has answered before, so that what it keeps in memory is there."""
    partner = Partner(key)
    partner.request(partner.report(email="first@example.org", first_name="Fay", last_name="Quill"))
    return partner


def _statements(captured: CaptureQueriesContext, what: str) -> int:
    found = [query["sql"][:110] for query in captured.captured_queries if "RELEASE" not in query["sql"]]
    print(f"{connection.vendor}: {what}: {len(found)} statements", *found, sep="\n  ")
    return len(found)


def test_a_report_with_a_message_to_its_reporter(warm: Partner) -> None:
    with CaptureQueriesContext(connection) as captured:
        warm.report(
            email="ada@example.org",
            first_name="Ada",
            last_name="Quill",
            description="A hole",
            media_url="https://photos.example/1.jpg",
            **{"attribute[fixmystreet_id]": "1", "attribute[colour]": "red"},
        )
    added = 1 if connection.vendor == "sqlite" else 0  # the note for staff
    assert _statements(captured, "a report") <= REPORT[connection.vendor] + added


@pytest.mark.parametrize(("path", "most"), [("requests", REQUESTS), ("servicerequestupdates", UPDATES + 1)])
def test_a_list_asks_no_more_for_many_than_for_one(warm: Partner, path: str, most: int) -> None:
    for number in range(20):
        reference = warm.report(**{"attribute[fixmystreet_id]": str(number)})
        warm.update(reference, "IN_PROGRESS")
    with CaptureQueriesContext(connection) as captured:
        answer = warm.get(f"{path}.json")
    assert len(answer.json()) >= 20
    assert _statements(captured, path) <= most
