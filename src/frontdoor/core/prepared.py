"""Reads that every page makes: their SQL is made once and not again for each request.

    @prepared
    def _of_case(case_id: int) -> QuerySet[Clock]:
        return Clock.objects.filter(case_id=case_id).order_by("id")

    clocks = _of_case(17)  # a list of Clock, as list(...) of the query set would give

Making the SQL of a query set costs several times what the database needs to answer it. The function is called
once for each shape of its arguments, with stand-ins for them, and what comes out is kept.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)
_VALUES = (str, int, datetime, UUID)
_MOST_PLANS = 200  # shapes of arguments that one function may have: lists of many lengths, flags


class NotPreparable(TypeError):
    """The query set depends on an argument in another way than as a value to compare with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A number or word that decides the shape of a query, such as a limit, and is no value to compare with."""

    value: Any


def prepared(build: Callable[P, QuerySet[Row]]) -> Callable[P, list[Row]]:
    """Make a function that returns a query set into one that returns its rows, and makes its SQL only once.

    Words, whole numbers, moments, UUIDs, and lists or tuples of these, are values: they differ from call to call.
    Every other argument (None, a flag, a status) decides the shape of the query, and each shape is made once.
    Raises NotPreparable, at the first call, where a value is used otherwise: for a limit, or changed on its way.
    """
    plans: dict[Hashable, _Plan | None] = {}

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        values: list[Any] = []
        shape = (
            connection.vendor,
            *(_shape(value, values) for value in args),
            *((name, _shape(value, values)) for name, value in kwargs.items()),
        )
        if shape not in plans:
            plan = _plan(build, args, kwargs)
            if len(plans) < _MOST_PLANS:
                plans[shape] = plan
        else:
            plan = plans[shape]
        return plan.rows(values) if plan else []

    return rows


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement with the place of each value, and how its rows become instances."""

    sql: str
    parameters: tuple[tuple[int, Any], ...]  # the number of a value and how to wrap it, or -1 and a constant
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    model: type[Model]
    columns: tuple[int, int]
    names: list[str]
    related: list[Any]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        given = [_adapted(value) for value in values]
        with planned_cursor() as cursor:
            cursor.execute(
                self.sql,
                [
                    other if at < 0 else other(given[at]) if other else given[at]
                    for at, other in self.parameters
                ],
            )
            found = cursor.fetchall()
        first, last = self.columns
        instances = []
        for row in found:
            if self.converters:
                row = list(row)
                for at, converters, expression in self.converters:
                    for convert in converters:
                        row[at] = convert(row[at], expression, connection)
            instance = self.model.from_db(connection.alias, self.names, row[first:last])
            for populator in self.related:
                populator.populate(row, instance)
            instances.append(instance)
        return instances


