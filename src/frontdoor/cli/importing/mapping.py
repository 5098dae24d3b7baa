"""A mapping: which columns, words and times of a file mean what. What is wrong in it is named with its line."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from frontdoor.cases.types import Outcome, Status
from frontdoor.cli.council.source import Pointer, Source, Unreadable, read_text, shown
from frontdoor.cli.council.yaml_reader import MAX_BYTES, read_yaml
from frontdoor.contacts.types import Channel
from frontdoor.intake.types import ImportRules, SourceRules

NEEDED = ("id", "status", "opened")
COLUMNS = (
    *NEEDED, "source", "category", "title", "description", "explanation", "closed", "updated", "address",
    "lat", "long", "channel", "media", "name", "email", "phone",
)  # fmt: skip
OTHERS = "*"
_SOURCE_PARTS = ("time_zone", "times", "statuses", "services", "channels")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_ENDS: dict[str, tuple[Status, Outcome | None]] = {one.value: (Status.CLOSED, one) for one in Outcome}
_STEPS: dict[str, tuple[Status, Outcome | None]] = {
    one.value: (one, None) for one in Status if one is not Status.CLOSED
}
STATUSES = _STEPS | _ENDS


@dataclass(slots=True)
class Faulty(Exception):
    """A mapping cannot be used; `faults` are lines for people, each with file, line, field and remedy."""

    faults: list[str]


def read_mapping(path: Path, *, columns: Collection[str], services: Collection[str]) -> ImportRules:
    """The rules of a mapping for a file with these columns and a council with these services. Raises Faulty."""
    try:
        data, lines = read_yaml(read_text(path, limit=MAX_BYTES))
    except Unreadable as reason:
        place = f"{path}:{reason.line}" if reason.line else str(path)
        raise Faulty([f"{place}: {reason}"]) from None
    source = Source(str(path), "", data, lambda pointer: _line(lines, pointer))
    rules = _Reader(source, columns, services).rules()
    if source.faults:
        raise Faulty([str(fault) for fault in sorted(source.faults, key=lambda fault: fault.line)])
    return rules


def _line(lines: Mapping[Pointer, int], pointer: Pointer) -> int:
    while pointer not in lines and pointer:
        pointer = pointer[:-1]
    return lines.get(pointer, 1)


class _Reader:
    """Reads one mapping, and notes in its source what is wrong."""

    def __init__(self, source: Source, columns: Collection[str], services: Collection[str]) -> None:
        self._source, self._columns, self._services = source, columns, services

    def rules(self) -> ImportRules:
        top = self._names((), self._source.data, ("columns", "sources"), needed=("columns", "sources"))
        columns = self._column_names(top.get("columns", {}))
        sources = {
            name: self._source_rules(name, given)
            for name, given in self._names(("sources",), top.get("sources", {})).items()
        }
        if not sources:
            self._fault(("sources",), "name at least one source")
        elif len(sources) > 1 and "source" not in columns:
            self._fault(("columns",), '"source" is missing; say which column tells the sources apart')
        return ImportRules(columns, sources)

    def _column_names(self, given: Any) -> dict[str, str]:
        found = {}
        for name, column in self._names(("columns",), given, COLUMNS, needed=NEEDED).items():
            pointer: Pointer = ("columns", name)
            if not isinstance(column, str):
                self._fault(pointer, "this must be the name of a column; put numbers in quotes")
            elif column not in self._columns:
                listed = ", ".join(shown(one) for one in self._columns)
                self._fault(
                    pointer,
                    f'the file has no column "{shown(column)}"{_near(column, self._columns)}; it has {listed}',
                )
            else:
                found[name] = column
        return found

    def _source_rules(self, name: str, given: Any) -> SourceRules:
        here: Pointer = ("sources", name)
        if not _CODE.fullmatch(name):
            self._fault(here, "a source is named with at most 40 letters, digits, _ and -, as in the file")
        parts = self._names(here, given, _SOURCE_PARTS, needed=("time_zone", "times", "statuses", "services"))
        services = self._words(
            (*here, "services"), parts.get("services", {}), self._services, "service of this council"
        )
        return SourceRules(
            code=name,
            time_zone=self._zone((*here, "time_zone"), parts.get("time_zone")),
            times=self._times((*here, "times"), parts.get("times")),
            statuses={
                word: STATUSES[code]
                for word, code in self._words(
                    (*here, "statuses"), parts.get("statuses", {}), STATUSES, "status or outcome"
                ).items()
            },
            services={word: code for word, code in services.items() if word != OTHERS},
            other_services=services.get(OTHERS, ""),
            channels={
                word: Channel(code)
                for word, code in self._words(
                    (*here, "channels"), parts.get("channels", {}), list(Channel), "channel"
                ).items()
            },
        )

    def _words(self, here: Pointer, given: Any, known: Collection[str], what: str) -> dict[str, str]:
        """Words of the file with codes of ours."""
        found = {}
        for word, code in self._names(here, given).items():
            if not isinstance(code, str) or code not in known:
                listed = ", ".join(sorted(known))
                near = _near(str(code), known)
                self._fault((*here, word), f'there is no {what} "{shown(code)}"{near}; there are {listed}')
            else:
                found[word.casefold()] = code
        return found

    def _zone(self, here: Pointer, given: Any) -> ZoneInfo:
        if not isinstance(given, str) or given not in available_timezones():
            self._fault(here, f'there is no time zone "{shown(given)}"; write one like Europe/London')
            return ZoneInfo("UTC")
        return ZoneInfo(given)

    def _times(self, here: Pointer, given: Any) -> tuple[str, ...]:
        forms = given if isinstance(given, list) else []
        if not forms:
            self._fault(here, 'give a list of forms of times, like iso or "%d/%m/%Y %H:%M"')
        for number, form in enumerate(forms):
            if form != "iso" and not _is_form(form):
                self._fault(
                    (*here, number),
                    f'"{shown(form)}" is no form of a time; write iso, or one like "%d/%m/%Y %H:%M"',
                )
        return tuple(form for form in forms if isinstance(form, str))

    def _names(
        self, here: Pointer, given: Any, known: Collection[str] = (), *, needed: Collection[str] = ()
    ) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._fault(here, "this must be names with values")
            return {}
        for name in given:
            if known and name not in known:
                listed = ", ".join(known)
                self._fault(
                    (*here, name), f'there is no "{shown(name)}" here{_near(name, known)}; names are {listed}'
                )
        for name in needed:
            if name not in given:
                self._fault(here, f'"{name}" is missing; add it')
        return {name: value for name, value in given.items() if not known or name in known}

    def _fault(self, pointer: Pointer, message: str) -> None:
        self._source.fault(pointer, message)


def _is_form(form: Any) -> bool:
    """Does the form hold a whole day, so that it reads what it wrote?"""
    if not isinstance(form, str) or "%" not in form:
        return False
    day = datetime(2023, 11, 27, 15, 45)  # noqa: DTZ001 - an example, in no place
    try:
        return datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007
    except ValueError:
        return False


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.7)
    return f'; did you mean "{near[0]}"?' if near else ""
