"""Rows whose ids nobody needs are written together: one trip to the database, no compiling of SQL.

Most of what follows from one submission is such rows. On PostgreSQL they go as one statement list; on SQLite,
where there is no trip, what is saved is the work of making each statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters, for what is no model's row."""

    sql: str
    parameters: Sequence[Any]


def write_together(items: Sequence[Model | Statement]) -> None:
    """Insert these rows and run these statements, in order, in the current transaction.

    Rows get no ids here and fire nothing. Raises IntegrityError as `save` would.
    """
    statements = [item if isinstance(item, Statement) else _insert(item) for item in items]
    if not statements:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            together = "; ".join(statement.sql for statement in statements)
            cursor.execute(together, [p for statement in statements for p in statement.parameters])
        else:
            for statement in statements:
                cursor.execute(statement.sql, statement.parameters)


def _insert(row: Model) -> Statement:
    sql, fields = _prepared(type(row), connection.vendor)
    return Statement(sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])


@cache
def _prepared(model: type[Model], vendor: str) -> "tuple[str, tuple[Field[Any, Any], ...]]":
    del vendor  # part of the cache's key: quoting differs
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, AutoField))
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", fields  # noqa: S608 - names are ours
