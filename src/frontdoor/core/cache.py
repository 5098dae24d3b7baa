"""A cache shared by all processes, in the database, holding JSON: nothing in it is ever run as code.

Django's own database cache pickles, so that whoever can write a row could run code; and its `add` is not
one step. This one keeps digests of keys, plain JSON values, and adds in one statement.
"""

import hashlib
import json
import time
from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from frontdoor.core.models import CacheRow

_FOR_EVER = 2**53


def forget(*, before: datetime) -> int:
    """Drop values whose time is over; returns how many. Run daily."""
    return CacheRow.objects.filter(expires__lt=before.timestamp()).delete()[0]


class JsonDatabaseCache(BaseCache):
    """Values are what JSON can hold. A value that cannot be written as JSON raises TypeError."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        del location
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value kept under the key, or `default` where there is none or its time is over."""
        row = CacheRow.objects.filter(key=self._digest(key, version), expires__gt=time.time()).first()
        return json.loads(row.value) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value for `timeout` seconds."""
        CacheRow.objects.bulk_create(
            [self._row(key, value, timeout, version)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "expires"],
        )

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none; True for the one caller that did."""
        row = self._row(key, value, timeout, version)
        table = connection.ops.quote_name(CacheRow._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                # the table's name is a constant of ours
                f"""INSERT INTO {table} (key, value, expires) VALUES (%s, %s, %s)
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
                    WHERE {table}.expires <= %s RETURNING key""",  # noqa: S608
                [row.key, row.value, row.expires, time.time()],
            )
            return cursor.fetchone() is not None

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value for longer; False where there is none."""
        rows = CacheRow.objects.filter(key=self._digest(key, version), expires__gt=time.time())
        return bool(rows.update(expires=self._expires(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; False where there was none."""
        return bool(CacheRow.objects.filter(key=self._digest(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        CacheRow.objects.all().delete()

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> CacheRow:
        return CacheRow(
            key=self._digest(key, version), value=json.dumps(value), expires=self._expires(timeout)
        )

    def _digest(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_key(key, version=version).encode("utf-8", "replace")).hexdigest()

    def _expires(self, timeout: Any) -> float:
        moment = self.get_backend_timeout(timeout)
        return _FOR_EVER if moment is None else moment
