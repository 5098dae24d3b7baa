"""Cases as residents make them, and the people of the small council at work on them."""

import secrets
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.queries import User
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Case, Viewer
from frontdoor.cases.types import Where
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts.types import Channel
from frontdoor.core import actors
from frontdoor.core.actors import PUBLIC, Actor
from frontdoor.customers.types import Identity
from frontdoor.intake import operations as intake
from frontdoor.intake.types import Approach
from tests import small_council as council

ANN = Identity(name="Ann Resident", email="ann@example.org", phone="07700 900123", postcode="WD1 1AA")
BEN = Identity(name="Ben Neighbour", email="ben@example.org")
NOBODY = Identity()


def approach(
    service: str = "pothole",
    who: Identity = ANN,
    *,
    place: Any = council.ON_MILL_LANE,
    words: str = "A deep hole beside the drain",
    answers: dict[str, Any] | None = None,
    files: tuple[tuple[int, str], ...] = (),
) -> Approach:
    """Somebody asks for a service, as the web form hands it on."""
    shown = catalogue.service(service)
    assert shown is not None
    return Approach(
        service=shown,
        answers={"size": "lid", "more": words} if answers is None else answers,
        channel=Channel.WEB,
        key=secrets.token_hex(8),
        identity=who,
        where=Where(text="Mill Lane, by the bridge", point=place),
        description=words,
        files=files,
    )


def case(service: str = "pothole", who: Identity = ANN, *, at: datetime | None = None, **more: Any) -> Case:
    """A case, opened by a resident."""
    receipt = intake.receive(approach(service, who, **more), by=PUBLIC, at=at or timezone.now())
    return again(receipt.reference)


def restricted(**more: Any) -> Case:
    """A case that exists only for the team that works it (highways)."""
    made = case(**more)
    Case.objects.filter(id=made.pk).update(restricted=True, is_public=False)
    return again(made.reference)


def again(reference: str) -> Case:
    """The case as it is now."""
    found = cases.by_reference(reference)
    assert found is not None
    return found


def user(email: str) -> User:
    found = accounts.by_email(email)
    assert found is not None
    return found


def actor(email: str) -> Actor:
    return actors.staff(user(email).pk)


def viewer(email: str) -> Viewer:
    return cases.viewer(user(email))


def signed_in(email: str) -> Client:
    """A browser in which this member of staff has signed in."""
    client = Client()
    client.force_login(user(email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
