"""Files of a pack with line numbers: what was read, and on which line each part of it stands."""

import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Pointer = tuple[str | int, ...]
"""Where something is inside a file: ("form", "pages", 0, "code")."""

NOT_KEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text of a pack has: control characters, halves of characters, and none at all."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile(r"[\w@.+\-]{1,80}")
_UNSAID = {"features", "properties"}  # of GeoJSON: steps that tell people nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a pack: file, line, field, and a sentence with the remedy."""

    path: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: field {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class Unreadable(Exception):
    """A file cannot be read at all. `str()` says why and what to do, `line` where (0: the whole file)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Source:
    """One file: its plain data, and `line_of(pointer)` for the line on which a part of it begins."""

    path: str  # as shown to people
    name: str  # what the fields of this file are called after: council, services.pothole
    data: Any
    line_of: Callable[[Pointer], int]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, pointer: Pointer, message: str) -> None:
        """Note that the part at this place is wrong."""
        self.faults.append(
            Fault(self.path, self.line_of(pointer), field_name(self.name, self.data, pointer), message)
        )


def field_name(name: str, data: Any, pointer: Pointer) -> str:
    """The field as people find it: list entries by their code, else by their number counted from 1."""
    parts = [name]
    here = data
    for step in pointer:
        here = _inside(here, step)
        if step in _UNSAID:
            continue
        if isinstance(step, str):
            parts.append(shown(step, 60))
        else:
            parts.append(_label(here) or str(step + 1))
    return ".".join(part for part in parts if part)


def _inside(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _label(item: Any) -> str:
    if isinstance(item, dict):
        named = item.get("properties", item)
        for key in ("code", "email", "day"):
            value = named.get(key) if isinstance(named, dict) else None
            if isinstance(value, str) and _PLAIN.fullmatch(value):
                return value
    return ""


def shown(value: object, most: int = 40) -> str:
    """What somebody wrote, fit to stand in a message: on one line, short, printable."""
    text = _UNPRINTABLE.sub("?", str(value))
    return text if len(text) <= most else f"{text[:most]}..."


def read_text(path: Path, *, limit: int) -> str:
    """The text of a file of at most `limit` bytes. Raises Unreadable with a sentence."""
    try:
        # looked at before it is opened: a pipe with nobody at its other end would hold us up for ever
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unreadable("this is not an ordinary file; put a file in its place")
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable("this file is missing; docs/council-pack.md says what belongs in it") from None
    except OSError as error:
        raise Unreadable(f"this file cannot be opened ({error.strerror}); check its permissions") from None
    if len(raw) > limit:
        raise Unreadable(f"this file is larger than {limit // 1_000_000} MB; make it smaller or split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable("this is not UTF-8 text; save the file again as UTF-8", line) from None
    control = NOT_KEPT.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable("there is a control character here; take it out", line)
    if not text.strip():
        raise Unreadable("this file is empty; docs/council-pack.md says what belongs in it")
    return text
