"""A page of a form that was sent: its answers are kept, its photos taken in, and it is decided where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from frontdoor.catalogue.policies import BadAnswer
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Form, Page, QuestionType
from frontdoor.core import photos, rates
from frontdoor.core.callers import address_of
from frontdoor.intake import operations as intake
from frontdoor.intake import queries as intake_queries
from frontdoor.intake.queries import Draft
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.types import Handoff
from frontdoor.portal import visits
from frontdoor.portal.forms.answers import Sent, read, searched
from frontdoor.portal.presenters.questions import Shown
from frontdoor.portal.views.form_steps import count_signposted, elsewhere, next_address, page_address

UPLOADS_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Again:
    """The page must be shown again, with what is wrong."""

    answers: dict[str, object]
    shown: Shown


def answer(
    request: HttpRequest, service: ServiceShown, draft: Draft | None, form: Form, asked: Page
) -> HttpResponse | Again:
    """Keep the answers of a page and go on, or say what is wrong with them."""
    reference = visits.sent_as(request, request.POST.get("draft", ""))
    if reference:
        visits.tell(request, "You have sent this report already. Nothing was changed.")
        return redirect("report-sent", code=service.code, reference=reference)
    now = timezone.now()
    # the page says which questions it showed; what does not come from our page is held to all of them
    shown_codes = request.POST.get("asked", " ".join(question.code for question in asked.questions))
    sent = read(asked, form, draft.answers if draft else {}, request.POST, frozenset(shown_codes.split()))
    if sent.street:
        return redirect(_where_in_street(request, service, asked, sent))
    if "use-photo" in request.POST or "drop-photo" in request.POST:
        return _photo_place(request, service, draft, form, asked, now)
    if "remove" in request.POST:
        _remove_photo(request, draft, asked, now)
        return redirect(_here(request, service, asked))
    draft, faults = _take_in_photos(request, service, draft, asked, sent, now)
    if faults:
        return Again(draft.answers if draft else {}, _shown(request, asked, sent, faults))
    draft = draft or _begin(request, service, now)
    draft = intake.answer_page(draft, page=asked.code, answers=sent.answers, at=now)
    if sent.unasked or "add" in request.POST:
        return redirect(_here(request, service, asked))
    return _go_on(request, service, draft, asked)


def _go_on(request: HttpRequest, service: ServiceShown, draft: Draft, asked: Page) -> HttpResponse:
    """To the next page, or out of the form where the place turns out to be somebody else's."""
    kinds = {question.type for question in asked.questions}
    place_asked = bool(kinds & {QuestionType.PLACE, QuestionType.ADDRESS})
    signposted = elsewhere(draft, service)
    if signposted:
        count_signposted(request, draft, service, signposted)
        return redirect("report-elsewhere", code=service.code)
    if place_asked:
        _tell_if_passed_on(request, draft, service)
    return redirect(next_address(service, draft, after=asked, back_to_answers="change" in request.POST))


def _tell_if_passed_on(request: HttpRequest, draft: Draft, service: ServiceShown) -> None:
    settled = intake_queries.settle_draft(draft, service)
    if settled and settled.responsibility.handoff is Handoff.FORWARD:
        whose = settled.responsibility
        what = whose.asset_name or "This place"
        visits.tell(
            request,
            f"{what} is looked after by {whose.body_name}. Carry on here: we pass your report on to them.",
        )


def _here(request: HttpRequest, service: ServiceShown, asked: Page, **more: str) -> str:
    """This page again; still on the way back to the answers where one is being changed."""
    query = {**more, **({"change": "1"} if "change" in request.POST else {})}
    return page_address(service, asked) + (f"?{urlencode(query)}" if query else "")


def _where_in_street(request: HttpRequest, service: ServiceShown, asked: Page, sent: Sent) -> str:
    assert sent.street is not None
    words, number = sent.street
    return _here(request, service, asked, find=words, pick=str(number))


