"""A form that is not sent is gone after 30 days, its photos with it; what was sent stays."""

from datetime import timedelta
from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.catalogue import queries as catalogue
from frontdoor.core import files
from frontdoor.core.actors import PUBLIC
from frontdoor.intake import operations as intake
from frontdoor.intake.queries import Draft
from tests.photos import jpeg

pytestmark = pytest.mark.django_db


def begun(photo: bytes, *, days_ago: int) -> Draft:
    service = catalogue.service("pothole")
    assert service
    at = timezone.now() - timedelta(days=days_ago)
    draft = intake.start_draft(service, at=at)
    intake.keep_photo(draft, question="photo", data=photo, name="hole.jpg", at=at)
    return draft


def photo_of(draft: Draft) -> int:
    return int(draft.answers["photo"][0])


def test_an_old_form_goes_with_its_photo(small_council: ModuleType) -> None:
    old = begun(jpeg(lat=54.11, long=2.01), days_ago=31)
    assert intake.forget_old_drafts(at=timezone.now()) == 1
    with pytest.raises(LookupError):
        files.read(photo_of(old))


def test_a_photo_that_another_form_has_stays(small_council: ModuleType) -> None:
    same = jpeg(lat=54.12, long=2.02)
    old, young = begun(same, days_ago=31), begun(same, days_ago=3)
    assert photo_of(old) == photo_of(young)
    assert intake.forget_old_drafts(at=timezone.now()) == 1
    assert files.read(photo_of(young))[1] == "image/jpeg"


def test_a_photo_that_was_sent_stays(small_council: ModuleType) -> None:
    same = jpeg(lat=54.13, long=2.03)
    sent, old = begun(same, days_ago=40), begun(same, days_ago=31)
    intake.submit_draft(str(sent.pk), by=PUBLIC, at=timezone.now())
    intake.forget_old_drafts(at=timezone.now())
    assert files.read(photo_of(old))[1] == "image/jpeg"
