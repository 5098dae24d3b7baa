"""What a caller is told when something is wrong: Open311's error shape, in the format that was asked for."""

import logging

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

from frontdoor.api.open311 import formats
from frontdoor.core.rates import TooMany
from frontdoor.core.text import NotText

log = logging.getLogger("frontdoor.request")

_UNREADABLE = (
    BadRequest,
    MultiPartParserError,
    SuspiciousOperation,
    RawPostDataException,
    UnreadablePostError,
)


class Fault(Exception):
    """A request that cannot be answered as asked. `status` is 400, 403 or 404; the text says why."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


def missing(name: str) -> Fault:
    """A parameter that is needed was not sent."""
    return Fault(400, f"{name} was not provided")


def response(status: int, description: str, suffix: str) -> HttpResponse:
    """The error, in the format of this suffix; XML where there is no such format."""
    errors = [{"code": status, "description": description}]
    return formats.response("errors", errors, suffix, status=status)


def answer(fault: BaseException, suffix: str) -> HttpResponse | None:
    """The answer to a fault that may be expected; None for one of ours."""
    if isinstance(fault, Fault):
        return response(fault.status, str(fault), suffix)
    if isinstance(fault, TooMany):
        # the standard knows 403 for keys and no 429
        found = response(403, f"Too many wrong keys. {fault}", suffix)
        found["Retry-After"] = str(fault.seconds)
        return found
    if isinstance(fault, Http404):
        return response(404, "There is nothing at this address", suffix)
    if isinstance(fault, NotText):
        return response(400, str(fault), suffix)
    if isinstance(fault, RequestDataTooBig):
        return response(400, "The request is too big", suffix)
    if isinstance(fault, _UNREADABLE):
        return response(400, "The request cannot be read. Send it as form data in UTF-8", suffix)
    if isinstance(fault, OperationalError | InterfaceError | OSError):
        log.error("storage could not be used: %s", type(fault.__cause__ or fault).__name__)
        found = response(503, "We cannot save or look up anything just now. Try again in a minute", suffix)
        found["Retry-After"] = "60"
        return found
    return None


def whatever(request: HttpRequest, fault: BaseException | None, *, otherwise: int) -> HttpResponse:
    """The answer to a fault that happened outside our views, such as a host name that is not ours."""
    suffix = formats.suffix_of(request.path)
    found = answer(fault, suffix) if fault is not None else None
    if found is not None:
        return found
    words = {
        400: "The request cannot be read",
        403: "This is not allowed",
        404: "There is nothing at this address",
    }
    return response(
        otherwise, words.get(otherwise, "Something went wrong on our side. Try again later"), suffix
    )
