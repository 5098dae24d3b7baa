"""Asking for a new password: the same answer and the same rows whether or not anybody has the address."""

from types import ModuleType

from django.test import Client

from frontdoor.notifications.models import Notification
from tests import small_council


def test_an_address_that_nobody_has_is_answered_like_any_other(lasting_council: ModuleType) -> None:
    """With commits that are real: a row that points at nobody would break only there."""
    from allauth.account.models import EmailAddress

    known = Client().post("/password/reset/", {"email": small_council.OFFICER})
    unknown = Client().post("/password/reset/", {"email": "nobody@example.org"})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert known.status_code == 302
    assert [one.address for one in Notification.objects.all()] == [small_council.OFFICER]
    assert not EmailAddress.objects.exists()
