"""How staff sign in: allauth's rules, with our limits, our outbox and our audit trail.

Nobody signs up: staff are named by the council's pack. Passwords are tried a few times only, by network
address and by account, and a very long one is refused before it is hashed.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    default_token_generator,
)
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from frontdoor.accounts import operations as accounts
from frontdoor.accounts import queries as account_queries
from frontdoor.accounts.queries import User
from frontdoor.core import audit, rates
from frontdoor.core.actors import PUBLIC
from frontdoor.core.callers import address_of
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.types import Message, Recipient

LONGEST_PASSWORD = 256
WINDOW = 15 * 60  # seconds
TRIES_BY_ADDRESS = 60  # an office shares one
TRIES_BY_ACCOUNT = 10
RESETS_BY_ADDRESS = 20  # in an hour
RESETS_BY_ACCOUNT = 3
_HOUR = 3600


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right",
        "enter_current_password": "This is not your password now",
        "invalid_password_reset": "This link is not valid any more",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages only: an answer for scripts would be one more thing to guard."""
        del request
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this site are gone to after signing in."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(f"mail goes through our outbox, not as {template_prefix}")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. Raises rates.TooMany, whether or not anybody has this address."""
        now = timezone.now()
        email = str(credentials.get("email", "")).lower()
        rates.spend("sign-in", address_of(request), limit=TRIES_BY_ADDRESS, seconds=WINDOW, at=now)
        rates.spend("sign-in-account", email, limit=TRIES_BY_ACCOUNT, seconds=WINDOW, at=now)

    def _rollback_login_failed_rl_usage(self) -> None:
        """A try that was right counts too: else a right one now and then would hide many wrong ones."""

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Ours are not kept in the cache."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user with these credentials. Somebody who left is told the same as somebody unknown."""
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_active:
            return user if isinstance(user, User) else None
        if user is not None:
            self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        del request
        accounts.note_refused_sign_in(email=str(credentials.get("email", "")), at=timezone.now())

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        accounts.note_sign_in(user=user, at=timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        del request, user
        return redirect("account_login")

    def set_password(self, user: User, password: str) -> None:
        accounts.set_password(user=user, password=password, by=account_queries.actor(user), at=timezone.now())


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, login="Enter your e-mail address", password="Enter your password")  # noqa: S106


class AskReset(ResetPasswordForm):  # type: ignore[misc]
    """The e-mail address of somebody who forgot their password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, email="Enter your e-mail address")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send a link to whoever has this address; the answer and the work are the same where nobody has."""
        del request, kwargs
        email = str(self.cleaned_data["email"])
        now = timezone.now()
        try:
            rates.spend("reset-account", email.lower(), limit=RESETS_BY_ACCOUNT, seconds=_HOUR, at=now)
        except rates.TooMany:
            return email  # said to nobody: it would tell that the address was tried
        user = account_queries.by_email(email)
        _send_reset(user if user and user.is_active else None, email, now)
        return email


class NewPassword(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, by the link from the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, password1="Enter a new password", password2="Enter it again")


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password now, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            oldpassword="Enter your password now",
            password1="Enter a new password",
            password2="Enter it again",
        )


def _in_our_words(form: forms.Form, **missing: str) -> None:
    """What each field says when it is empty; no password is so long that hashing it costs much."""
    for name, words in missing.items():
        field = form.fields[name]
        field.error_messages["required"] = words
        if "password" in name:
            too_long = f"Use {LONGEST_PASSWORD} characters or fewer"
            field.validators.append(MaxLengthValidator(LONGEST_PASSWORD, too_long))
        else:
            field.error_messages["invalid"] = (
                "Enter an e-mail address in the right form, like name@example.com"
            )
            for validator in field.validators:
                setattr(validator, "message", field.error_messages["invalid"])  # noqa: B010


class _NobodyHasIt(Exception):
    """Undoes the message that was written for an address that nobody has."""


def _send_reset(user: User | None, email: str, at: datetime) -> None:
    """Write the message with the link and its audit entry; for nobody, do the same and keep only the entry."""
    somebody = user or User(pk=0, email=email, name="", last_login=at)  # a row that is never kept
    key = default_token_generator.make_token(somebody)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(somebody), key])
    fields = {"name": somebody.name, "link": f"{settings.ADDRESS}{path}"}
    message = Message("password_reset", fields, f"staff:{somebody.pk}", f"reset:{uuid4()}")
    with audit.transaction():
        audit.record("user.reset_asked", subject=f"staff:{somebody.pk}", by=PUBLIC, at=at)
        try:
            with transaction.atomic():
                notifications.tell(message, Recipient(email, user_id=user.pk if user else None), at=at)
                if user is None:
                    raise _NobodyHasIt
        except _NobodyHasIt:
            pass
