"""People are found by an index, however many there are: every submission looks for its sender."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.customers import operations, policies, queries
from frontdoor.customers.types import Identity

ANN = Identity(name="Ann Resident", email="Ann@Example.org", phone="07700 900123")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "look",
    [
        lambda: queries.find("ann@example.org"),
        lambda: queries.find("+44 7700 900123"),
        lambda: queries.same_person(policies.keys(ANN)),
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
    asked: list[tuple[str, Any]] = []

    def noted(execute: Any, sql: str, parameters: Any, *more: Any) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters, *more)

    with connection.execute_wrapper(noted):
        assert look()
    sql, parameters = asked[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE customers_sourcerecord")
            cursor.execute("EXPLAIN " + sql, parameters)
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + sql, parameters)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "source_record_by_" in plan
    assert "Seq Scan" not in plan
    assert "SCAN customers_sourcerecord" not in plan
