"""A form as data: pages of questions, shown by conditions, with kind stops. Parsed once, used everywhere.

`parse_form` takes the plain data of a service's YAML and gives a `Form`, or raises FormFault with the path
of what is wrong (pages/2/questions/0/type), so that whoever wrote it can be shown the very line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_OPTION_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
# pages that every form has, and inputs that every page has: no form may use these codes
_PAGES_OF_ALL = frozenset({"check", "stop", "nearby", "elsewhere"})
_INPUTS_OF_ALL = frozenset({"asked", "draft", "change", "add", "remove", "csrfmiddlewaretoken"})
MAX_PAGES, MAX_QUESTIONS, MAX_OPTIONS, MAX_DEPTH = 60, 200, 300, 6


class QuestionType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    FULL_NAME = "full_name"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    PHOTO = "photo"
    INFORMATION = "information"


CHOOSING = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})


class FormFault(ValueError):
    """Something in a form's definition is wrong. `path` says where, `message` what and how to mend it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


@dataclass(frozen=True, slots=True)
class Condition:
    """True of some answers. `op` is is, is_not, in, includes, answered, all, any or not."""

    op: str
    question: str = ""
    value: Any = None
    parts: tuple["Condition", ...] = ()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Does the condition hold for these answers? A question not yet answered equals nothing."""
        if self.op == "all":
            return all(part.holds(answers) for part in self.parts)
        if self.op == "any":
            return any(part.holds(answers) for part in self.parts)
        if self.op == "not":
            return not self.parts[0].holds(answers)
        answer = answers.get(self.question)
        if self.op == "answered":
            return answer is not None and answer != "" and answer != []
        if self.op == "is_not":
            return answer is not None and bool(answer != self.value)
        if self.op == "in":
            return answer in self.value
        if self.op == "includes":
            return isinstance(answer, list) and self.value in answer
        return answer is not None and bool(answer == self.value)

    def questions(self) -> Iterator[str]:
        """The questions the condition asks about."""
        if self.question:
            yield self.question
        for part in self.parts:
            yield from part.questions()


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `label` is what is asked; on a page with one question it may be the page's title."""

    code: str
    type: QuestionType
    label: str
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    show_if: Condition | None = None
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    error: str = ""  # what to say where it is missing, e.g. "Say which bin we missed"
    private: bool = False  # the answer is for staff, and no part of what is shown of a report

    def option_label(self, code: str) -> str:
        return next((option.label for option in self.options if option.code == code), code)


@dataclass(frozen=True, slots=True)
class Stop:
    """A kind end: when it holds, the form does not go on and the page says why and where else to go."""

    when: Condition
    title: str
    body: str  # Markdown


@dataclass(frozen=True, slots=True)
class Page:
    """One thing asked on one page."""

    code: str
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    show_if: Condition | None = None
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    pages: tuple[Page, ...]

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    def question(self, code: str) -> Question | None:
        return next((q for q in self.questions() if q.code == code), None)

    def page(self, code: str) -> Page | None:
        return next((page for page in self.pages if page.code == code), None)

    def of_type(self, kind: QuestionType) -> Question | None:
        """The first question of a type: the form's place, photo, e-mail."""
        return next((q for q in self.questions() if q.type is kind), None)


def parse_form(data: Any) -> Form:
    """The form that the plain data describes. Raises FormFault for the first thing that is wrong."""
    top = _mapping(data, "", {"pages"}, {"pages"})
    seen: dict[str, Question] = {}
    codes: set[str] = set()
    pages = []
    for i, item in enumerate(_list(top["pages"], "pages", 1, MAX_PAGES)):
        path = f"pages/{i}"
        page = _page(item, path, seen)
        if page.code in codes:
            raise FormFault(f"{path}/code", f'there are two pages "{page.code}"; give each its own code')
        codes.add(page.code)
        pages.append(page)
    if len(seen) > MAX_QUESTIONS:
        raise FormFault("pages", f"a form has at most {MAX_QUESTIONS} questions")
    return Form(tuple(pages))


def parse_condition(data: Any, form: Form) -> Condition:
    """A condition on the answers to any question of a form. Raises FormFault with the path inside the condition."""
    return _condition(data, "", {question.code: question for question in form.questions()})


