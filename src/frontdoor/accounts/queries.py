"""Who is who among the people and systems that sign in."""

import hashlib
from collections.abc import Iterable

from frontdoor.accounts.models import User
from frontdoor.accounts.types import KeyHolder, Role
from frontdoor.core import actors
from frontdoor.core.prepared import planned_cursor

__all__ = ["User"]


def user(user_id: int) -> User | None:
    return User.objects.filter(id=user_id).first()


def users(user_ids: Iterable[int]) -> dict[int, User]:
    return User.objects.in_bulk(list(user_ids))


def by_email(email: str) -> User | None:
    """The user with this address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()


def active_staff() -> list[User]:
    """Everybody of the council's staff who can sign in now, by name."""
    return list(User.objects.filter(is_active=True).exclude(role="").order_by("name", "id"))


def everybody() -> list[User]:
    """All who can sign in or once could."""
    return list(User.objects.only("name"))


def with_role(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, role=role).order_by("id"))


def actor(user: User) -> actors.Actor:
    """The actor that stands for this user in every write."""
    return actors.staff(user.pk)


def key_holder(key: str, *, scope: str) -> KeyHolder | None:
    """The partner system this key belongs to, if it is valid for the scope. One indexed look-up."""
    if not key or len(key) > 200:
        return None
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    with planned_cursor() as cursor:
        cursor.execute(_KEY, [digest, scope])
        found = cursor.fetchone()
    return KeyHolder(*found) if found else None


# asked with every call of a partner: putting the statement together anew costs more than running it
_KEY = "SELECT id, name, scope FROM accounts_apikey WHERE digest = %s AND scope = %s AND revoked_at IS NULL"
