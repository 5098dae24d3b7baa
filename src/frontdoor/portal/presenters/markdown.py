"""Markdown of the council pack as safe HTML in the look of our pages."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_LOOK = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "table": "govuk-table",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "tr": "govuk-table__row",
    "hr": "govuk-section-break govuk-section-break--visible govuk-section-break--m",
}
_TAGS = {*_LOOK, "li", "strong", "em", "br", "code", "thead", "tbody"}
# the page has its one heading of the first level already
_ONE_LOWER = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")


@lru_cache(maxsize=512)
def html(text: str) -> Markup:
    """The text as HTML: our classes, links only to web, mail and telephone, nothing that runs."""
    tokens = _parser.parse(text)
    for token in _all(tokens):
        token.tag = _ONE_LOWER.get(token.tag, token.tag)
        if token.nesting >= 0 and token.tag in _LOOK:
            token.attrSet("class", _LOOK[token.tag])
    rendered = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704 - cleaned in the same step
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={**{tag: {"class"} for tag in _LOOK}, "a": {"class", "href"}},
            url_schemes={"https", "http", "mailto", "tel"},
            link_rel=None,
        )
    )


def _all(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *(token.children or ()))]