def _page(data: Any, path: str, seen: dict[str, Question]) -> Page:
    item = _mapping(
        data, path, {"code", "title", "intro", "questions", "show_if", "stops"}, {"code", "title"}
    )
    code = _code(item["code"], f"{path}/code", _PAGES_OF_ALL)
    show_if = _condition(item["show_if"], f"{path}/show_if", seen) if "show_if" in item else None
    questions = []
    for i, raw in enumerate(_list(item.get("questions", []), f"{path}/questions", 1, 20)):
        question = _question(raw, f"{path}/questions/{i}", seen)
        questions.append(question)
        seen[question.code] = question
    stops = [
        _stop(raw, f"{path}/stops/{i}", seen)
        for i, raw in enumerate(_list(item.get("stops", []), f"{path}/stops", 0, 20))
    ]
    return Page(
        code,
        _text(item["title"], f"{path}/title", 200),
        tuple(questions),
        _text(item.get("intro", ""), f"{path}/intro", 5000, empty=True),
        show_if,
        tuple(stops),
    )


_QUESTION_KEYS = {
    "code", "type", "label", "hint", "required", "options", "show_if",
    "max_length", "minimum", "maximum", "error", "private",
}  # fmt: skip


def _question(data: Any, path: str, seen: Mapping[str, Question]) -> Question:
    item = _mapping(data, path, _QUESTION_KEYS, {"code", "type", "label"})
    code = _code(item["code"], f"{path}/code", _INPUTS_OF_ALL)
    if code in seen:
        raise FormFault(f"{path}/code", f'there are two questions "{code}"; give each its own code')
    try:
        kind = QuestionType(item["type"])
    except ValueError:
        names = ", ".join(QuestionType)
        raise FormFault(
            f"{path}/type", f'no question type "{item["type"]!s:.40}"; types are {names}'
        ) from None
    options = _options(item.get("options", []), f"{path}/options")
    if (kind in CHOOSING) != bool(options):
        message = (
            "give the options to choose from" if kind in CHOOSING else f"a {kind} question has no options"
        )
        raise FormFault(f"{path}/options", message)
    required = item.get("required", kind is not QuestionType.INFORMATION)
    if not isinstance(required, bool):
        raise FormFault(f"{path}/required", "say true or false")
    private = item.get("private", False)
    if not isinstance(private, bool):
        raise FormFault(f"{path}/private", "say true or false")
    minimum, maximum = (_whole(item.get(k), f"{path}/{k}") for k in ("minimum", "maximum"))
    if minimum is not None and maximum is not None and minimum > maximum:
        raise FormFault(f"{path}/minimum", "the minimum is greater than the maximum")
    return Question(
        code,
        kind,
        _text(item["label"], f"{path}/label", 300),
        _text(item.get("hint", ""), f"{path}/hint", 1000, empty=True),
        required,
        options,
        _condition(item["show_if"], f"{path}/show_if", seen) if "show_if" in item else None,
        _whole(item.get("max_length"), f"{path}/max_length", low=1, high=20_000) or 0,
        minimum,
        maximum,
        _text(item.get("error", ""), f"{path}/error", 300, empty=True),
        private,
    )


def _options(data: Any, path: str) -> tuple[Option, ...]:
    options: list[Option] = []
    for i, raw in enumerate(_list(data, path, 0, MAX_OPTIONS)):
        item = _mapping(raw, f"{path}/{i}", {"code", "label", "hint"}, {"code", "label"})
        code = item["code"]
        if not isinstance(code, str) or not _OPTION_CODE.fullmatch(code):
            raise FormFault(
                f"{path}/{i}/code", "a code has small letters, digits and _; put yes and no in quotes"
            )
        if any(option.code == code for option in options):
            raise FormFault(f"{path}/{i}/code", f'there are two options "{code}"')
        options.append(
            Option(
                code,
                _text(item["label"], f"{path}/{i}/label", 200),
                _text(item.get("hint", ""), f"{path}/{i}/hint", 500, empty=True),
            )
        )
    return tuple(options)


