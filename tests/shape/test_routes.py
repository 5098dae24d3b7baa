"""Every route says who may use it, and is closed to everybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from frontdoor.accounts import policies
from frontdoor.accounts.types import Audience, Role
from frontdoor.config.middleware import Access
from tests.shape.routes import Route, routes

pytestmark = pytest.mark.once

ALL = routes()
assert len(ALL) > 3, "the walk over the URL map found nothing to check"


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.pattern or "/")
def test_a_route_says_who_it_is_for(route: Route) -> None:
    assert policies.may_use(route.view, role="") is not None, "declare it with @open_to(...)"


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.pattern or "/")
def test_only_partner_systems_are_excused_from_the_forgery_check(route: Route) -> None:
    if getattr(route.view, "csrf_exempt", False):
        assert route.pattern.startswith(("open311/",)), "only views that take a key, not a cookie"


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.pattern or "/")
def test_the_desk_is_for_staff_alone(route: Route) -> None:
    allowed = getattr(route.view, "open_to", frozenset())
    if route.pattern.startswith("desk/"):
        assert allowed
        assert allowed <= set(Role)


def _request(role: str) -> HttpRequest:
    request = HttpRequest()
    request.path = "/somewhere/"
    user: Any = AnonymousUser()
    if role:
        user = type("Somebody", (), {"role": role, "is_active": True, "is_authenticated": True})()
    request.user = user
    return request


def _answer(view: Callable[..., Any], role: str) -> HttpResponse | None:
    return Access(lambda request: HttpResponse()).process_view(_request(role), view, (), {})


def test_a_view_that_says_nothing_is_closed_to_everybody() -> None:
    def undeclared(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    for role in ("", *Role):
        with pytest.raises(Http404):
            _answer(undeclared, role)


def test_a_view_for_one_role_sends_strangers_to_sign_in_and_is_missing_for_others() -> None:
    @policies.open_to(Role.MANAGER)
    def for_managers(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert _answer(for_managers, Role.MANAGER) is None
    stranger = _answer(for_managers, "")
    assert stranger is not None
    assert stranger.status_code == 302
    with pytest.raises(Http404):
        _answer(for_managers, Role.OFFICER)


def test_a_view_for_anyone_is_open() -> None:
    @policies.open_to(Audience.ANYONE)
    def for_all(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert _answer(for_all, "") is None
