"""A form being filled in, page by page, until it is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from frontdoor.catalogue import policies as catalogue_policies
from frontdoor.catalogue import queries as catalogue
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import QuestionType
from frontdoor.contacts.types import Channel
from frontdoor.core import files, photos
from frontdoor.core.actors import Actor
from frontdoor.intake import policies, queries
from frontdoor.intake.models import Draft
from frontdoor.intake.operations.receiving import join_report, receive
from frontdoor.intake.types import Approach, Gone, Receipt
from frontdoor.organisation import queries as organisation

KEPT_FOR = timedelta(days=30)
MAX_PHOTOS = 5


def start_draft(service: ServiceShown, *, at: datetime) -> Draft:
    """Begin a form: its answers are kept from the first page on."""
    return Draft.objects.create(
        id=uuid.uuid4(),
        service_id=service.id,
        form_version_id=service.form_version_id,
        started_at=at,
        updated_at=at,
    )


def answer_page(draft: Draft, *, page: str, answers: Mapping[str, Any], at: datetime) -> Draft:
    """Keep the checked answers of one page. An address chosen from the list is kept with its words."""
    for code, answer in answers.items():
        draft.answers[code] = _with_words(answer)
    if page not in draft.seen:
        draft.seen = [*draft.seen, page]
    draft.updated_at = at
    draft.save(update_fields=["answers", "seen", "updated_at"])
    return draft


def keep_photo(draft: Draft, *, question: str, data: bytes, name: str, at: datetime) -> photos.Photo:
    """Clean a photo and keep it with the draft. Raises photos.NotAPhoto with words for the person."""
    kept = list(draft.answers.get(question) or [])
    if len(kept) >= MAX_PHOTOS:
        raise photos.NotAPhoto(f"You can add up to {MAX_PHOTOS} photos.")
    photo = photos.clean(data)
    stored = files.keep(photo.jpeg, content_type="image/jpeg")
    if stored.pk not in kept:
        kept.append(stored.pk)
    draft.answers[question] = kept
    draft.file_names[str(stored.pk)] = name[:120]
    draft.updated_at = at
    draft.save(update_fields=["answers", "file_names", "updated_at"])
    return photo


def remove_photo(draft: Draft, *, question: str, file_id: int, at: datetime) -> None:
    """Take a photo out of the draft again."""
    draft.answers[question] = [one for one in draft.answers.get(question) or [] if one != file_id]
    draft.updated_at = at
    draft.save(update_fields=["answers", "updated_at"])


def submit_draft(
    draft_id: str, *, join: str = "", channel: Channel = Channel.WEB, by: Actor, at: datetime
) -> Receipt:
    """Send a finished draft: once, however often it is asked for. `join` is the reference of a report to join.

    Raises Gone where there is no such draft.
    """
    key = f"draft:{draft_id}"
    done = queries.submitted(key)
    if done is not None:
        return done
    draft = queries.draft(draft_id)
    service = catalogue.service_by_id(draft.service_id) if draft else None
    if draft is None or service is None:
        raise Gone("This form is not here any more. Start again.")
    approach = approach_of(draft, service, key=key, channel=channel)
    receipt = join_report(approach, reference=join, by=by, at=at) if join else None
    if receipt is None:
        receipt = receive(approach, by=by, at=at)
    return receipt


def discard(draft_id: str) -> None:
    """Forget a draft at once."""
    draft = queries.draft(draft_id)
    if draft:
        draft.delete()


def forget_old_drafts(*, at: datetime) -> int:
    """Forget drafts nobody touched for 30 days, and their photos where nothing else has these; returns how many."""
    old = Draft.objects.filter(updated_at__lt=at - KEPT_FOR)
    file_ids = {int(key) for names in old.values_list("file_names", flat=True) for key in names}
    forgotten = old.delete()[0]
    for file_id in sorted(file_ids):
        if not Draft.objects.filter(file_names__has_key=str(file_id)).exists():
            files.forget(file_id)
    return forgotten


def approach_of(draft: Draft, service: ServiceShown, *, key: str, channel: Channel) -> Approach:
    """The approach that a draft's answers make. Answers to questions that were not shown do not count."""
    form = catalogue.form(draft.form_version_id)
    answers = catalogue_policies.relevant(form, draft.answers)
    photo_ids = [
        file_id
        for question in form.questions()
        if question.type is QuestionType.PHOTO
        for file_id in answers.get(question.code) or []
    ]
    return Approach(
        # the version it was asked with: the service may have a newer one by now
        service=replace(service, form_version_id=draft.form_version_id, form=form),
        answers=answers,
        channel=channel,
        key=key,
        identity=policies.identity_in(form, answers),
        where=policies.where_in(form, answers),
        description=policies.description_of(form, answers),
        files=tuple((file_id, draft.file_names.get(str(file_id), "photo.jpg")) for file_id in photo_ids),
        draft_id=draft.pk,
    )


def _with_words(answer: Any) -> Any:
    """An address chosen by its UPRN gets the words and postcode of the gazetteer."""
    if isinstance(answer, dict) and "uprn" in answer and "text" not in answer:
        row = organisation.address(int(answer["uprn"]))
        if row:
            return {"uprn": row.uprn, "text": f"{row.text}, {row.postcode}", "postcode": row.postcode}
        return None
    return answer
