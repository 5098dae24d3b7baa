"""The development outbox in the browser. There only with FRONTDOOR_OUTBOX=1: it shows mail to everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.counterparts import mail


@open_to(Audience.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """The messages this installation sent, newest first."""
    _only_in_development()
    return render(request, "outbox/index.html", {"messages": mail.messages()})


@open_to(Audience.ANYONE)
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One message as text."""
    _only_in_development()
    message = mail.message(key)
    if message is None:
        raise Http404
    return render(request, "outbox/show.html", {"message": message})


def _only_in_development() -> None:
    if not settings.OUTBOX:
        raise Http404
