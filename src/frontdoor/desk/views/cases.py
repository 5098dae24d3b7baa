"""A case: its page, its photos, and who reported it."""

from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import STAFF
from frontdoor.cases import operations, queries
from frontdoor.cases.operations import CaseShown
from frontdoor.cases.queries import Viewer
from frontdoor.cases.types import Action
from frontdoor.contacts import queries as contacts
from frontdoor.core import references
from frontdoor.design.types import Link
from frontdoor.desk.forms import reading
from frontdoor.desk.presenters import case as presenter
from frontdoor.desk.presenters import places, timelines
from frontdoor.desk.presenters.timelines import KINDS, TITLES, Show
from frontdoor.desk.views.pages import OVERSEERS, methods, page, user_of, viewer_of
from frontdoor.intake import queries as intake
from frontdoor.organisation import queries as organisation


def looked_at(request: HttpRequest, reference: str, who: Viewer, *, at: datetime) -> CaseShown:
    """The case for this viewer, with the look recorded. Raises Http404 where it does not exist for them."""
    shown = operations.look(reference=reference, who=who, by=accounts.actor(user_of(request)), at=at)
    if shown is None:
        raise Http404
    return shown


@open_to(STAFF)
@methods("GET")
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one case, and what can be done to it."""
    written = references.parse(reference)
    if written is None:
        raise Http404
    if written != reference:
        return redirect("desk-case", written)
    show, before = _part(request)
    now, who = timezone.now(), viewer_of(request)
    shown = looked_at(request, reference, who, at=now)
    row = shown.case
    happened = queries.happened(row.pk, kinds=KINDS[show], before=before)
    older = happened.older
    here = reverse("desk-case", args=[reference])
    return page(
        request,
        "case",
        {
            "case": row,
            "tags": presenter.tags(row, now),
            "facts": presenter.facts(row, queries.clocks(row.pk), now),
            "doings": presenter.doings(row, who),
            "take": who.user_id if presenter.can_take(row, who) else None,
            "may_reply": presenter.may(Action.REPLY, row, who),
            "reach": presenter.reach(shown),
            "asked": presenter.asked(row, intake.submission_of(row.pk)),
            "pictures": presenter.pictures(contacts.attachments(n.contact_id for n in shown.notices)),
            "where": presenter.where(row),
            "customer": presenter.customer(shown),
            "customer_name": presenter.customer_name(shown),
            "customer_href": presenter.customer_href(shown),
            "reporters": presenter.reporters(shown),
            "reports": len(shown.notices),
            "joined_to": row.duplicate_of,
            "lines": timelines.lines(happened.entries),
            "parts": [Link(TITLES[one], f"{here}?show={one}#timeline", current=one is show) for one in Show],
            "older": f"{here}?show={show}&before={reading.written(older.at, older.entry_id)}#timeline"
            if older
            else "",
            "history": reverse("desk-case-history", args=[reference]) if who.role in OVERSEERS else "",
            "newest": f"{here}?show={show}#timeline" if before else "",
        },
        section="cases",
    )


@open_to(STAFF)
@methods("GET")
def reports(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody who told us of it: when, how, and in which words."""
    shown = looked_at(request, reference, viewer_of(request), at=timezone.now())
    said = {one.pk: one for one in contacts.contacts(notice.contact_id for notice in shown.notices)}
    return page(
        request,
        "reports",
        {
            "case": shown.case,
            "back": reverse("desk-case", args=[reference]),
            "reports": presenter.reports(shown, said),
        },
        section="cases",
    )


@open_to(STAFF)
@methods("GET")
def on_the_map(request: HttpRequest, reference: str) -> HttpResponse:
    """The place of a case on the council's map."""
    row, council = queries.get(reference, viewer_of(request)), organisation.council()
    if row is None or row.lat is None or council is None:
        raise Http404
    return page(
        request,
        "map",
        {
            "case": row,
            "tags": presenter.tags(row, timezone.now()),
            "back": reverse("desk-case", args=[reference]),
            "view": places.map_of(council, row),
            "where": presenter.where(row),
        },
        section="cases",
    )


def _part(request: HttpRequest) -> tuple[Show, queries.Moment | None]:
    """Which part of the timeline is asked for."""
    show = request.GET.get("show", Show.ALL)
    if show not in list(Show):
        raise BadRequest("no such part of a timeline")
    return Show(show), reading.moment(request.GET.get("before", ""))
