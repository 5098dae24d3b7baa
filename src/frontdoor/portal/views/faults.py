"""What people read when something is wrong: the truth, in plain words, and what to do."""

import logging
import sys
from collections.abc import Sequence

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render

from frontdoor.core.rates import TooMany

log = logging.getLogger("frontdoor.request")

UNABLE = "Sorry, we cannot save anything just now"


def page(request: HttpRequest, status: int, title: str, *words: str) -> HttpResponse:
    """A page that says what is wrong and what to do."""
    return render(request, "portal/fault.html", {"title": title, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return page(
        request,
        400,
        "We could not read what was sent",
        "Go back, check what you entered and send it again.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return page(
        request,
        404,
        "Page not found",
        "If you typed the web address, check it is correct.",
        "If you followed a link, it may be out of date.",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_found(request, exception)


def not_allowed(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """The address is right, but nothing can be done with it in this way."""
    response = page(
        request, 405, "This cannot be done here", "Go back, load the page again and try once more."
    )
    response["Allow"] = ", ".join(allowed)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or was sent from somewhere else."""
    del reason
    return page(
        request,
        403,
        "This page was open for too long",
        "Nothing was sent. Go back, load the page again and send it once more.",
    )


def too_many(request: HttpRequest, fault: TooMany) -> HttpResponse:
    response = page(request, 429, "Please wait a little", str(fault))
    response["Retry-After"] = str(fault.seconds)
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """Anything unforeseen. A database or disk that does not answer is told as what it is."""
    reason = sys.exc_info()[1]
    if isinstance(reason, SuspiciousOperation | RawPostDataException | UnreadablePostError):
        return bad_request(request)
    if isinstance(reason, OperationalError | InterfaceError | OSError):
        log.error("storage could not be used: %s", type(reason.__cause__ or reason).__name__)
        return _storage(request)
    return page(
        request,
        500,
        "Sorry, there is a problem",
        "It is not your fault. Nothing was saved.",
        "Try again in a few minutes.",
    )


def _storage(request: HttpRequest) -> HttpResponse:
    """The database or the disk cannot be used now. What was typed goes along, with a button that sends it again."""
    if request.method != "POST":
        response = page(
            request, 503, "Sorry, we cannot show this page just now", "Try again in a few minutes."
        )
    elif request.FILES:
        response = page(
            request,
            503,
            UNABLE,
            "We could not save what you sent.",
            "In a few minutes, go back, choose your photo or file again and send it once more.",
        )
    else:
        words = (
            "We could not save what you sent.",
            "Keep this page open: what you typed is kept in it. In a few minutes, send it again with this button.",
            "It does not matter how often you press it: what you send arrives once.",
        )
        context = {"title": UNABLE, "words": words, "again": _typed(request)}
        response = render(request, "portal/fault.html", context, status=503)
    response["Retry-After"] = "60"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent again. A password is never written into a page."""
    names = [name for name in request.POST if "password" not in name]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
