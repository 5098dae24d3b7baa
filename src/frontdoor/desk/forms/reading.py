"""Reading what a form or an address says. What no form of ours sends is a bad request; the rest is told kindly."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest

from frontdoor.cases.queries import Moment, Position
from frontdoor.core import text

MAX_WORDS = 10_000  # of a reply or a note
MAX_LINE = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_POSITION = re.compile(r"(none|[0-9]{1,17})-([0-9]{1,18})", re.ASCII)  # to the year 5138, and 64 bits
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


class Wrong(Exception):
    """Something in a form has to be changed; the message says what, `field` is the input."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Typed:
    """What somebody typed into a form. Nothing of it is lost when the form is shown again."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = sent

    def raw(self, name: str) -> str:
        """As it came, fit to be shown again in its field."""
        return _showable(self._sent.get(name, ""))

    def words(self, name: str, *, most: int = MAX_WORDS) -> str:
        """Text as it is kept. Raises Wrong where it is too long or has characters that nothing can hold."""
        try:
            words = text.kept(self._sent.get(name, ""))
        except text.NotText as fault:
            raise Wrong(name, str(fault)) from fault
        if len(words) > most:
            raise Wrong(name, f"Use {most:,} characters or fewer. You used {len(words):,}.")
        return words

    def line(self, name: str) -> str:
        """Text on one line."""
        return text.one_line(self.words(name, most=MAX_LINE))

    def number(self, name: str) -> int | None:
        """The number a list or a button sent; None where nothing was chosen. Raises BadRequest for anything else."""
        value = self._sent.get(name, "")
        return number(value) if value else None

    def seen(self) -> int:
        """The version of the case that the page showed."""
        return number(self._sent.get("seen", ""))


def number(value: str) -> int:
    """A whole number as our own pages write it. Raises BadRequest for anything else."""
    if not _NUMBER.fullmatch(value):
        raise BadRequest("not a number")
    return int(value)


def position(value: str) -> Position | None:
    """The position in a queue that an address names, None for none. Raises BadRequest for what is no position."""
    if not value:
        return None
    due_at, case_id = _parts(value)
    return Position(due_at, case_id)


def moment(value: str) -> Moment | None:
    """The place in a timeline that an address names, None for none. Raises BadRequest for what is no place."""
    if not value:
        return None
    at, entry_id = _parts(value)
    if at is None:
        raise BadRequest("no such place in a timeline")
    return Moment(at, entry_id)


def written(at: datetime | None, number: int) -> str:
    """A position or a place in a timeline, for an address."""
    return f"{'none' if at is None else (at - _EPOCH) // timedelta(microseconds=1)}-{number}"


def _parts(value: str) -> tuple[datetime | None, int]:
    found = _POSITION.fullmatch(value)
    if not found:
        raise BadRequest("no such position")
    at = None if found[1] == "none" else _EPOCH + timedelta(microseconds=int(found[1]))
    return at, int(found[2])


def _showable(value: str) -> str:
    return value.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
