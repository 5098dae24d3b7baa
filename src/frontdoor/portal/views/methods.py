"""Which methods a page answers, and what it says to others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from frontdoor.portal.views import faults

View = Callable[..., HttpResponse]


def methods(*names: str) -> Callable[[View], View]:
    """Answer only these methods, and HEAD with GET. Others are told so in words, with 405."""
    allowed = (*names, "HEAD") if "GET" in names else names

    def only(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in allowed:
                return view(request, *args, **kwargs)
            return faults.not_allowed(request, allowed)

        return answer

    return only