def _begin(request: HttpRequest, service: ServiceShown, now: datetime) -> Draft:
    draft = intake.start_draft(service, at=now)
    visits.began(request, service, draft)
    return draft


def _shown(request: HttpRequest, asked: Page, sent: Sent, faults: dict[str, BadAnswer]) -> Shown:
    """The page as it was when it was sent, with the faults."""
    find, by_hand = "", False
    for question in asked.questions:
        if question.type is QuestionType.PLACE:
            find = searched(request.POST, f"{question.code}-searched")
        elif question.type is QuestionType.ADDRESS:
            by_hand = request.POST.get(f"{question.code}-way") == "hand"
            find = "" if by_hand else searched(request.POST, f"{question.code}-searched")
    return Shown(typed=sent.typed, errors=faults, find=find, by_hand=by_hand)


def _take_in_photos(
    request: HttpRequest,
    service: ServiceShown,
    draft: Draft | None,
    asked: Page,
    sent: Sent,
    now: datetime,
) -> tuple[Draft | None, dict[str, BadAnswer]]:
    """Keep the photos that came with the page, and say of each that cannot be kept why."""
    faults = dict(sent.errors)
    for question in asked.questions:
        if question.type is not QuestionType.PHOTO or question.code not in sent.photos:
            continue
        for upload in request.FILES.getlist(question.code):
            rates.spend("photo", address_of(request), limit=UPLOADS_AN_HOUR, seconds=3600, at=now)
            draft = draft or _begin(request, service, now)
            try:
                _take_in(request, service, draft, question.code, upload, now)
            except photos.NotAPhoto as fault:
                faults[question.code] = BadAnswer(str(fault), question.code)
        kept = draft.answers.get(question.code) if draft else None
        if question.required and not kept and question.code not in faults:
            faults[question.code] = BadAnswer(question.error or "Choose a photo", question.code)
    return draft, faults


def _take_in(
    request: HttpRequest,
    service: ServiceShown,
    draft: Draft,
    question: str,
    upload: UploadedFile[bytes],
    now: datetime,
) -> None:
    """Keep one photo. Where it says it was taken is remembered only to ask the reporter about it."""
    if (upload.size or 0) > photos.MAX_BYTES:
        raise photos.NotAPhoto("The photo must be smaller than 15MB.")
    photo = intake.keep_photo(draft, question=question, data=upload.read(), name=upload.name or "", at=now)
    if photo.taken_at and organisation.areas_at(photo.taken_at).inside:
        visits.photo_says(request, service, photo.taken_at)


def _remove_photo(request: HttpRequest, draft: Draft | None, asked: Page, now: datetime) -> None:
    file_id = request.POST.get("remove", "")
    if draft is None or not (file_id.isascii() and file_id.isdecimal()) or len(file_id) > 15:
        return
    for question in asked.questions:
        if question.type is QuestionType.PHOTO:
            intake.remove_photo(draft, question=question.code, file_id=int(file_id), at=now)


def _photo_place(
    request: HttpRequest, service: ServiceShown, draft: Draft | None, form: Form, asked: Page, now: datetime
) -> HttpResponse:
    """The reporter decided about the place their photo was taken at."""
    point = visits.photo_taken_at(request, service)
    visits.photo_says(request, service, None)
    place = form.of_type(QuestionType.PLACE)
    if draft is None or point is None or place is None or "drop-photo" in request.POST:
        return redirect(_here(request, service, asked))
    page = next(one for one in form.pages if place in one.questions)
    found = {"lat": round(point.lat, 7), "long": round(point.long, 7)}
    draft = intake.answer_page(draft, page=page.code, answers={place.code: found}, at=now)
    signposted = elsewhere(draft, service)
    if signposted:
        count_signposted(request, draft, service, signposted)
        return redirect("report-elsewhere", code=service.code)
    visits.tell(request, "We use the place where your photo was taken.", "success")
    return redirect(_here(request, service, asked))
