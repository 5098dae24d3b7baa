"""People are found by an index, however many there are: every submission looks for its sender."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.customers import operations, queries
from frontdoor.customers.types import Identity

ANN = Identity(name="Ann Resident", email="Ann@Example.org", phone="07700 900123")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "look",
    [
        lambda: queries.find("ann@example.org"),
        lambda: queries.find("+44 7700 900123"),
        lambda: queries.same_person(ANN),
    ],
    ids=["by e-mail", "by phone", "as the same person"],
)
def test_somebody_is_found_without_reading_everybody(look: Callable[[], object]) -> None:
    with audit.transaction():
        operations.load(
            [
                (Identity(name=f"N{n}", email=f"n{n}@example.org", phone=f"01632 96{n:04}"), timezone.now())
                for n in range(500)
            ],
            source="import",
        )
        operations.keep(ANN, source="web", by=SYSTEM, at=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert look()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE customers_sourcerecord")
            cursor.execute("EXPLAIN " + asked[0]["sql"])
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + asked[0]["sql"])
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "source_record_by_" in plan
    assert "Seq Scan" not in plan
    assert "SCAN customers_sourcerecord" not in plan