def _stop(data: Any, path: str, seen: Mapping[str, Question]) -> Stop:
    item = _mapping(data, path, {"when", "title", "body"}, {"when", "title", "body"})
    return Stop(
        _condition(item["when"], f"{path}/when", seen),
        _text(item["title"], f"{path}/title", 200),
        _text(item["body"], f"{path}/body", 5000),
    )


def _condition(data: Any, path: str, seen: Mapping[str, Question], depth: int = 0) -> Condition:
    if depth > MAX_DEPTH:
        raise FormFault(path, f"conditions nest at most {MAX_DEPTH} deep")
    if isinstance(data, Mapping):
        for op in ("all", "any"):
            if set(data) == {op}:
                parts = _list(data[op], f"{path}/{op}", 1, 20)
                return Condition(
                    op,
                    parts=tuple(
                        _condition(p, f"{path}/{op}/{i}", seen, depth + 1) for i, p in enumerate(parts)
                    ),
                )
        if set(data) == {"not"}:
            return Condition("not", parts=(_condition(data["not"], f"{path}/not", seen, depth + 1),))
    item = _mapping(data, path, {"question", "is", "is_not", "in", "includes", "answered"}, {"question"})
    ops = [key for key in item if key != "question"]
    if len(ops) != 1:
        raise FormFault(path, "say the question and one of is, is_not, in, includes, answered")
    code, op, value = item["question"], ops[0], item[ops[0]]
    if not isinstance(code, str) or code not in seen:
        raise FormFault(f"{path}/question", f'there is no question "{code!s:.40}" before this one')
    _condition_value(seen[code], op, value, f"{path}/{op}")
    return Condition(op, code, tuple(value) if op == "in" else value)


def _condition_value(question: Question, op: str, value: Any, path: str) -> None:
    """Check that the question can have the answer that the condition waits for."""
    if op == "answered":
        if value is not True:
            raise FormFault(path, "say answered: true, or put it inside not")
        return
    values = _list(value, path, 1, 50) if op == "in" else [value]
    for one in values:
        if not isinstance(one, str | int | float | bool):
            raise FormFault(path, "compare with a word, a number, true or false")
        if question.type in CHOOSING and one not in {option.code for option in question.options}:
            codes = ", ".join(option.code for option in question.options)
            raise FormFault(path, f'"{question.code}" has no option "{one!s:.40}"; options are {codes}')
        if question.type is QuestionType.YES_NO and not isinstance(one, bool):
            raise FormFault(path, "a yes_no question is true or false")
    if (op == "includes") != (question.type is QuestionType.CHOICES):
        raise FormFault(path, "use includes with choices, and only with choices")


def _mapping(data: Any, path: str, allowed: set[str], needed: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise FormFault(path, "give a mapping of names to values")
    for key in data:
        if key not in allowed:
            names = ", ".join(sorted(allowed))
            raise FormFault(
                f"{path}/{key!s:.40}".lstrip("/"), f'there is no "{key!s:.40}" here; names are {names}'
            )
    for key in sorted(needed):
        if key not in data:
            raise FormFault(path, f'"{key}" is missing')
    return data


def _list(data: Any, path: str, least: int, most: int) -> Sequence[Any]:
    if not isinstance(data, list | tuple):
        raise FormFault(path, "give a list")
    if not least <= len(data) <= most:
        raise FormFault(path, f"give {least} to {most} of them")
    return data


def _text(data: Any, path: str, most: int, *, empty: bool = False) -> str:
    if not isinstance(data, str):
        raise FormFault(path, "give words; put numbers, yes and no in quotes")
    if not data.strip() and not empty:
        raise FormFault(path, "do not leave this empty")
    if len(data) > most:
        raise FormFault(path, f"use at most {most} characters")
    return data.strip()


def _code(data: Any, path: str, taken: frozenset[str]) -> str:
    if not isinstance(data, str) or not _CODE.fullmatch(data):
        raise FormFault(path, "a code starts with a small letter and has small letters, digits and _")
    if data in taken:
        raise FormFault(path, f'every form has a "{data}" of its own; use another code')
    return data


def _whole(data: Any, path: str, *, low: int = -(10**9), high: int = 10**9) -> int | None:
    if data is None:
        return None
    if not isinstance(data, int) or isinstance(data, bool) or not low <= data <= high:
        raise FormFault(path, f"give a whole number from {low} to {high}")
    return data
