"""From what somebody sent to an answer that is kept, or to a sentence that says what to change.

One reader for every channel: a web page, the API and staff send fields by name, each a list of strings.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import phonenumbers

from frontdoor.catalogue.types import Question, QuestionType
from frontdoor.core import text
from frontdoor.core.geography import Point
from frontdoor.organisation.queries import postcode

Fields = Callable[[str], Sequence[str]]
MAX_TEXT, MAX_LONG_TEXT, MAX_PLACE = 200, 4000, 500
_EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)


class BadAnswer(ValueError):
    """An answer that cannot be kept. `str()` is what the person reads; `field` the input to go to."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def read_answer(question: Question, fields: Fields) -> Any:
    """The answer to a question from the fields sent, as plain JSON data; None where it was left empty.

    Raises BadAnswer where it is needed and missing, or not usable.
    """
    try:
        answer = _READERS[question.type](question, fields)
    except text.NotText as fault:
        raise BadAnswer(str(fault), question.code) from fault
    if answer is None and question.required and question.type is not QuestionType.INFORMATION:
        raise BadAnswer(question.error or _MISSING.get(question.type, "Answer this question"), question.code)
    return answer


def in_words(question: Question, answer: Any) -> str:
    """The answer as people read it back."""
    if answer in (None, "", []):
        return "Not answered"
    if question.type is QuestionType.YES_NO:
        return "Yes" if answer else "No"
    if question.type is QuestionType.CHOICE:
        return question.option_label(str(answer))
    if question.type is QuestionType.CHOICES:
        return ", ".join(question.option_label(str(one)) for one in answer)
    if question.type is QuestionType.DATE:
        day = date.fromisoformat(str(answer))
        return f"{day.day} {day:%B %Y}"
    if question.type is QuestionType.PHOTO:
        return "1 photo" if len(answer) == 1 else f"{len(answer)} photos"
    if question.type in (QuestionType.PLACE, QuestionType.ADDRESS) and isinstance(answer, Mapping):
        return str(answer.get("text") or "The point you chose on the map")
    return str(answer)


def _one(question: Question, fields: Fields, suffix: str = "") -> str:
    values = fields(question.code + suffix)
    return text.kept(values[-1]) if values else ""


def _text(question: Question, fields: Fields) -> str | None:
    value = text.one_line(_one(question, fields))
    most = question.max_length or MAX_TEXT
    if len(value) > most:
        raise BadAnswer(f"Use {most} characters or fewer. You used {len(value)}.", question.code)
    return value or None


def _long_text(question: Question, fields: Fields) -> str | None:
    value = _one(question, fields)
    most = question.max_length or MAX_LONG_TEXT
    if len(value) > most:
        raise BadAnswer(f"Use {most:,} characters or fewer. You used {len(value):,}.", question.code)
    return value if value.strip() else None


def _email(question: Question, fields: Fields) -> str | None:
    value = _one(question, fields).strip()
    if not value:
        return None
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise BadAnswer("Enter an e-mail address in the right form, like name@example.com", question.code)
    return value


def _phone(question: Question, fields: Fields) -> str | None:
    value = text.one_line(_one(question, fields))
    if not value:
        return None
    number = phone_key(value)
    if number is None:
        raise BadAnswer(
            "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192", question.code
        )
    return value


def phone_key(value: str) -> str | None:
    """A telephone number in international form (+447700900982), or None where it is none.

    By possible length only: the numbers kept for examples and drama are not "valid" to the library.
    """
    if len(value) > 40 or not re.fullmatch(
        r"[\d\s()+.\-/]*(?:\s*(?:ext|x)\.?\s*\d{1,6})?", value, re.I | re.ASCII
    ):
        return None
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _postcode(question: Question, fields: Fields) -> str | None:
    value = _one(question, fields).strip()
    if not value:
        return None
    found = postcode(value) if len(value) <= 20 else None
    if found is None:
        raise BadAnswer("Enter a full UK postcode, like AA3 1AB", question.code)
    return found


def _address(question: Question, fields: Fields) -> dict[str, Any] | None:
    """Either an address chosen from the list (its UPRN) or lines typed by hand with a postcode."""
    uprn = _one(question, fields, "-uprn").strip()
    if re.fullmatch(r"[0-9]{1,12}", uprn, re.ASCII):
        return {"uprn": int(uprn)}
    lines = text.one_line(_one(question, fields, "-lines").replace("\n", ", ")) or text.one_line(
        _one(question, fields)
    )
    typed = _one(question, fields, "-postcode").strip()
    if not lines:
        if typed:
            raise BadAnswer("Choose the address from the list, or type it in", question.code)
        return None
    if len(lines) > MAX_PLACE:
        raise BadAnswer(f"Use {MAX_PLACE} characters or fewer for the address", f"{question.code}-lines")
    code = postcode(typed) if len(typed) <= 20 else None
    if typed and code is None:
        raise BadAnswer("Enter a full UK postcode, like AA3 1AB", f"{question.code}-postcode")
    return {"text": f"{lines}, {code}" if code else lines, "postcode": code or ""}


