"""Signing in, signing out and passwords, for staff: allauth's views with our forms and pages.

Only these: there is no sign-up, no sign-in by social networks, and no header that signs anybody in.
"""

from typing import Any

from allauth.account import views
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from frontdoor.accounts.policies import open_to
from frontdoor.accounts.queries import User
from frontdoor.accounts.types import STAFF, Audience, Role
from frontdoor.core import rates
from frontdoor.core.callers import address_of
from frontdoor.design.types import Error, Field, FieldKind, errors_of
from frontdoor.portal import sign_in as rules
from frontdoor.portal import visits
from frontdoor.portal.views.methods import View, methods

_PASSWORD_HINT = "At least 12 characters. Three words that do not belong together are easy to keep in mind."  # noqa: S105
_QUESTIONS: dict[str, tuple[str, FieldKind, str, str]] = {
    "login": ("E-mail address", "email", "username", ""),
    "email": ("E-mail address", "email", "username", ""),
    "password": ("Password", "password", "current-password", ""),
    "oldpassword": ("Your password now", "password", "current-password", ""),
    "password1": ("New password", "password", "new-password", _PASSWORD_HINT),
    "password2": ("New password, once more", "password", "new-password", ""),
}


class _OurPage:
    """Draws a form of allauth's with our components; wrong answers are a 400."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context.get("form")
        fields = _fields(form) if form is not None and not context.get("token_fail") else []
        return context | {
            "fields": fields,
            "errors": [*_of_whole(form, fields), *errors_of(fields)],
            "next": context.get("redirect_field_value") or "",
            "notices": visits.told(self.request),  # type: ignore[attr-defined]
        }

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 400
        return response


class _SignIn(_OurPage, views.LoginView):  # type: ignore[misc]
    form_class = rules.SignIn


class _AskReset(_OurPage, views.PasswordResetView):  # type: ignore[misc]
    form_class = rules.AskReset

    def form_valid(self, form: rules.AskReset) -> HttpResponse:
        who = address_of(self.request)
        rates.spend("reset", who, limit=rules.RESETS_BY_ADDRESS, seconds=3600, at=timezone.now())
        response: HttpResponse = super().form_valid(form)
        return response


class _ResetFromKey(_OurPage, views.PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = rules.NewPassword

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who = address_of(request)
        rates.spend("reset-key", who, limit=rules.TRIES_BY_ADDRESS, seconds=3600, at=timezone.now())
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if getattr(self, "reset_user", None) is None and response.status_code == 200:
            response.status_code = 400  # the link is used up, too old or wrong
        return response


class _ChangePassword(_OurPage, views.PasswordChangeView):  # type: ignore[misc]
    form_class = rules.ChangePassword

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect("account_reset_password")  # there is none to enter: they choose one by e-mail
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who = str(request.user.pk)
        rates.spend("change-password", who, limit=rules.TRIES_BY_ACCOUNT, seconds=3600, at=timezone.now())
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: rules.ChangePassword) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        visits.tell(
            self.request, "Your password was changed. You were signed out everywhere else.", "success"
        )
        return response

    def get_success_url(self) -> str:
        return reverse("account_change_password")


class _ResetAsked(_OurPage, views.PasswordResetDoneView):  # type: ignore[misc]
    pass


class _ResetDone(_OurPage, views.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    pass


def _page(view: View, who: Audience | frozenset[Role], *names: str) -> View:
    """One of allauth's views as one of our pages: for whom, by which methods, and kept by no browser."""
    return open_to(who)(methods(*names)(never_cache(view)))


sign_in = _page(_SignIn.as_view(), Audience.ANYONE, "GET", "POST")
sign_out = _page(views.LogoutView.as_view(), Audience.ANYONE, "POST")
ask_reset = _page(_AskReset.as_view(), Audience.ANYONE, "GET", "POST")
reset_asked = _page(_ResetAsked.as_view(), Audience.ANYONE, "GET")
reset_from_key = _page(_ResetFromKey.as_view(), Audience.ANYONE, "GET", "POST")
reset_done = _page(_ResetDone.as_view(), Audience.ANYONE, "GET")
change_password = _page(_ChangePassword.as_view(), STAFF, "GET", "POST")


def _fields(form: Form) -> list[Field]:
    return [_field(form, name) for name in form.fields]


def _field(form: Form, name: str) -> Field:
    label, kind, autocomplete, hint = _QUESTIONS[name]
    faults: list[Any] = list(form.errors.get(name) or []) if form.is_bound else []
    return Field(
        name,
        label,
        kind,
        value="" if kind == "password" else form.data.get(name, ""),
        hint=hint,
        error=str(faults[0]).rstrip(".") if faults else "",
        autocomplete=autocomplete,
    )


def _of_whole(form: Form | None, fields: list[Field]) -> list[Error]:
    """Faults of the form as a whole; they lead to its first field."""
    if form is None or not form.is_bound or not fields:
        return []
    return [Error(str(fault).rstrip("."), f"#{fields[0].name}") for fault in form.non_field_errors()]
