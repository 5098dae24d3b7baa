"""What callers send: read, checked and named in the error when it is wrong. An empty parameter is an absent one."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.types import KeyHolder
from frontdoor.api.open311.faults import Fault
from frontdoor.core import callers, rates, text
from frontdoor.core.clocks import LONDON
from frontdoor.organisation import queries as organisation

WRONG_KEYS, WITHIN_SECONDS = 30, 300
MOST_AT_ONCE = 1000
MOST_PAGES = 10_000
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
# a colon in the offset may be missing, and a + that was not escaped arrives as a space
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+\- ]\d{2}:?\d{2})?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its parameters, and when it came."""

    request: HttpRequest
    query: QueryDict
    form: QueryDict
    at: datetime

    def one(self, name: str) -> str:
        """The last value of a parameter of this request's own kind, with line ends as \\n; "" where there is none."""
        return text.kept(self._own.get(name, ""))

    def line(self, name: str, *, most: int) -> str:
        """The same on one line. Raises Fault 400 where it is longer than `most` characters."""
        value = text.one_line(self.one(name))
        if len(value) > most:
            raise Fault(400, f"{name} is longer than {most} characters")
        return value

    def many(self, name: str) -> list[str]:
        """Every value of a parameter that is not empty."""
        return [text.kept(value) for value in self._own.getlist(name) if value]

    def listed(self, name: str) -> list[str]:
        """The values of a parameter that are separated by commas or sent several times."""
        return [part.strip() for value in self.many(name) for part in value.split(",") if part.strip()]

    @property
    def _own(self) -> QueryDict:
        return self.form if self.request.method == "POST" else self.query

    def either(self, name: str) -> str:
        """A parameter that clients put into the form or into the address."""
        return text.kept(self.form.get(name) or self.query.get(name) or "")


def read(request: HttpRequest, *, at: datetime) -> Call:
    """The parameters of a request for our jurisdiction. Raises Fault 400 for a body that is no form, 404 for another
    jurisdiction."""
    form = QueryDict()
    if request.method == "POST":
        if request.content_type not in _FORMS:
            raise Fault(400, "Send the request as form data: application/x-www-form-urlencoded in UTF-8")
        form = request.POST
    call = Call(request, request.GET, form, at)
    _check_jurisdiction(call.either("jurisdiction_id"))
    return call


def jurisdiction() -> str:
    """Our jurisdiction_id, as the standard suggests: the host of the council's website without www."""
    council = organisation.council()
    host = urlsplit(council.website).hostname if council else ""
    return (host or "").removeprefix("www.")


def partner(call: Call) -> KeyHolder | None:
    """Who the api_key belongs to, None where none was sent. Raises Fault 403 for a wrong one, and TooMany for many
    wrong ones from one address."""
    key = call.either("api_key")
    if not key:
        return None
    holder = accounts.key_holder(key, scope="open311")
    if holder is None:
        address = callers.address_of(call.request)
        rates.spend("open311.key", address, limit=WRONG_KEYS, seconds=WITHIN_SECONDS, at=call.at)
        raise Fault(403, "Invalid api_key: ask us for one, see key_service in our discovery document")
    return holder


def needed_partner(call: Call) -> KeyHolder:
    """The same for what needs a key. Raises Fault 403 where there is none."""
    holder = partner(call)
    if holder is None:
        raise Fault(403, "Missing api_key: this needs one, see key_service in our discovery document")
    return holder


def whole(call: Call, name: str, *, low: int, high: int, default: int) -> int:
    """A whole number. Raises Fault 400 where it is none, or outside `low` to `high`."""
    value = call.one(name).strip()
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) or not low <= int(value) <= high:
        raise Fault(400, f"{name} is a whole number from {low} to {high}")
    return int(value)


def moment(call: Call, name: str, *, end: bool = False) -> datetime | None:
    """A moment in W3C form, None where it was not sent. Raises Fault 400 where it is none.

    Without an offset it is UK time. A day or a minute or a second is meant whole: with `end` the moment
    returned is the first after it.
    """
    value = call.one(name).strip()
    if not value:
        return None
    match = _MOMENT.fullmatch(value)
    try:
        if match is None:
            raise ValueError
        return _moment(match, end=end)
    except (ValueError, OverflowError):
        raise Fault(400, f"{name} is a date and time like 2026-01-31T09:00:00Z") from None


def shifted(moment: datetime, by: timedelta) -> datetime:
    """A moment earlier or later by so much, or the first or last there is."""
    try:
        return moment + by
    except OverflowError:
        return _FIRST if by < timedelta() else _LAST


def _moment(match: re.Match[str], *, end: bool) -> datetime:
    day, clock, seconds, fraction, offset = match.groups()
    if clock is None:
        whole, after = datetime.combine(datetime.fromisoformat(day).date(), time.min), timedelta(days=1)
    else:
        micro = (fraction or "").ljust(6, "0")[:6]
        whole = datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}.{micro}")
        after = timedelta(microseconds=1) if fraction else timedelta(seconds=1)
        after = after if seconds else timedelta(minutes=1)
    if offset is None:
        found = whole.replace(tzinfo=LONDON)
    elif offset in "Zz":
        found = whole.replace(tzinfo=UTC)
    else:
        sign = "-" if offset[0] == "-" else "+"
        hours = offset[1:].replace(":", "")
        found = datetime.fromisoformat(f"{whole.isoformat()}{sign}{hours[:2]}:{hours[2:]}")
    # an offset may lead out of the years there are
    found = shifted(whole.replace(tzinfo=UTC), -(found.utcoffset() or timedelta()))
    return shifted(found, after) if end else found


def _check_jurisdiction(asked: str) -> None:
    ours = jurisdiction()
    if asked and ours and asked.strip().lower().removeprefix("www.") != ours:
        raise Fault(404, f"jurisdiction_id was not found: ours is {ours}")
