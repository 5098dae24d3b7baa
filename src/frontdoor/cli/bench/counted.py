"""The web application with a header that says how many queries each answer took. Only the counting run loads it:

what is timed is the application itself. Statements that begin or end transactions are not counted.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection

from frontdoor.config.wsgi import application as ours

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

HEADER = "X-Queries"
_QUESTIONS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer one request as ever, and count."""
    count = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += sql.lstrip(" (\n\t").upper().startswith(_QUESTIONS)
        return execute(sql, params, many, context)

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start_response(status, [*headers, (HEADER, str(count))], *more)

    with connection.execute_wrapper(counting):
        return ours(environ, start)
