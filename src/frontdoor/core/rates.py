"""Rate limits shared by all processes: counted in the database, exactly, in one statement."""

import hashlib
from datetime import datetime

from django.db import connection

from frontdoor.core.models import RateWindow


class TooMany(Exception):
    """Tried too often. `seconds` says when to try again."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, round(seconds / 60))
        super().__init__(
            f"Too many tries. Wait {minutes} {'minute' if minutes == 1 else 'minutes'} and try again."
        )
        self.seconds = seconds


def spend(what: str, who: str, *, limit: int, seconds: int, at: datetime) -> None:
    """Count one try of `what` by `who`; raises TooMany past `limit` tries in this window of `seconds`.

    `who` (an address, a reference) is kept only as a digest. Fixed windows: simple, and exact across processes;
    a process whose clock is behind counts in the newer window.
    """
    ends = (int(at.timestamp()) // seconds + 1) * seconds
    key = hashlib.sha256(f"{what}\n{who}".encode("utf-8", "replace")).hexdigest()
    table = connection.ops.quote_name(RateWindow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            # the table's name is a constant of ours
            f"""INSERT INTO {table} ("key", "ends", "count") VALUES (%s, %s, 1)
                ON CONFLICT ("key") DO UPDATE SET
                "count" = CASE WHEN {table}."ends" >= excluded."ends" THEN {table}."count" + 1 ELSE 1 END,
                "ends" = CASE WHEN {table}."ends" >= excluded."ends" THEN {table}."ends" ELSE excluded."ends" END
                RETURNING "count" """,  # noqa: S608
            [key, ends],
        )
        (count,) = cursor.fetchone()
    if count > limit:
        raise TooMany(ends - int(at.timestamp()))


def forget(*, before: datetime) -> int:
    """Drop windows that ended before; returns how many. Run daily."""
    return RateWindow.objects.filter(ends__lt=int(before.timestamp())).delete()[0]
