"""YAML with line numbers, and only the plain part of YAML.

Built from the parser's events and not by its loader: no recursion that deep nesting could exhaust, no aliases
that could multiply, no tags that could build objects, and `yes` stays the word that somebody wrote.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from frontdoor.cli.council.source import NOT_KEPT, Pointer, Unreadable, shown

MAX_BYTES = 2_000_000
_MAX_DEPTH = 30
_MAX_PARTS = 100_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_FRACTION = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,30}", re.ASCII)
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True,
          "TRUE": True, "false": False, "False": False, "FALSE": False}  # fmt: skip
_HINTS = {
    "mapping values are not allowed": "put quotes around a text that has a colon in it",
    "found character that cannot start any token": "indent with spaces and not with tabs",
    "found unexpected end of stream": "a quote or bracket was opened and never closed",
    "did not find expected": "look at the indent, the dashes and the quotes here and in the line above",
    "could not find expected ':'": "a name without a colon, or a wrong indent, stands here or in the line above",
}


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: Any
    pointer: Pointer
    key: str | None = None  # of a mapping: the key whose value comes next
    keys: set[str] = field(default_factory=set)


def read_yaml(text: str) -> tuple[Any, dict[Pointer, int]]:
    """The plain data of one YAML document, and the line of every part. Raises Unreadable with a sentence."""
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from None
    if builder.documents == 0:
        raise Unreadable("this file is empty; docs/council-pack.md says what belongs in it")
    return builder.data, builder.lines


def _events(text: str) -> Iterator[Any]:
    parsed: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    return parsed


class _Builder:
    def __init__(self) -> None:
        self.data: Any = None
        self.lines: dict[Pointer, int] = {}
        self.documents = 0
        self.stack: list[_Open] = []

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise Unreadable("a second document begins here; take out the line with ---", line)
        elif isinstance(event, yaml.AliasEvent):
            raise Unreadable("aliases (*name) are not allowed; write the value out again", line)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _node(self, event: Any, line: int) -> None:
        if event.anchor:
            raise Unreadable("anchors (&name) are not allowed; write the value out again", line)
        if event.tag and event.tag != "!":
            raise Unreadable(f"tags like {shown(event.tag)} are not allowed; take the tag out", line)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event, line)
            return
        if isinstance(event, yaml.ScalarEvent):
            self._put(parent, _scalar(event, line), line)
            return
        if len(self.stack) == _MAX_DEPTH:
            raise Unreadable(f"this is nested more than {_MAX_DEPTH} deep; make it flatter", line)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(value, self._put(parent, value, line)))

    def _key(self, parent: _Open, event: Any, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable("the name before a colon must be a plain word", line)
        key = _kept(event.value, line)
        if key in parent.keys:
            raise Unreadable(f'"{shown(key)}" is here twice; keep one of the two', line)
        parent.keys.add(key)
        parent.key = key
        self._note((*parent.pointer, key), line)

    def _put(self, parent: _Open | None, value: Any, line: int) -> Pointer:
        if parent is None:
            self.data = value
            self._note((), line)
            return ()
        if isinstance(parent.value, list):
            pointer = (*parent.pointer, len(parent.value))
            parent.value.append(value)
            self._note(pointer, line)
            return pointer
        key = parent.key or ""
        parent.value[key] = value
        parent.key = None
        return (*parent.pointer, key)

    def _note(self, pointer: Pointer, line: int) -> None:
        if len(self.lines) == _MAX_PARTS:
            raise Unreadable(f"this file has more than {_MAX_PARTS:,} parts; make it smaller", line)
        self.lines[pointer] = line


def _scalar(event: Any, line: int) -> Any:
    """Numbers, true, false and nothing where they are written plainly; everything else is text.

    `yes`, `no`, `on`, dates and numbers that begin with 0 stay text: people mean the words.
    """
    text = _kept(event.value, line)
    if event.style:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _kept(text: str, line: int) -> str:
    if NOT_KEPT.search(text):
        raise Unreadable("there is a control character in this text; take it out", line)
    return text


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read")
    position = getattr(error, "position", None)
    if mark is not None:
        line = min(mark.line + 1, text.count("\n") + 1)
    elif isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    else:
        line = 0
    hint = next((hint for start, hint in _HINTS.items() if problem.startswith(start)), "")
    return Unreadable(f"this is not YAML: {shown(problem, 100)}{'; ' if hint else ''}{hint}", line)
