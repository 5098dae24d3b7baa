"""Takes in the whole of a request before the application begins.

A photo from a phone on a weak signal may take a minute to arrive. Meanwhile it holds a thread that waits, of
which there are plenty, and none of the few that work: those share the processor and the database.
"""

import codecs
from io import SEEK_END, RawIOBase
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NoReturn

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.utils.http import parse_header_parameters

from frontdoor.config.uploads import MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

WAITING = 64  # requests that one web process takes in at the same time
AT_ONCE = 4  # requests that it works on at the same time: more would only stand in each other's way
MAX_BYTES = MAX_UPLOAD_BYTES + 4 * 1024 * 1024  # the files and the words that come with them
_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
_AFTER_THE_END = 1024  # bytes that may follow the end of a form in parts


class Unhurried:
    """An application that begins when all of its request is there."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._turn = BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        """Answer one request."""
        environ["CONTENT_TYPE"] = legible(environ.get("CONTENT_TYPE", ""))
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit() and int(length)):
            with self._turn:
                return self._application(environ, start_response)
        end = ending(environ["CONTENT_TYPE"])
        with received(environ["wsgi.input"], int(length), end) as whole, self._turn:
            environ["wsgi.input"] = whole
            return self._application(environ, start_response)


def legible(content_type: str) -> str:
    """A content type that the framework reads without a fault, before anything of ours could answer.

    One that names no codec for text is said to be Latin-1: forms in that are refused like in any but UTF-8.
    """
    if ";" not in content_type:
        return content_type
    try:
        kind, parameters = parse_header_parameters(content_type)
        fine = is_utf8(parameters.get("charset", "utf-8"))
    except (ValueError, LookupError):
        kind, fine = content_type.partition(";")[0], False
    return content_type if fine else f"{kind}; charset=iso-8859-1"


def is_utf8(name: str) -> bool:
    """Is this a name of UTF-8?"""
    try:
        return codecs.lookup(name).name == "utf-8"
    except (LookupError, ValueError):
        return False


def ending(content_type: str) -> bytes:
    """What a body of this legible type has near its end when it is whole; empty where nothing says so."""
    kind, parameters = parse_header_parameters(content_type)
    boundary = parameters.get("boundary", "")
    return f"--{boundary}--".encode() if kind == "multipart/form-data" and boundary else b""


def received(
    source: "InputStream", length: int, end: bytes = b""
) -> "SpooledTemporaryFile[bytes] | RawIOBase":
    """All that was sent. Reading it fails where that is too much, less than was announced, or without its end.

    Half a form must not pass for a whole one, so a sender who went away is not answered as if they had finished.
    """
    if length > MAX_BYTES:
        return _Unreadable(RequestDataTooBig("the request is too big"))
    whole = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - its user closes it
    try:
        while length:
            chunk = source.read(min(length, _CHUNK))
            if not chunk:
                raise ConnectionAbortedError("the sender went away")
            whole.write(chunk)
            length -= len(chunk)
    except OSError as fault:
        whole.close()
        return _Unreadable(fault)
    whole.seek(-min(whole.tell(), len(end) + _AFTER_THE_END), SEEK_END)
    if end not in whole.read():
        whole.close()
        return _Unreadable(BadRequest("the form was cut off"))
    whole.seek(0)
    return whole


class _Unreadable(RawIOBase):
    """A request that cannot be used: whoever reads it learns why."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def read(self, size: int | None = -1) -> NoReturn:
        del size
        raise self._fault

    def readline(self, size: int | None = -1) -> NoReturn:
        del size
        raise self._fault