def _choice(question: Question, fields: Fields) -> str | None:
    value = _one(question, fields)
    if not value:
        return None
    if value not in {option.code for option in question.options}:
        raise BadAnswer("Choose one of the answers in the list", question.code)
    return value


def _choices(question: Question, fields: Fields) -> list[str] | None:
    values = [text.kept(value) for value in fields(question.code) if value]
    codes = [option.code for option in question.options]
    if any(value not in codes for value in values):
        raise BadAnswer("Choose from the answers in the list", question.code)
    return [code for code in codes if code in values] or None


def _yes_no(question: Question, fields: Fields) -> bool | None:
    value = _one(question, fields).lower()
    if not value:
        return None
    if value not in {"yes", "no", "true", "false"}:
        raise BadAnswer("Choose yes or no", question.code)
    return value in {"yes", "true"}


def _date(question: Question, fields: Fields) -> str | None:
    parts = [_one(question, fields, suffix).strip() for suffix in ("-day", "-month", "-year")]
    if not any(parts):
        whole = _one(question, fields).strip()
        if not whole:
            return None
        match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?", whole, re.ASCII)
        parts = [match[3], match[2], match[1]] if match else ["x", "x", "x"]
    for part, name, suffix in zip(parts, ("day", "month", "year"), ("-day", "-month", "-year"), strict=True):
        if not part:
            raise BadAnswer(f"The date must include a {name}", question.code + suffix)
    try:
        day, month, year = (
            int(part) if re.fullmatch(r"\d{1,4}", part, re.ASCII) else _month(part) for part in parts
        )
        if not 1900 <= year <= 2200:
            raise ValueError
        return date(year, month, day).isoformat()
    except ValueError:
        raise BadAnswer("Enter a real date, like 27 3 2026", f"{question.code}-day") from None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _month(part: str) -> int:
    if len(part) >= 3 and part[:3].lower() in _MONTHS:
        return _MONTHS.index(part[:3].lower()) + 1
    raise ValueError(part)


def _number(question: Question, fields: Fields) -> int | float | None:
    value = _one(question, fields).strip().replace(",", "")
    if not value:
        return None
    if not re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", value, re.ASCII):
        raise BadAnswer("Enter a number, like 12", question.code)
    number: int | float = float(value) if "." in value else int(value)
    if question.minimum is not None and number < question.minimum:
        raise BadAnswer(f"Enter {question.minimum} or more", question.code)
    if question.maximum is not None and number > question.maximum:
        raise BadAnswer(f"Enter {question.maximum} or less", question.code)
    return number


def _place(question: Question, fields: Fields) -> dict[str, Any] | None:
    """A point on the map, words, or both."""
    words = text.one_line(_one(question, fields, "-words") or _one(question, fields))
    lat, long = _one(question, fields, "-lat").strip(), _one(question, fields, "-long").strip()
    if len(words) > MAX_PLACE:
        raise BadAnswer(f"Use {MAX_PLACE} characters or fewer to say where it is", f"{question.code}-words")
    if not lat and not long:
        return {"text": words} if words else None
    try:
        point = Point(_degrees(lat), _degrees(long))
    except ValueError:
        raise BadAnswer("Choose the place again, or say in words where it is", question.code) from None
    return {"lat": point.lat, "long": point.long, **({"text": words} if words else {})}


def _degrees(value: str) -> float:
    if len(value) > 30:
        raise ValueError("too long")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a place")
    return round(number, 7)


def _photo(question: Question, fields: Fields) -> list[int] | None:
    """Ids of stored files: the channel has taken the photos in before."""
    ids = [value for value in fields(question.code) if value]
    if any(not re.fullmatch(r"\d{1,15}", value, re.ASCII) for value in ids):
        raise BadAnswer("Choose the photo again", question.code)
    return [int(value) for value in ids] or None


def _information(question: Question, fields: Fields) -> None:
    del question, fields


_READERS: dict[QuestionType, Callable[[Question, Fields], Any]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _long_text,
    QuestionType.FULL_NAME: _text,
    QuestionType.EMAIL: _email,
    QuestionType.PHONE: _phone,
    QuestionType.POSTCODE: _postcode,
    QuestionType.ADDRESS: _address,
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.YES_NO: _yes_no,
    QuestionType.DATE: _date,
    QuestionType.NUMBER: _number,
    QuestionType.PLACE: _place,
    QuestionType.PHOTO: _photo,
    QuestionType.INFORMATION: _information,
}
_MISSING = {
    QuestionType.FULL_NAME: "Enter your full name",
    QuestionType.EMAIL: "Enter your e-mail address",
    QuestionType.PHONE: "Enter your phone number",
    QuestionType.POSTCODE: "Enter a postcode",
    QuestionType.ADDRESS: "Choose or enter an address",
    QuestionType.CHOICE: "Choose one answer",
    QuestionType.CHOICES: "Choose at least one answer",
    QuestionType.YES_NO: "Choose yes or no",
    QuestionType.DATE: "Enter a date",
    QuestionType.NUMBER: "Enter a number",
    QuestionType.PLACE: "Choose a place on the map, or say in words where it is",
    QuestionType.PHOTO: "Choose a photo",
}
