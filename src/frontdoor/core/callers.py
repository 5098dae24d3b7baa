"""Who calls: the network address a request came from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address to count tries by. Behind FRONTDOOR_PROXIES trusted proxies it is what the outermost of them saw;

    what a caller writes into X-Forwarded-For itself never counts.
    """
    nearest = str(request.META.get("REMOTE_ADDR") or "unknown")
    if not settings.PROXIES:
        return nearest
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if len(seen) < settings.PROXIES:
        return nearest
    return seen[-settings.PROXIES][:64]