def planned_cursor() -> CursorWrapper:
    """A cursor that on PostgreSQL lets the database keep its plan too (`prepare_threshold` in the settings).

    Where statements are logged they go as others do, with their values in them.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    psycopg = connection.Database  # type: ignore[attr-defined]
    return connection.make_cursor(psycopg.Cursor(connection.connection))


def _plan(build: Callable[..., QuerySet[Any]], args: Any, kwargs: Any) -> _Plan | None:
    """The plan for arguments of this shape; None where nothing can ever be found.

    It is made twice, with other stand-ins: what is not the same then depends on a value in a way that we cannot see.
    """
    plan, other = (_made(build, args, kwargs, made) for made in (_MADE, _OTHERS))
    if plan is None and other is None:
        if not _is_empty(build(*args, **kwargs)):
            raise NotPreparable(f"{build.__qualname__}: no stand-in fits its columns")
        return None
    if plan is None or other is None or (plan.sql, plan.parameters) != (other.sql, other.parameters):
        raise NotPreparable(f"{build.__qualname__} uses a value otherwise than to compare with it")
    return plan


def _made(
    build: Callable[..., QuerySet[Any]], args: Any, kwargs: Any, made: dict[type, Callable[[int], Any]]
) -> _Plan | None:
    stand_ins: list[Any] = []
    places = [
        _stand_in(value, stand_ins, made) for value in args
    ]  # in the order in which _shape counted them
    named = {name: _stand_in(value, stand_ins, made) for name, value in kwargs.items()}
    rows = build(*places, **named)
    if rows._iterable_class is not ModelIterable or getattr(rows, "_prefetch_related_lookups"):  # noqa: B009
        raise NotPreparable("only whole rows without prefetches can be prepared")
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    info, select = compiler.klass_info, compiler.select
    fields = info["select_fields"]
    converters = compiler.get_converters([one[0] for one in select[: compiler.col_count]])
    wanted = tuple(_place_of(one, stand_ins) for one in parameters)
    if connection.vendor == "postgresql":
        sql, wanted = _with_constants(sql, wanted)
    return _Plan(
        sql,
        wanted,
        tuple((at, tuple(found), expression) for at, (found, expression) in converters.items()),
        info["model"],
        (fields[0], fields[-1] + 1),
        [one[0].target.attname for one in select[fields[0] : fields[-1] + 1]],
        get_related_populators(info, select, connection.alias),  # type: ignore[call-arg]  # as of Django 5.2
    )


def _with_constants(sql: str, places: tuple[tuple[int, Any], ...]) -> tuple[str, tuple[tuple[int, Any], ...]]:
    """The statement with its constants written out: only then can a plan that is kept use a partial index."""
    pieces = sql.split("%s")
    if len(pieces) != len(places) + 1:
        return sql, places
    whole, kept = pieces[0], []
    with connection.cursor() as cursor:
        for piece, place in zip(pieces[1:], places, strict=True):
            at, constant = place
            if at < 0:
                whole += cursor.mogrify("%s", [constant]).replace("%", "%%")
            else:
                whole += "%s"
                kept.append(place)
            whole += piece
    return whole, tuple(kept)


def _place_of(parameter: Any, stand_ins: Sequence[Any]) -> tuple[int, Any]:
    """Which value a parameter of the SQL stands for, and the type that Django wraps it in (psycopg's integers)."""
    for number, one in enumerate(stand_ins):
        adapted = _adapted(one)
        if parameter == adapted and isinstance(parameter, type(adapted)):
            return number, None if type(parameter) is type(adapted) else type(parameter)
    return -1, parameter


def _is_empty(rows: QuerySet[Any]) -> bool:
    try:
        rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return True
    return False


def _shape(value: Any, values: list[Any]) -> Hashable:
    """What of an argument decides the SQL; its values are added to the others."""
    if type(value) in _VALUES:
        values.append(value)
        return type(value).__name__
    if type(value) in (list, tuple) and all(type(one) in _VALUES for one in value):
        values.extend(value)
        return (list, *map(type, value)) if len(set(map(type, value))) > 1 else (list, len(value))
    return (type(value), value)


def _stand_in(value: Any, stand_ins: list[Any], made: dict[type, Callable[[int], Any]]) -> Any:
    """The same argument with values that can be found again in the SQL's parameters."""
    if type(value) in _VALUES:
        stand_ins.append(made[type(value)](len(stand_ins)))
        return stand_ins[-1]
    if type(value) in (list, tuple) and all(type(one) in _VALUES for one in value):
        return [_stand_in(one, stand_ins, made) for one in value]
    return value


_MADE: dict[type, Callable[[int], Any]] = {
    str: lambda number: f"\ufdd0{number}\ufdd0",  # no character: in no text
    int: lambda number: 15_000 + number,  # fits every kind of column
    datetime: lambda number: datetime(1901, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
    UUID: lambda number: UUID(int=number),
}
_OTHERS: dict[type, Callable[[int], Any]] = {
    str: lambda number: f"\ufdd1{number}\ufdd1",
    int: lambda number: 24_000 + number,
    datetime: lambda number: datetime(1902, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
    UUID: lambda number: UUID(int=number + 2**64),
}


def _adapted(value: Any) -> Any:
    """A value as this database takes it."""
    if type(value) is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if type(value) is UUID and not connection.features.has_native_uuid_field:
        return value.hex
    return value
