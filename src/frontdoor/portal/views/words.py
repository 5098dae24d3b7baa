"""Words in an address, such as ?q=: what visitors and robots put there is cut to size, or refused."""

from django.http import HttpRequest

from frontdoor.core import text


def in_address(request: HttpRequest, name: str, *, most: int = 200) -> str:
    """The words given under a name in the address, on one line; "" where there are none or they are no text."""
    try:
        return text.one_line(text.kept(request.GET.get(name, "")[: most * 4]))[:most]
    except text.NotText:
        return ""
