"""Following a case without an account: its reference, and one fact that only its reporter knows."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.types import Audience
from frontdoor.core import rates, references, text
from frontdoor.core.actors import PUBLIC
from frontdoor.core.callers import address_of
from frontdoor.design.types import errors_of
from frontdoor.intake import operations as intake
from frontdoor.intake import queries as intake_queries
from frontdoor.intake.queries import Followed
from frontdoor.organisation import queries as organisation
from frontdoor.portal import visits
from frontdoor.portal.presenters import following as present
from frontdoor.portal.views import words
from frontdoor.portal.views.methods import methods

TRIES_BY_ADDRESS = 30  # in an hour: a library's computers share one
TRIES_BY_REFERENCE = 8  # in an hour: a second fact must not be guessed
MORE_AN_HOUR = 20
MOST_WORDS = 4000


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the reference and the second fact. What is wrong of the two is never said."""
    if request.method != "POST":
        fields = present.fields(reference=words.in_address(request, "reference", most=60))
        return _asked(request, fields)
    typed, fact = request.POST.get("reference", "")[:60], request.POST.get("fact", "")[:254]
    try:
        fact = text.kept(fact)
    except text.NotText:
        fact = ""
    missing = present.fields(reference=typed, fact=fact, check=True)
    if errors_of(missing):
        return _asked(request, missing, status=400)
    now = timezone.now()
    rates.spend("follow", address_of(request), limit=TRIES_BY_ADDRESS, seconds=3600, at=now)
    reference = references.parse(typed)
    if (
        reference
    ):  # what can be nobody's needs no guarding, and must not use up the tries of all who mistype alike
        rates.spend("follow-case", reference, limit=TRIES_BY_REFERENCE, seconds=3600, at=now)
    found = intake_queries.follow(typed, fact)
    if found is None or found.source_record_id is None:
        return _asked(request, present.fields(reference=typed, fact=fact, wrong=True), status=400)
    request.session.cycle_key()  # a session that somebody else planted must not learn what is shown now
    visits.may_follow(request, found.case.reference, found.source_record_id)
    return redirect("follow-case", reference=found.case.reference)


@open_to(Audience.ANYONE)
@methods("GET", "POST")
@never_cache
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case as its reporter may see it, and a place to add words."""
    parsed = references.parse(reference)
    record_id = visits.follows_as(request, parsed) if parsed else None
    found = intake_queries.followed_by_record(parsed, record_id) if parsed and record_id else None
    if found is None:
        return redirect(f"{reverse('follow')}?{urlencode({'reference': reference[:60]})}")
    if request.method == "POST":
        return _say_more(request, found)
    return _shown(request, found)


@open_to(Audience.ANYONE)
@methods("POST")
def stop_following(request: HttpRequest, reference: str) -> HttpResponse:
    """Forget on this device that the case may be seen."""
    parsed = references.parse(reference)
    if parsed is None:
        raise Http404
    visits.stop_following(request, parsed)
    visits.tell(
        request, "This device has forgotten your report. You can come back with the reference.", "success"
    )
    return redirect("follow")


def _asked(request: HttpRequest, fields: list[present.Field], status: int = 200) -> HttpResponse:
    context = {
        "fields": fields,
        "errors": errors_of(fields),
        "following": visits.following(request),
        "notices": visits.told(request),
    }
    return render(request, "portal/follow.html", context, status=status)


def _say_more(request: HttpRequest, found: Followed) -> HttpResponse:
    said, key = request.POST.get("words", ""), request.POST.get("key", "")
    try:
        said = text.kept(said).strip()
    except text.NotText as fault:
        return _shown(request, found, typed=said, error=str(fault))
    if not said:
        return _shown(request, found, error="Write what you want to tell us")
    if len(said) > MOST_WORDS:
        return _shown(
            request,
            found,
            typed=said,
            error=f"Use {MOST_WORDS:,} characters or fewer. You used {len(said):,}.",
        )
    now = timezone.now()
    rates.spend("say-more", address_of(request), limit=MORE_AN_HOUR, seconds=3600, at=now)
    assert found.source_record_id is not None
    intake.say_more(
        case_id=found.case.pk,
        source_record_id=found.source_record_id,
        service_id=found.case.service_id,
        words=said,
        key=f"{found.case.pk}:{found.source_record_id}:{_key(key)}",
        by=PUBLIC,
        at=now,
    )
    visits.tell(request, "Thank you. We have what you wrote.", "success")
    return redirect("follow-case", reference=found.case.reference)


def _key(given: str) -> str:
    """The key the page was sent with, which makes sending it twice harmless; a fresh one for anything else."""
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return str(uuid.uuid4())


def _shown(request: HttpRequest, found: Followed, *, typed: str = "", error: str = "") -> HttpResponse:
    page = present.case(found, council=organisation.council(), typed=typed, error=error, at=timezone.now())
    if found.case.duplicate_of and found.source_record_id:
        # whose report was joined to another may follow that one: their notice went along
        visits.may_follow(request, found.case.duplicate_of.reference, found.source_record_id)
    context = {
        "page": page,
        "key": str(uuid.uuid4()),
        "errors": errors_of([page.more]),
        "notices": visits.told(request),
    }
    return render(request, "portal/followed.html", context, status=400 if error else 200)
