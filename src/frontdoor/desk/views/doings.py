"""Doing something to a case: show its form, do it, or say what stands against it with everything typed kept."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import queries
from frontdoor.cases.queries import Case, Viewer
from frontdoor.cases.types import Action, ChangedMeanwhile, NotAllowed
from frontdoor.design.types import Error, Field
from frontdoor.desk.forms.doings import DOINGS, Asked, Doing, Preview, check
from frontdoor.desk.forms.reading import Typed, Wrong
from frontdoor.desk.presenters import case as presenter
from frontdoor.desk.presenters import timelines
from frontdoor.desk.views.cases import looked_at
from frontdoor.desk.views.pages import methods, page, user_of, viewer_of

_LAST = 6  # entries of the timeline beside a form


@open_to(STAFF)
@methods("GET", "POST")
def doing(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The page of one thing that can be done to a case."""
    what, who = DOINGS[name], viewer_of(request)
    if request.method != "POST":
        return _form(request, reference, what, who, Typed({}))
    case = queries.get(reference, who)
    if case is None:
        raise Http404
    typed = Typed(request.POST)
    by = accounts.actor(user_of(request))
    asked = Asked(case, typed, who, by, timezone.now(), typed.seen())
    try:
        what.check(asked)
    except NotAllowed as fault:
        return _form(request, reference, what, who, typed, refused=str(fault), status=403)
    try:
        preview = what.preview(asked) if what.preview else None
        if preview is not None:
            return _form(request, reference, what, who, typed, preview=preview)
        said = what.do(asked)
    except Wrong as fault:
        return _form(request, reference, what, who, typed, wrong=fault, status=400)
    except NotAllowed as fault:
        return _form(request, reference, what, who, typed, refused=str(fault), status=400)
    except ChangedMeanwhile as fault:
        return _form(request, reference, what, who, typed, changed=fault, status=409)
    messages.success(request, said)
    return redirect("desk-case", reference)


def _form(
    request: HttpRequest,
    reference: str,
    what: Doing,
    who: Viewer,
    typed: Typed,
    *,
    refused: str = "",
    wrong: Wrong | None = None,
    changed: ChangedMeanwhile | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form as it stands now, with what was typed and what is in the way."""
    now = timezone.now()
    shown = looked_at(request, reference, who, at=now)
    case, reach = shown.case, presenter.reach(shown)
    closed = what.in_the_way(case)
    if request.method != "POST":
        refused, status = _may_begin(case, who, what)
    if not refused and not closed and what.action is Action.REPLY and not reach:
        closed = "We have no e-mail address for this customer. Call them, and write a note."
    fields = [
        replace(field, error=str(wrong)) if wrong and wrong.field == field.name else field
        for field in what.fields(case, who, typed)
    ]
    happened = queries.happened(case.pk, limit=_LAST)
    # what was typed is never hidden, whatever stands in the way of sending it
    opened = request.method == "POST" or not (refused or closed)
    return page(
        request,
        "doing",
        {
            "case": case,
            "what": what,
            "tags": presenter.tags(case, now),
            "fields": fields,
            "errors": _errors(fields if opened else [], refused, wrong, changed),
            "open": opened,
            "closed": closed,
            "preview": preview,
            "preview_tags": presenter.tags(preview.other, now) if preview else [],
            "reach": reach,
            "lines": timelines.lines(happened.entries),
        },
        section="cases",
        status=status,
    )


def _may_begin(case: Case, who: Viewer, what: Doing) -> tuple[str, int]:
    """Whether this viewer need not begin to type: the sentence that says so, and the status of the page."""
    try:
        check(case, who, what.action)
    except NotAllowed as fault:
        return str(fault), 403
    return "", 200


def _errors(
    fields: list[Field], refused: str, wrong: Wrong | None, changed: ChangedMeanwhile | None
) -> list[Error]:
    """What stands against it, for the summary at the top."""
    first = f"#{fields[0].name}" if fields else ""
    if wrong:
        return [Error(str(wrong), f"#{wrong.field}")]
    if changed:
        return [Error(f"{changed}. What you typed is still here: check it, then send it again.", first)]
    return [Error(refused, first)] if refused else []
