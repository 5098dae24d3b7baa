"""How many queries a page takes. What begins or ends a transaction is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_QUERIES = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def queries() -> Iterator[list[str]]:
    """The statements of the block, in order."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.extend(one for one in sql.split("; ") if one.lstrip(" (\n").upper().startswith(_QUERIES))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked
