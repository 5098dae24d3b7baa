"""What every page of the desk has in common: who looks, how it is drawn, what the last page left to say."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontdoor.accounts.queries import User
from frontdoor.accounts.types import Role
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Viewer
from frontdoor.design.addresses import address
from frontdoor.design.types import Link

View = Callable[..., HttpResponse]
OVERSEERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})  # who may see what others did and saw


def methods(*names: str) -> Callable[[View], View]:
    """Answer only these methods, and HEAD with GET; others are told so with 405."""
    allowed = [*names, "HEAD"] if "GET" in names else [*names]

    def only(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in allowed:
                return view(request, *args, **kwargs)
            said = "This address does not take that. Use the form or the link on the page.\n"
            return HttpResponse(
                said,
                status=405,
                headers={"Allow": ", ".join(allowed)},
                content_type="text/plain; charset=utf-8",
            )

        return answer

    return only


def user_of(request: HttpRequest) -> User:
    """The member of staff who asks. The middleware let nobody else this far."""
    return cast(User, request.user)


def viewer_of(request: HttpRequest) -> Viewer:
    """What decides which cases exist for them."""
    return cases.viewer(user_of(request))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, section: str, status: int = 200
) -> HttpResponse:
    """One page of the desk, with its navigation and what the last page left to say."""
    user = user_of(request)
    return render(
        request,
        f"desk/{template}.html",
        {
            "desk_navigation": _navigation(user, section),
            "notices": [{"text": str(said), "kind": "success"} for said in messages.get_messages(request)],
            **context,
        },
        status=status,
    )


def _navigation(user: User, section: str) -> list[Link]:
    links = [
        ("work", "Your work", address("desk-home")),
        ("cases", "Cases", address("desk-queue", "mine")),
        ("messages", "Messages", address("desk-messages")),
    ]
    if user.role == Role.ADMINISTRATOR:
        links.append(("jobs", "Jobs", address("desk-jobs")))
    links.append(("me", "Your account", address("desk-me")))
    return [Link(text, href, current=name == section) for name, text, href in links]
