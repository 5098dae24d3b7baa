"""Rows whose ids nobody needs are written together: one trip to the database, no compiling of SQL.

Most of what follows from one submission is such rows. On PostgreSQL they go as one statement list; on SQLite,
where there is no trip, what is saved is the work of making each statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, JSONField, Model

_AT_ONCE = 50  # rows in one statement
_AS_THEY_ARE = {str, int, float, bool}


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters, for what is no model's row."""

    sql: str
    parameters: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of a model; `plain` where words and numbers need no asking of the field."""

    name: str
    field: "Field[Any, Any]"
    plain: bool


def write_together(items: Sequence[Model | Statement]) -> None:
    """Insert these rows and run these statements, in order, in the current transaction.

    Rows get no ids here and fire nothing. Raises IntegrityError as `save` would.
    """
    database = connections[DEFAULT_DB_ALIAS]
    statements: list[Statement] = []
    for _, together in groupby(items, key=type):
        alike = list(together)
        statements += [item for item in alike if isinstance(item, Statement)]
        statements += _inserts([item for item in alike if not isinstance(item, Statement)], database)
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


def deletion(model: type[Model], key: Any) -> Statement:
    """The statement that deletes the row with this primary key, which nothing refers to."""
    field = model._meta.pk
    assert field is not None
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column or field.name)
    return Statement(
        f"DELETE FROM {table} WHERE {column} = %s",  # noqa: S608 - names are ours
        [field.get_db_prep_value(key, connection)],
    )


def write_now(row: Model) -> None:
    """Insert this row now, in the current transaction, and give it its id.

    As `save(force_insert=True)`, for rows that nothing listens to: no SQL is compiled. Raises IntegrityError.
    """
    key = row._meta.pk
    assert key is not None
    (statement,) = _inserts([row], connections[DEFAULT_DB_ALIAS])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statement.sql} RETURNING {connection.ops.quote_name(key.column or key.name)}",
            statement.parameters,
        )
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def _inserts(rows: Sequence[Model], database: BaseDatabaseWrapper) -> Iterator[Statement]:
    """Rows of one table that follow each other, in as few statements as a database takes them."""
    if not rows:
        return
    start, places, columns = _prepared(type(rows[0]), database.vendor)
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        yield Statement(
            start + ", ".join([places] * len(some)),
            [_value(row, column, database) for row in some for column in columns],
        )


def _value(row: Model, column: _Column, database: BaseDatabaseWrapper) -> Any:
    """A field's value as this database takes it."""
    if column.plain:
        value = getattr(row, column.name)
        if value is None or type(value) in _AS_THEY_ARE:
            return value
    return column.field.get_db_prep_save(column.field.pre_save(row, True), database)


@cache
def _prepared(model: type[Model], vendor: str) -> tuple[str, str, tuple[_Column, ...]]:
    del vendor  # part of the cache's key: quoting differs
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    table = quote(model._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    start = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 - names are ours
    return start, f"({places})", tuple(map(_column, fields))


def _column(field: "Field[Any, Any]") -> _Column:
    plain = not isinstance(field, JSONField) and type(field).pre_save is Field.pre_save
    return _Column(field.attname, field, plain)
