"""What this visit remembers: forms being filled in, what was sent, cases that may be followed.

All of it is in the visitor's own session, which ends after half a day. Nothing of it identifies anybody.
"""

from typing import Any

from django.http import HttpRequest

from frontdoor.catalogue.queries import ServiceShown
from frontdoor.core.geography import Point
from frontdoor.intake import queries as intake
from frontdoor.intake.queries import Draft

_MOST = 20  # of each kind, the newest


def draft(request: HttpRequest, service: ServiceShown) -> Draft | None:
    """The form of this service that the visitor is filling in, if there is one."""
    draft_id = _all(request, "drafts").get(service.code)
    found = intake.draft(draft_id) if draft_id else None
    if draft_id and found is None:
        _sent_after_all(request, service, draft_id)
    return found if found and found.service_id == service.id else None


def _sent_after_all(request: HttpRequest, service: ServiceShown, draft_id: str) -> None:
    """The form is gone because it was sent, and our answer was lost on its way: say so, or it is sent again."""
    receipt = intake.submitted(f"draft:{draft_id}")
    if receipt:
        sent(request, service, draft_id, receipt.reference)
        tell(request, f"We have your report. Its reference is {receipt.reference}.")


def began(request: HttpRequest, service: ServiceShown, started: Draft) -> None:
    """Remember a form that was started."""
    _put(request, "drafts", service.code, str(started.pk))


def dropped(request: HttpRequest, service: ServiceShown) -> None:
    """Forget the form of this service."""
    _drop(request, "drafts", service.code)
    _drop(request, "taken_at", service.code)


def sent(request: HttpRequest, service: ServiceShown, draft_id: str, reference: str) -> None:
    """Remember that a form was sent and became this case, so that its end can be shown again."""
    dropped(request, service)
    _put(request, "sent", draft_id, reference)
    _put(request, "last_sent", service.code, reference)


def last_sent(request: HttpRequest, service: ServiceShown) -> str:
    """The reference of what this visitor sent last for this service; "" where nothing was."""
    return str(_all(request, "last_sent").get(service.code, ""))


def sent_as(request: HttpRequest, draft_id: str) -> str:
    """The reference that a form became, where this visitor sent it; "" where not."""
    return str(_all(request, "sent").get(draft_id, ""))


def draft_sent_as(request: HttpRequest, reference: str) -> str:
    """The form that became this reference, where this visitor sent it; "" where not."""
    return next((key for key, value in _all(request, "sent").items() if value == reference), "")


def may_follow(request: HttpRequest, reference: str, source_record_id: int) -> None:
    """Remember that the visitor showed the second fact of this case, as the reporter of this record."""
    _put(request, "following", reference, source_record_id)


def follows_as(request: HttpRequest, reference: str) -> int | None:
    """The source record as whose reporter the visitor follows this case."""
    found = _all(request, "following").get(reference)
    return int(found) if found else None


def records_followed(request: HttpRequest) -> frozenset[int]:
    """Every source record whose second fact this visitor showed."""
    return frozenset(int(one) for one in _all(request, "following").values())


def following(request: HttpRequest) -> list[str]:
    """The references this visitor may follow, newest first."""
    return list(reversed(_all(request, "following")))


def stop_following(request: HttpRequest, reference: str) -> None:
    """Forget that the visitor may see this case: for computers that others use too."""
    _drop(request, "following", reference)
    draft_id = draft_sent_as(request, reference)
    if draft_id:
        _drop(request, "sent", draft_id)
    for code, last in _all(request, "last_sent").items():
        if last == reference:
            _drop(request, "last_sent", code)


def photo_taken_at(request: HttpRequest, service: ServiceShown) -> Point | None:
    """Where the visitor's photo says it was taken, while they decide whether to use it."""
    found = _all(request, "taken_at").get(service.code)
    return Point(found[0], found[1]) if found else None


def photo_says(request: HttpRequest, service: ServiceShown, point: Point | None) -> None:
    """Keep or forget where a photo says it was taken. Only the visitor is ever shown it."""
    if point is None:
        _drop(request, "taken_at", service.code)
    else:
        _put(request, "taken_at", service.code, [point.lat, point.long])


def first_time(request: HttpRequest, what: str) -> bool:
    """Is it the first time in this visit that this happens? Asking makes it happen."""
    if what in _all(request, "happened"):
        return False
    _put(request, "happened", what, 1)
    return True


def tell(request: HttpRequest, text: str, kind: str = "important") -> None:
    """Show this at the top of the next page."""
    request.session["notice"] = {"text": text, "kind": kind}


def told(request: HttpRequest) -> list[dict[str, str]]:
    """What the last page left to be shown, once."""
    notice = request.session.pop("notice", None) if request.session.session_key else None
    return [notice] if notice else []


def _all(request: HttpRequest, name: str) -> dict[str, Any]:
    found = request.session.get(name)
    return found if isinstance(found, dict) else {}


def _put(request: HttpRequest, name: str, key: str, value: Any) -> None:
    known = {k: v for k, v in _all(request, name).items() if k != key}
    known[key] = value
    request.session[name] = dict(list(known.items())[-_MOST:])


def _drop(request: HttpRequest, name: str, key: str) -> None:
    known = _all(request, name)
    if key in known:
        request.session[name] = {k: v for k, v in known.items() if k != key}
