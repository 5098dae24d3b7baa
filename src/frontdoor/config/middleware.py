"""Around every request: who may, and what every page knows."""

import logging
import re
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from frontdoor.accounts import policies
from frontdoor.config.receiving import is_utf8
from frontdoor.core.rates import TooMany
from frontdoor.organisation import queries as organisation
from frontdoor.portal.views import faults as pages

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("frontdoor.request")


class OneSlash:
    """Partner systems put addresses together with a slash too many: /open311/v2//requests.xml is meant as one."""

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "//" in request.path_info:
            meant = re.sub("/+", "/", request.path_info)
            if meant.startswith("/open311/"):
                request.path_info = meant
        return self._get_response(request)


class OneAlphabet:
    """Everything is read as UTF-8. A caller who names another codec for a form is refused: some of those fail, and

    some make halves of characters that nothing can hold. What an address says is UTF-8 whatever else is sent.
    No address and no cookie of ours has the character NUL, which PostgreSQL cannot even look for.
    """

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = (request.content_params or {}).get("charset")
        if named is not None and not is_utf8(named):
            if request.method == "POST":
                raise BadRequest("forms are read as UTF-8 only")
            request.encoding = "utf-8"
        if "\0" in request.path_info:
            raise Http404
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self._get_response(request)


class ContentPolicy(CSPMiddleware):
    """The content security policy of the settings; pictures may come from the council's tile server as well."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        council = organisation.council_last_known()  # no page with a map is made without it
        if council and council.tiles:
            parts.update = {**(parts.update or {}), "img-src": tile_servers(council.tiles)}
        return parts


def tile_servers(address: str) -> list[str]:
    """The servers that an address of map tiles names; none where it is not one of a plain server.

    The map takes a, b and c in turn for {s}.
    """
    found = re.match(r"https://((?:\{s\}\.)?[a-z0-9.-]+(?::[0-9]+)?)/", address, re.IGNORECASE)
    if found is None:
        return []
    names = [found[1].replace("{s}", one) for one in "abc"]
    return [f"https://{name}" for name in dict.fromkeys(names)]


class Access:
    """Deny by default: a view that does not say who it is for is closed to everybody."""

    def __init__(self, get_response: Respond) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        del args, kwargs
        user = request.user
        role = getattr(user, "role", "") if user.is_authenticated and user.is_active else ""
        allowed = policies.may_use(view, role=role)
        if allowed:
            return None
        if allowed is None:
            log.error("the view %s does not say who may use it", getattr(view, "__name__", view))
        elif not role:
            return redirect_to_login(request.get_full_path())
        raise Http404

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Somebody tried too often: a page that says when to try again, and nothing in the error log."""
        if isinstance(fault, TooMany):
            return pages.too_many(request, fault)
        return None


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: the council, who is signed in. A database that is away takes neither page nor answer."""
    try:
        council = organisation.council()
    except (OperationalError, InterfaceError):
        council = organisation.council_last_known()
    return {"council": council, "user": getattr(request, "user", None)}
