"""Who may use a page. Every view says so; what says nothing is closed to everybody."""

from collections.abc import Callable
from typing import Any, TypeVar

from frontdoor.accounts.types import Audience, Role

View = TypeVar("View", bound=Callable[..., Any])


def open_to(*who: Role | Audience | frozenset[Role]) -> Callable[[View], View]:
    """Declare who may use a view: roles, or ANYONE, or KEY_HOLDERS (the view itself checks the key)."""
    allowed: set[Role | Audience] = set()
    for one in who:
        allowed |= one if isinstance(one, frozenset) else {one}

    def declare(view: View) -> View:
        setattr(view, "open_to", frozenset(allowed))  # noqa: B010 - a mark on a function
        return view

    return declare


def may_use(view: Callable[..., Any], *, role: str) -> bool | None:
    """May somebody with this role ("" when not signed in) use the view? None where the view does not say."""
    allowed = getattr(view, "open_to", None)
    if allowed is None:
        return None
    return Audience.ANYONE in allowed or Audience.KEY_HOLDERS in allowed or role in allowed
