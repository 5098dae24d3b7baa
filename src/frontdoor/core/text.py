"""Words as people type them: what is kept, what is refused, how they are compared."""

import re
import unicodedata

_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")
_LOCAL = r"[\w.!#$%&'*+/=?^_`{|}~-]"
# begins only where a run of such characters begins, so that no text makes it slow
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(
    r"(?<![\w+/-])(?:(?:\+|00)\d{1,3}(?:[\s()-]{0,3}\d){7,12}|0(?:[\s()-]{0,3}\d){9,10})(?![\w/-])"
)


class NotText(ValueError):
    """The text has characters that cannot be kept: a NUL or half of a character."""


def kept(text: str) -> str:
    """`text` as it is stored: the same characters, with line ends as \\n.

    Raises NotText for a NUL or a lone surrogate, which no database and no page can hold.
    """
    if _NOT_STORABLE.search(text):
        raise NotText("Your text has a character that we cannot read. Remove it and try again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """`text` on one line: every run of white space and control characters becomes one space."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def fold(text: str) -> str:
    """`text` for comparing: no accents, no case, single spaces. Łukasz and LUKASZ are the same."""
    if text.isascii():
        return one_line(text.lower())
    folded = unicodedata.normalize("NFD", text)
    for _ in range(2):  # what stands for other characters (ℂ) shows its case only then
        folded = unicodedata.normalize("NFKD", folded.casefold())
    folded = folded.replace("ł", "l").replace("ı", "i")
    return one_line("".join(c for c in folded if not unicodedata.combining(c)))


def words(text: str) -> list[str]:
    """The words and numbers of `text`, folded: what an index holds, and what a search asks for, on any database."""
    return _WORD.findall(fold(text))


_WORD = re.compile(r"[^\W_]+")


def without_contact_details(text: str) -> str:
    """`text` fit for a public page: e-mail addresses and telephone numbers are taken out."""
    return _PHONE.sub("[phone number removed]", _EMAIL.sub("[e-mail address removed]", text))


def formula_safe(value: str) -> str:
    """A cell for a CSV file that opens as text in every spreadsheet: what would be run gets an apostrophe in front.

    Plain numbers stay numbers, also negative ones.
    """
    start = re.sub(r"^[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]+", "", value)
    if not start.startswith(_RUN_BY_SPREADSHEETS) or re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value, re.ASCII):
        return value
    return f"'{value}"


# the last four are the full-width forms, which some spreadsheets take for the plain ones
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
