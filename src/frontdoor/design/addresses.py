"""Where pages are."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def address(name: str, *args: str | int) -> str:
    """The path of a page of the URL map. A page has some forty of these, and most are the same on the next page.

    Raises NoReverseMatch.
    """
    return reverse(name, args=args or None)
