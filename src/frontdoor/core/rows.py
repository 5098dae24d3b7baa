"""Rows whose ids nobody needs are written together: one trip to the database, no compiling of SQL.

Most of what follows from one submission is such rows. On PostgreSQL they go as one statement, which the database plans
once for each kind of transaction; on SQLite, where there is no trip, what is saved is the work of making statements.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, JSONField, Model

from frontdoor.core.prepared import planned_cursor

_AT_ONCE = 50  # rows in one insert, and inserts in one statement
_AS_THEY_ARE = {str, float, bool}


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with its parameters, for what is no model's row."""

    sql: str
    parameters: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of a model; `plain` where words and numbers need no asking of the field but whole ones their `whole`."""

    name: str
    field: "Field[Any, Any]"
    plain: bool
    whole: Callable[[int], Any]


def write_together(items: Sequence[Model | Statement]) -> None:
    """Insert these rows and run these statements in the current transaction; rows of one table in their order.

    Rows get no ids here and fire nothing. No statement may depend on what another of them does. Raises
    IntegrityError as `save` would.
    """
    database = connections[DEFAULT_DB_ALIAS]
    rows: dict[type[Model], list[Model]] = {}
    statements: list[Statement] = []
    for item in items:
        if isinstance(item, Statement):
            statements.append(item)
        else:
            rows.setdefault(type(item), []).append(item)
    statements = [*(one for alike in rows.values() for one in _inserts(alike, database)), *statements]
    if database.vendor == "postgresql":
        statements = [_as_one(statements[n : n + _AT_ONCE]) for n in range(0, len(statements), _AT_ONCE)]
    if not statements:
        return
    with planned_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.sql, statement.parameters)


def _as_one(statements: Sequence[Statement]) -> Statement:
    """All of them in one: the database reads and plans it once, and then keeps the plan."""
    *others, last = statements
    steps = ", ".join(f"w{number} AS ({one.sql})" for number, one in enumerate(others))
    sql = f"WITH {steps} {last.sql}" if others else last.sql
    return Statement(sql, [value for one in statements for value in one.parameters])


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
    with planned_cursor() as cursor:
        cursor.execute(
            f"{statement.sql} RETURNING {connection.ops.quote_name(key.column or key.name)}",
            statement.parameters,
        )
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def _inserts(rows: Sequence[Model], database: BaseDatabaseWrapper) -> Iterator[Statement]:
    """Rows of one table, in as few statements as a database takes them."""
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
        kind = type(value)
        if value is None or kind in _AS_THEY_ARE:
            return value
        if kind is int:
            return column.whole(value)
    return column.field.get_db_prep_save(column.field.pre_save(row, True), database)


@cache
def _prepared(model: type[Model], vendor: str) -> tuple[str, str, tuple[_Column, ...]]:
    del vendor  # part of the cache's key: quoting and numbers differ
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or field.name) for field in fields)
    table = quote(model._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    start = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 - names are ours
    return start, f"({places})", tuple(map(_column, fields))


def _column(field: "Field[Any, Any]") -> _Column:
    plain = not isinstance(field, JSONField) and type(field).pre_save is Field.pre_save
    # psycopg's drivers want to be told how large a whole number may become: a plan is kept for each kind
    whole = type(field.get_db_prep_save(1, connection)) if plain else int
    return _Column(field.attname, field, plain, whole)
