"""Dates and times in plain English, in the council's own time zone.

Following the GOV.UK style guide: 22 November 2026, 4:36pm, 9am, midday, midnight; no leading zeros.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext, ngettext

from frontdoor.core.clocks import LONDON

_MINUTE = 60
_HOUR = 60 * _MINUTE


def _local(value: date | datetime) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    if timezone.is_naive(value):
        raise ValueError("a time without a time zone cannot be shown: nobody knows when it was")
    return value.astimezone(LONDON)


def plain_date(value: date | datetime) -> str:
    """22 November 2026"""
    local = _local(value)
    return f"{local.day} {MONTHS[local.month]} {local.year}"


def short_date(value: date | datetime) -> str:
    """22 Nov 2026: for dense tables"""
    local = _local(value)
    return f"{local.day} {str(MONTHS_3[local.month]).title()} {local.year}"


def weekday_date(value: date | datetime) -> str:
    """Sunday 22 November 2026: for appointments and deadlines"""
    local = _local(value)
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month]} {local.year}"


def plain_time(value: datetime) -> str:
    """4:36pm, 9am, midday, midnight"""
    local = _local(value)
    if not isinstance(local, datetime):
        raise ValueError("a date alone has no time of day")
    if local.minute == 0 and local.hour in {0, 12}:
        return gettext("midday") if local.hour else gettext("midnight")
    half = gettext("pm") if local.hour >= 12 else gettext("am")
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def plain_datetime(value: datetime) -> str:
    """22 November 2026 at 4:36pm"""
    return gettext("%(date)s at %(time)s") % {"date": plain_date(value), "time": plain_time(value)}


def short_datetime(value: datetime) -> str:
    """22 Nov 2026, 4:36pm: for dense tables"""
    return f"{short_date(value)}, {plain_time(value)}"


def iso(value: date | datetime) -> str:
    """The machine's form, for <time datetime="...">, with its offset from UTC."""
    local = _local(value)
    return local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()


def relative(value: date | datetime, now: datetime | None = None) -> str:
    """How far away a moment is: 5 minutes ago, yesterday, in 3 days; beyond four weeks the short date.

    Hours count within the same day or within six hours; days are calendar days, not 24 hours.
    """
    present = _local(now or timezone.now())
    local = _local(value)
    assert isinstance(present, datetime)
    if isinstance(local, datetime):
        seconds = int((local - present).total_seconds())
        same_day = local.date() == present.date()
        if abs(seconds) < _MINUTE:
            return gettext("just now") if seconds <= 0 else gettext("in less than a minute")
        if abs(seconds) < _HOUR:
            return _apart(seconds, abs(seconds) // _MINUTE, "minute")
        if same_day or abs(seconds) < 6 * _HOUR:
            return _apart(seconds, abs(seconds) // _HOUR, "hour")
        local = local.date()
    days = (local - present.date()) // timedelta(days=1)
    if abs(days) > 28:
        return short_date(local)
    named = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    return named.get(days) or _apart(days, abs(days), "day")


def _apart(sign: int, count: int, unit: str) -> str:
    words = {
        "minute": ngettext("%(n)d minute", "%(n)d minutes", count),
        "hour": ngettext("%(n)d hour", "%(n)d hours", count),
        "day": ngettext("%(n)d day", "%(n)d days", count),
    }[unit] % {"n": count}
    return gettext("in %(span)s") % {"span": words} if sign > 0 else gettext("%(span)s ago") % {"span": words}
