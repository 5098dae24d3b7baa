"""JSON with line numbers: read fast, and searched again for lines only when something is wrong."""

import bisect
import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from frontdoor.cli.council.source import NOT_KEPT, Pointer, Unreadable, shown

MAX_BYTES = 100_000_000
_MAX_DEPTH = 4  # lines are known for the parts of a feature, not for each coordinate
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def read_json(text: str) -> tuple[Any, Callable[[Pointer], int]]:
    """The plain data, and a function from a place to its line. Raises Unreadable with a sentence."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise Unreadable(f"this is not JSON: {error.msg.lower()}", error.lineno) from None
    except RecursionError:
        raise Unreadable(
            "this is nested too deep; GeoJSON needs no more than nine levels", _deep(text)
        ) from None
    except _Twice as twice:
        message = f'"{shown(twice.key)}" is twice in one object; keep one of the two'
        raise Unreadable(message, _twice(text)) from None
    except _NoText as wrong:
        raise Unreadable(
            "there is a control character in this text; take it out", _text_line(text, wrong.text)
        ) from None
    except _NoNumber as wrong:
        raise Unreadable(str(wrong), _line_of(text, wrong.piece)) from None
    return data, _Lines(text).of


class _Twice(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class _NoText(Exception):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _NoNumber(Exception):
    def __init__(self, piece: str, message: str) -> None:
        super().__init__(message)
        self.piece = piece


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Twice(key)
            seen.add(key)
    for key, value in pairs:
        for text in (key, value):
            if isinstance(text, str) and NOT_KEPT.search(text):
                raise _NoText(text)
    return found


def _no_constant(name: str) -> NoReturn:
    raise _NoNumber(name, f"{name} is not a number; give a real one")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > 18:
        raise _NoNumber(digits, f"the number {shown(digits, 20)} is too long; give one of at most 18 digits")
    return int(digits)


def _deep(text: str) -> int:
    """The line on which nesting goes beyond anything reasonable."""
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if depth > 50:
            return _line_at(text, match.start())
    return 0


def _twice(text: str) -> int:
    """The line of the first key that its object had already."""
    objects: list[set[str] | None] = []
    before = ""
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in "[{":
            objects.append(set() if piece == "{" else None)
        elif piece in "]}":
            objects.pop()
        elif piece[0] == '"' and before in ("{", ",") and objects and (keys := objects[-1]) is not None:
            key = json.loads(piece)
            if key in keys:
                return _line_at(text, match.start())
            keys.add(key)
        before = piece
    return 0


def _text_line(text: str, wanted: str) -> int:
    strings = (m for m in _TOKEN.finditer(text) if m[0][0] == '"')
    return next((_line_at(text, m.start()) for m in strings if json.loads(m[0]) == wanted), 0)


def _line_of(text: str, piece: str) -> int:
    return next((_line_at(text, m.start()) for m in _TOKEN.finditer(text) if m[0] == piece), 0)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


class _Lines:
    """The line of each part, found by walking the text once, when the first is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[Pointer, int] = {}

    def of(self, pointer: Pointer) -> int:
        if not self.known:
            self._walk()
        while pointer not in self.known and pointer:
            pointer = pointer[:-1]
        return self.known.get(pointer, 1)

    def _walk(self) -> None:
        ends = [match.start() for match in re.finditer("\n", self.text)]
        path: list[str | int] = []
        kinds: list[str] = []
        key_next = False
        self.known[()] = 1
        for match in _TOKEN.finditer(self.text):
            piece = match[0]
            if piece in "]}":
                kinds.pop()
                if path:
                    path.pop()
                key_next = False
            elif piece == ",":
                if kinds and kinds[-1] == "[":
                    path[-1] = int(path[-1]) + 1
                    self._note(path, ends, match.start())
                key_next = bool(kinds) and kinds[-1] == "{"
            elif piece == ":":
                key_next = False
            elif piece in "[{":
                kinds.append(piece)
                path.append(0 if piece == "[" else "")
                key_next = piece == "{"
                if piece == "[":
                    self._note(path, ends, match.end())
            elif key_next:
                path[-1] = json.loads(piece)
                self._note(path, ends, match.start())

    def _note(self, path: list[str | int], ends: list[int], position: int) -> None:
        if len(path) <= _MAX_DEPTH:
            self.known[tuple(path)] = bisect.bisect_left(ends, self._next(position)) + 1

    def _next(self, position: int) -> int:
        """Past the comma or bracket and white space, to where the part itself begins."""
        match = _TOKEN.search(self.text, position)
        if match and match[0] == ",":
            match = _TOKEN.search(self.text, match.end())
        return match.start() if match else position
