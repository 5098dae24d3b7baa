"""The Jinja environment of every page. settings.TEMPLATES names `environment`.

Missing names are errors (a page that forgets its data must fail in a test, not print nothing).
The vendored GOV.UK macros test for keys that are not there, so they run in an environment of their
own which lets them; ours stays strict.
"""

from collections.abc import Callable, MutableMapping
from datetime import date, datetime
from typing import Any

import jinja2
from django.templatetags.static import static
from django.utils import translation
from markupsafe import Markup, escape

from frontdoor.design import moments
from frontdoor.design.addresses import address

_VENDOR = "govuk_frontend_jinja"


class Environment(jinja2.Environment):
    """Ours, strict; templates under govuk_frontend_jinja/ come from the lenient one beside it."""

    vendor: jinja2.Environment

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        if isinstance(name, str) and name.startswith(f"{_VENDOR}/"):
            return self.vendor.get_template(name)
        return super().get_template(name, parent, globals)


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja2 backend, which passes the loader and auto_reload."""
    options |= {"undefined": jinja2.StrictUndefined, "autoescape": True}
    made = Environment(
        **options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    made.globals.update(static=static, url=address, page_language=_language, page_direction=_direction)
    made.filters.update(_FILTERS)
    made.vendor = jinja2.Environment(
        loader=jinja2.PrefixLoader({_VENDOR: jinja2.PackageLoader(_VENDOR)}),
        autoescape=True,
        auto_reload=False,
    )
    # one shared dictionary: otherwise every import of a macro would build its module again
    made.vendor.globals = made.globals
    return made


def _language() -> str:
    """The page's language as HTML wants it: en-GB, cy."""
    return translation.to_locale(translation.get_language() or "en-gb").replace("_", "-")


def _direction() -> str:
    return "rtl" if translation.get_language_bidi() else "ltr"


def _reference(value: str) -> Markup:
    """A reference that never breaks across lines: FD-3184-4209-57."""
    return Markup('<span class="fd-reference">{}</span>').format(value)


def _paragraphs(value: str) -> Markup:
    """Plain text as typed, with its paragraphs and line breaks, safe to show."""
    blocks = [block for block in value.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup('<p class="govuk-body">{}</p>').format(
            Markup("<br>").join(escape(line) for line in block.strip("\n").split("\n"))
        )
        for block in blocks
    )


def _moment(value: date | datetime, form: str) -> Markup:
    """A moment for people and machines, in one of the forms that are filters: date, datetime, relative ..."""
    return Markup('<time datetime="{}">{}</time>').format(moments.iso(value), _FILTERS[form](value))


def _number(value: int) -> str:
    """12,345"""
    return f"{value:,}"


_FILTERS: dict[str, Callable[..., Any]] = {
    "date": moments.plain_date,
    "short_date": moments.short_date,
    "weekday_date": moments.weekday_date,
    "time": moments.plain_time,
    "datetime": moments.plain_datetime,
    "short_datetime": moments.short_datetime,
    "relative": moments.relative,
    "iso": moments.iso,
    "moment": _moment,
    "reference": _reference,
    "paragraphs": _paragraphs,
    "number": _number,
}
