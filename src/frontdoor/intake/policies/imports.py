"""A row of another system's requests: what it means by our rules, or why it cannot be taken."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from frontdoor.cases.types import Outcome, Status
from frontdoor.contacts.types import Channel
from frontdoor.core import text
from frontdoor.core.geography import Point
from frontdoor.customers.types import Identity
from frontdoor.intake.types import ImportedRequest, ImportRules, Rejected, SourceRules

LONGEST_ID = 100
EARLIEST_YEAR = 1970
# Some systems write when something was closed to the minute, and when it was opened to the second.
_SAME_MINUTE = timedelta(minutes=1)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)


def read_request(row: Mapping[str, str], rules: ImportRules, *, at: datetime) -> ImportedRequest:
    """The request that a row of the file is about. Raises Rejected with a sentence for whoever mends the file."""
    read = _Row(row, rules)
    source = _source(read, rules)
    external_id = read.line("id")
    if not external_id:
        raise Rejected("it has no id")
    if len(external_id) > LONGEST_ID:
        raise Rejected(f"its id is longer than {LONGEST_ID} characters")
    opened = _moment(read, "opened", source)
    if opened is None:
        raise Rejected("it does not say when it was opened")
    if opened.year < EARLIEST_YEAR or opened > at + timedelta(days=1):
        raise Rejected(f'it was opened at an impossible time, "{read.line("opened")}"')
    status, outcome = _status(read, source)
    updated = _moment(read, "updated", source)
    closed = _closed(read, source, opened, updated, at=at) if status is Status.CLOSED else None
    category = read.line("category")
    return ImportedRequest(
        source=source.code,
        external_id=external_id,
        service=_service(category, source),
        category=category,
        description=_description(read),
        status=status,
        outcome=outcome,
        explanation=read.words("explanation"),
        opened_at=opened,
        closed_at=closed,
        updated_at=closed or max(opened, min(updated or opened, at)),
        place=read.line("address")[:500],
        point=_point(read.line("lat"), read.line("long")),
        channel=_channel(read, source),
        link=read.line("media"),
        identity=Identity(
            name=read.line("name")[:200], email=read.line("email")[:254], phone=read.line("phone")[:60]
        ),
    )


class _Row:
    """A row by our names for its columns."""

    def __init__(self, row: Mapping[str, str], rules: ImportRules) -> None:
        self._row, self._columns = row, rules.columns

    def words(self, name: str) -> str:
        column = self._columns.get(name)
        try:
            return text.kept(self._row.get(column) or "").strip() if column else ""
        except text.NotText:
            raise Rejected(f'its column "{column}" has characters that are not UTF-8 text') from None

    def line(self, name: str) -> str:
        return text.one_line(self.words(name))


def _source(row: _Row, rules: ImportRules) -> SourceRules:
    name = row.line("source")
    if not name and len(rules.sources) == 1:
        return next(iter(rules.sources.values()))
    found = rules.sources.get(name)
    if found is None:
        raise Rejected(f'its source "{name[:60]}" is not in the mapping')
    return found


def _status(row: _Row, source: SourceRules) -> tuple[Status, Outcome | None]:
    name = row.line("status")
    found = source.statuses.get(name.casefold())
    if found is None:
        raise Rejected(f'its status "{name[:60]}" is not in the mapping')
    return found


def _service(category: str, source: SourceRules) -> str:
    found = source.services.get(category.casefold(), source.other_services)
    if not found:
        raise Rejected(f'its category "{category[:60]}" is not in the mapping')
    return found


def _channel(row: _Row, source: SourceRules) -> Channel:
    return source.channels.get(row.line("channel").casefold(), Channel.IMPORT)


def _description(row: _Row) -> str:
    title, description = row.line("title"), row.words("description")
    return "\n".join(part for part in (title, description) if part)


def _closed(
    row: _Row, source: SourceRules, opened: datetime, updated: datetime | None, *, at: datetime
) -> datetime:
    closed = _moment(row, "closed", source) or updated
    if closed is None:
        raise Rejected("it is closed and does not say when")
    if closed > at:
        raise Rejected("it was closed in the future")
    if closed <= opened - _SAME_MINUTE:
        raise Rejected("it was closed before it was opened")
    return max(closed, opened)


def _moment(row: _Row, name: str, source: SourceRules) -> datetime | None:
    """A moment as the source writes it; without an offset it is in the source's own time zone."""
    written = row.line(name)
    if not written:
        return None
    for form in source.times:
        try:
            found = _in_form(written, form)
            found = found if found.tzinfo else found.replace(tzinfo=source.time_zone)
            return found.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise Rejected(f'its {name} time "{written[:40]}" is in none of the forms of the mapping')


def _in_form(written: str, form: str) -> datetime:
    if form != "iso":
        return datetime.strptime(written, form)  # noqa: DTZ007 - the caller knows the source's time zone
    if not _ISO.fullmatch(written):
        raise ValueError
    return datetime.fromisoformat(written)


def _point(lat: str, long: str) -> Point | None:
    if not lat and not long:
        return None
    try:
        point = Point(round(float(lat), 7), round(float(long), 7))
    except ValueError:
        raise Rejected(f'its place "{lat[:30]}, {long[:30]}" is no latitude and longitude') from None
    # what systems write that know no place
    return None if math.isclose(point.lat, 0) and math.isclose(point.long, 0) else point
