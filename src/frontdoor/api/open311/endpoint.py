"""What all our addresses have in common: methods, formats, faults."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.api.open311 import faults, formats, parameters
from frontdoor.api.open311.faults import Fault

Answer = tuple[str, formats.Data]
Handler = Callable[..., Answer]
View = Callable[..., HttpResponse]


def endpoint(
    *, get: Handler, post: Handler | None = None, content_types: Mapping[str, str] | None = None
) -> View:
    """A view that calls `get` or `post` with a Call and the parts of the path, and answers in the format asked for.

    Reading is for anyone; `post` checks the caller's key itself.
    """
    handlers = {"GET": get, "HEAD": get, **({"POST": post} if post else {})}

    @csrf_exempt
    @open_to(Audience.ANYONE, Audience.KEY_HOLDERS)
    def view(request: HttpRequest, suffix: str | None = None, **parts: str) -> HttpResponse:
        kind = "xml" if suffix is None else suffix
        try:
            answer = _answer(handlers, request, kind, parts, content_types or {})
        except Exception as fault:
            found = faults.answer(fault, kind)
            if found is None:
                raise
            answer = found
        if request.method == "HEAD":
            answer["Content-Length"] = str(len(answer.content))
            answer.content = b""
        return answer

    return view


def _answer(
    handlers: dict[str, Handler],
    request: HttpRequest,
    kind: str,
    parts: dict[str, str],
    content_types: Mapping[str, str],
) -> HttpResponse:
    if kind not in formats.TYPES:
        raise Fault(404, "There is no such format: use .xml or .json")
    method = request.method or "GET"
    if method not in handlers:
        return _other_method(handlers, method, kind)
    call = parameters.read(request, at=timezone.now())
    root, data = handlers[method](call, **parts)
    return formats.response(root, data, kind, content_type=content_types.get(kind, ""))


def _other_method(handlers: dict[str, Handler], method: str, kind: str) -> HttpResponse:
    allowed = ", ".join([*handlers, "OPTIONS"])
    if method == "OPTIONS":
        answer = HttpResponse(status=204)
    else:
        answer = faults.response(405, f"Use one of {allowed} here", kind)
    answer["Allow"] = allowed
    return answer


@csrf_exempt
@open_to(Audience.ANYONE)
def nothing_here(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any other address below ours."""
    del path
    return faults.response(404, "There is nothing at this address", formats.suffix_of(request.path))
