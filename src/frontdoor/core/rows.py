"""Rows whose ids nobody needs are written together: one trip to the database, no compiling of SQL.

Most of what follows from one submission is such rows. On PostgreSQL they go as one statement list; on SQLite,
where there is no trip, what is saved is the work of making each statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

_AT_ONCE = 50  # rows in one statement


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters, for what is no model's row."""

    sql: str
    parameters: Sequence[Any]


def write_together(items: Sequence[Model | Statement]) -> None:
    """Insert these rows and run these statements, in order, in the current transaction.

    Rows get no ids here and fire nothing. Raises IntegrityError as `save` would.
    """
    statements: list[Statement] = []
    for _, together in groupby(items, key=type):
        alike = list(together)
        statements += [item for item in alike if isinstance(item, Statement)]
        statements += _inserts([item for item in alike if not isinstance(item, Statement)])
    if not statements:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # each filled in by itself: the driver remembers how to read a short statement, not a long script
            script = "; ".join(cursor.mogrify(one.sql, one.parameters) for one in statements)
            cursor.execute(script)
        else:
            for statement in statements:
                cursor.execute(statement.sql, statement.parameters)


def write_now(row: Model) -> None:
    """Insert this row now, in the current transaction, and give it its id.

    As `save(force_insert=True)`, for rows that nothing listens to: no SQL is compiled. Raises IntegrityError.
    """
    key = row._meta.pk
    assert key is not None
    (statement,) = _inserts([row])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement.sql} RETURNING {connection.ops.quote_name(key.column or key.name)}",
            statement.parameters,
        )
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def _inserts(rows: Sequence[Model]) -> Iterator[Statement]:
    """Rows of one table that follow each other, in as few statements as a database takes them."""
    if not rows:
        return
    start, places, fields = _prepared(type(rows[0]), connection.vendor)
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        yield Statement(
            start + ", ".join([places] * len(some)),
            [
                field.get_db_prep_save(field.pre_save(row, True), connection)
                for row in some
                for field in fields
            ],
        )


@cache
def _prepared(model: type[Model], vendor: str) -> "tuple[str, str, tuple[Field[Any, Any], ...]]":
    del vendor  # part of the cache's key: quoting differs
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, AutoField))
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    table = quote(model._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({columns}) VALUES ", f"({places})", fields  # noqa: S608 - names are ours
