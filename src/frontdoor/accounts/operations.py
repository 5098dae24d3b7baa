"""Writes about people and systems that sign in."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from frontdoor.accounts.models import ApiKey, User
from frontdoor.accounts.types import StaffMember
from frontdoor.core import audit
from frontdoor.core.actors import PUBLIC, Actor
from frontdoor.core.actors import staff as staff_actor
from frontdoor.core.loading import Loaded

SCOPES = ("open311",)


class NameTaken(ValueError):
    """There is a key of this name already."""


def create_api_key(*, name: str, scope: str, by: Actor, at: datetime) -> str:
    """Make a key for a partner system and return it: the only time it can be seen.

    Raises NameTaken, and ValueError for an unknown scope or an empty name.
    """
    name = name.strip()
    if not name or len(name) > 100:
        raise ValueError("a key's name has 1 to 100 characters")
    if scope not in SCOPES:
        raise ValueError(f"no scope {scope}; scopes are {', '.join(SCOPES)}")
    key = secrets.token_urlsafe(32)
    with audit.transaction():
        if ApiKey.objects.filter(name=name).exists():
            raise NameTaken(f"there is a key named {name} already")
        row = ApiKey.objects.create(
            name=name, scope=scope, digest=hashlib.sha256(key.encode()).hexdigest(), created_at=at
        )
        audit.record("api_key.created", subject=f"key:{row.pk}", by=by, at=at, scope=scope)
    return key


def revoke_api_key(*, name: str, by: Actor, at: datetime) -> bool:
    """End a key at once; False where there is no such key."""
    with audit.transaction():
        row = ApiKey.objects.filter(name=name, revoked_at=None).first()
        if row is None:
            return False
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record("api_key.revoked", subject=f"key:{row.pk}", by=by, at=at)
    return True


def load(staff: Iterable[StaffMember], *, by: Actor, at: datetime) -> Loaded:
    """Bring the staff of a council pack in: added, changed, and those who left the pack can no longer sign in.

    A password is set only for somebody new; without one they set their own by the reset page.
    """
    done = Loaded()
    known = {user.email.lower(): user for user in User.objects.all()}
    named = set()
    with audit.transaction():
        for member in staff:
            named.add(member.email.lower())
            user = known.get(member.email.lower())
            wanted = {"name": member.name, "role": member.role.value, "is_active": True}
            if user is None:
                user = User(email=member.email.lower(), joined_at=at, **wanted)
                if member.password:
                    user.set_password(member.password)
                else:
                    user.set_unusable_password()
                user.save()
                done.added += 1
                audit.record("user.added", subject=f"staff:{user.pk}", by=by, at=at, role=user.role)
            elif any(getattr(user, field) != value for field, value in wanted.items()):
                for field, value in wanted.items():
                    setattr(user, field, value)
                user.save(update_fields=list(wanted))
                done.changed += 1
                audit.record("user.changed", subject=f"staff:{user.pk}", by=by, at=at, role=user.role)
        for email, user in known.items():
            if user.role and user.is_active and email not in named:
                user.is_active = False
                user.save(update_fields=["is_active"])
                done.withdrawn += 1
                audit.record("user.left", subject=f"staff:{user.pk}", by=by, at=at)
    return done


def set_password(*, user: User, password: str, by: Actor, at: datetime) -> None:
    """Give somebody a new password. Every other session of theirs ends with the old one."""
    with audit.transaction():
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record("user.password_set", subject=f"staff:{user.pk}", by=by, at=at)


def note_sign_in(*, user: User, at: datetime) -> None:
    """Record that somebody signed in."""
    with audit.transaction():
        audit.record("user.signed_in", subject=f"staff:{user.pk}", by=staff_actor(user.pk), at=at)


def note_refused_sign_in(*, email: str, at: datetime) -> None:
    """Record that a sign-in was refused. The same work whether anybody has this address or not."""
    user = User.objects.filter(email__iexact=email[:254]).first()
    with audit.transaction():
        audit.record("user.sign_in_refused", subject=f"staff:{user.pk if user else 0}", by=PUBLIC, at=at)
