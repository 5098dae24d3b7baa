"""The council itself and its calendar, kept in memory until a load changes them."""

import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from frontdoor.core.calendars import Calendar
from frontdoor.organisation.models import Council, NonWorkingDay
from frontdoor.organisation.types import CouncilDetails

_LOOK_AGAIN_SECONDS = 5.0
_lock = threading.Lock()
_kept: dict[str, Any] = {}
_revision: tuple[float, int] = (-1.0, -1)
_MISSING = object()
Value = TypeVar("Value")


def kept(name: str, make: Callable[[], Value]) -> Value:
    """The value `make` gives, made again only after a pack was loaded. Other processes notice within 5 seconds."""
    global _revision
    now = time.monotonic()
    looked_at, revision = _revision
    if not 0 <= now - looked_at < _LOOK_AGAIN_SECONDS:
        row = Council.objects.order_by("id").values_list("revision", flat=True).first() or 0
        with _lock:
            if row != revision:
                _kept.clear()
            _revision = (now, row)
    found = _kept.get(name, _MISSING)  # looked up once: another thread may forget it at any time
    if found is _MISSING:
        revision = _revision[1]
        found = make()
        with _lock:
            # what was read before a load that another thread has noticed by now is no longer right
            if _revision[1] == revision:
                _kept[name] = found
    result: Value = found
    return result


def forget_cached() -> None:
    """Forget everything kept in memory: after a load, and between tests."""
    global _revision
    with _lock:
        _kept.clear()
        _revision = (-1.0, -1)


def council() -> CouncilDetails | None:
    """The council served here, None before a pack was loaded."""
    return kept("council", _council)


def council_last_known() -> CouncilDetails | None:
    """The council as this process last read it, for pages that say that the database is away."""
    found: CouncilDetails | None = _kept.get("council")
    return found


def changed_at() -> datetime | None:
    """When the council's pack last changed anything, None before one was loaded."""
    return kept(
        "changed_at", lambda: Council.objects.order_by("id").values_list("loaded_at", flat=True).first()
    )


def calendar(code: str = "england_wales") -> Calendar:
    """The working-day calendar of this code."""
    return kept(f"calendar:{code}", lambda: Calendar(code, frozenset(day for day, _ in closed_days(code))))


def closed_days(code: str = "england_wales") -> list[tuple[date, str]]:
    """The days that do not count, with their names, in order."""
    rows = NonWorkingDay.objects.filter(calendar=code, withdrawn_at=None)
    return list(rows.order_by("day").values_list("day", "name"))


def _council() -> CouncilDetails | None:
    row = Council.objects.order_by("id").first()
    if row is None:
        return None
    details = dict(row.details)
    details["opening_hours"] = tuple(details["opening_hours"])
    details["bounds"] = tuple(details["bounds"])
    return CouncilDetails(**details)
