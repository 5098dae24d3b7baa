"""A page of a form as it is drawn: each question with what was answered and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from frontdoor.catalogue.policies import BadAnswer, questions_on
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Form, Page, Question, QuestionType
from frontdoor.core.geography import Point, metres_between
from frontdoor.design.addresses import address
from frontdoor.design.types import Error, Field, FieldKind, MapView, Option
from frontdoor.intake.operations import MAX_PHOTOS
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.queries import FoundPlace
from frontdoor.organisation.types import CouncilDetails
from frontdoor.portal.presenters.markdown import html
from frontdoor.portal.presenters.places import about_metres, map_of

Typed = Mapping[str, Sequence[str]]
_KINDS: dict[QuestionType, FieldKind] = {
    QuestionType.TEXT: "text",
    QuestionType.LONG_TEXT: "textarea",
    QuestionType.FULL_NAME: "text",
    QuestionType.EMAIL: "email",
    QuestionType.PHONE: "phone",
    QuestionType.POSTCODE: "postcode",
    QuestionType.CHOICE: "radios",
    QuestionType.CHOICES: "checkboxes",
    QuestionType.YES_NO: "yes_no",
    QuestionType.DATE: "date",
    QuestionType.NUMBER: "number",
}
FAR_METRES = 100.0  # a photo taken farther from the place than this is worth a question
_MORE = "There may be more. Is yours not here? Search again with the town or village as well."


@dataclass(frozen=True, slots=True)
class PlacePart:
    """The three ways to say where something is. They lead to the same answer."""

    code: str
    hint: str
    searched: str
    found: Field | None
    nothing_found: bool
    chosen: str
    words: Field
    map: MapView | None
    error: str


@dataclass(frozen=True, slots=True)
class AddressPart:
    """Postcode, then a list, or by hand. `way` is find, list or hand."""

    code: str
    way: str
    postcode: str
    found: Field | None
    lines: Field
    by_hand_postcode: Field
    nothing_found: bool
    error: str


@dataclass(frozen=True, slots=True)
class PhotoShown:
    id: int
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class PhotoPart:
    code: str
    photos: tuple[PhotoShown, ...]
    add: Field | None


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a page. `kind` says which of the others it is.

    `offer` asks whether to use the place where a photo was taken.
    """

    kind: str
    field: Field | None = None
    text: Markup | None = None
    place: PlacePart | None = None
    address: AddressPart | None = None
    photo: PhotoPart | None = None
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the page stands: what was typed and is wrong, what is being searched for."""

    typed: Typed | None = None
    errors: Mapping[str, BadAnswer] | None = None
    find: str = ""
    pick: int | None = None
    by_hand: bool = False
    afresh: bool = False
    taken_at: Point | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page of a form, ready to be drawn. `heading` is empty where a question's own label is the heading."""

    title: str
    heading: str
    intro: Markup | None
    parts: tuple[Part, ...]
    asked: str
    errors: tuple[Error, ...]
    has_map: bool
    has_files: bool
    only_search: bool  # nothing can be sent yet: the postcode has to be looked up first


def form_page(
    service: ServiceShown, form: Form, page: Page, answers: Mapping[str, Any], shown: Shown
) -> FormPage:
    """Draw a page with the answers so far, or with what was just typed and is wrong."""
    questions = questions_on(page, form, answers)
    alone = len(questions) == 1 and not page.intro
    parts, errors = [], []
    for question in questions:
        heading = alone and question.label == page.title and question.type in _KINDS
        part = _part(service, question, answers, shown, heading=heading)
        parts.append(part)
        fault = (shown.errors or {}).get(question.code)
        if fault:
            errors.append(Error(str(fault), f"#{_anchor(question, part, fault)}"))
    own_heading = bool(parts) and parts[0].field is not None and parts[0].field.heading
    return FormPage(
        title=page.title,
        heading="" if own_heading else page.title,
        intro=html(page.intro) if page.intro else None,
        parts=tuple(parts),
        asked=" ".join(question.code for question in questions),
        errors=tuple(errors),
        has_map=any(part.place and part.place.map for part in parts),
        has_files=any(part.photo for part in parts),
        only_search=[part.address.way for part in parts if part.address] == ["find"] and len(parts) == 1,
    )


def _part(
    service: ServiceShown, question: Question, answers: Mapping[str, Any], shown: Shown, *, heading: bool
) -> Part:
    if question.type is QuestionType.INFORMATION:
        return Part("text", text=html(f"{question.label}\n\n{question.hint}"))
    if question.type is QuestionType.PLACE:
        return Part("place", place=_place(question, answers, shown), offer=_offer(answers, shown.taken_at))
    if question.type is QuestionType.ADDRESS:
        return Part("address", address=_address(question, answers, shown))
    if question.type is QuestionType.PHOTO:
        return Part(
            "photo",
            photo=_photo(service, question, answers, shown),
            offer=_offer(answers, shown.taken_at),
        )
    return Part("field", field=_field(question, answers, shown, heading=heading))


def _anchor(question: Question, part: Part, fault: BadAnswer) -> str:
    if part.address and fault.field == question.code and part.address.way == "hand":
        return f"{question.code}-lines"
    if question.type is QuestionType.DATE and fault.field == question.code:
        return f"{question.code}-day"
    return fault.field


def _field(question: Question, answers: Mapping[str, Any], shown: Shown, *, heading: bool) -> Field:
    fault = (shown.errors or {}).get(question.code)
    kind = _KINDS[question.type]
    options = tuple(Option(one.code, one.label, one.hint) for one in question.options)
    return Field(
        name=question.code,
        label=_label(question),
        kind=kind,
        value=_typed(question, shown.typed) if shown.typed is not None else _kept(question, answers),
        hint=question.hint,
        error=str(fault) if fault else "",
        options=options,
        heading=heading,
        autocomplete="name" if question.type is QuestionType.FULL_NAME else "",
        width="10" if question.type is QuestionType.POSTCODE else "",
        max_length=(question.max_length or 4000) if kind == "textarea" else None,
        attributes={"spellcheck": "false"} if question.type is QuestionType.FULL_NAME else {},
    )


def _label(question: Question) -> str:
    optional = not question.required and "optional" not in question.label.lower()
    return f"{question.label} (optional)" if optional else question.label


def _kept(question: Question, answers: Mapping[str, Any]) -> str | Sequence[str] | Mapping[str, str]:
    answer = answers.get(question.code)
    if question.type is QuestionType.CHOICES:
        return list(answer or [])
    if question.type is QuestionType.DATE:
        parts = str(answer).split("-") if answer else ["", "", ""]
        year, month, day = (part.lstrip("0") for part in parts)
        return {"day": day, "month": month, "year": year}
    if question.type is QuestionType.YES_NO:
        return "" if answer is None else ("yes" if answer else "no")
    return "" if answer is None else str(answer)


def _typed(question: Question, typed: Typed) -> str | Sequence[str] | Mapping[str, str]:
    if question.type is QuestionType.CHOICES:
        return list(typed.get(question.code, []))
    if question.type is QuestionType.DATE:
        return {part: _one(typed, f"{question.code}-{part}") for part in ("day", "month", "year")}
    return _one(typed, question.code)


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name) or [""]
    return values[-1]


def _place(question: Question, answers: Mapping[str, Any], shown: Shown) -> PlacePart:
    code = question.code
    kept = {} if shown.afresh else (answers.get(code) or {})
    fault = (shown.errors or {}).get(code)
    places = organisation.find_places(shown.find) if shown.find else []
    picked = places[shown.pick] if shown.pick is not None and shown.pick < len(places) else None
    lat, long = str(kept.get("lat", "")), str(kept.get("long", ""))
    words = str(kept.get("text", ""))
    if shown.typed is not None:
        lat, long, words = (_one(shown.typed, f"{code}-{part}") for part in ("lat", "long", "words"))
    if picked:
        lat, long, words = str(picked.point.lat), str(picked.point.long), ""
    chosen = picked.name if picked else _street(lat, long)
    hint = (
        "For example: outside number 12, or by the bus stop."
        if chosen
        else "For example: outside number 12 Mill Lane, or by the bus stop opposite the school in Marsh End."
    )
    own = fault is not None and fault.field == f"{code}-words"
    council = organisation.council()
    return PlacePart(
        code=code,
        hint=question.hint,
        searched=shown.find,
        found=_found(code, places, shown) if places and not picked else None,
        nothing_found=bool(shown.find) and not places,
        chosen=chosen,
        words=Field(
            f"{code}-words",
            f"Where in {chosen} is it? (optional)" if picked else "Say in words where it is",
            "textarea",
            words,
            hint,
            str(fault) if own else "",
            rows=2,
        ),
        map=_map(council, code, (lat, long), picked, places) if council else None,
        error=str(fault) if fault and not own else "",
    )


def _map(
    council: CouncilDetails,
    code: str,
    pin: tuple[str, str],
    picked: FoundPlace | None,
    places: Sequence[FoundPlace],
) -> MapView:
    view = map_of(council, *pin, label="Map: put a pin where it is")
    view = replace(view, latitude_name=f"{code}-lat", longitude_name=f"{code}-long")
    if picked:
        return replace(view, zoom=17)
    if places:  # look at the first place found, while the visitor decides
        return replace(view, centre=(places[0].point.lat, places[0].point.long), zoom=15)
    return view


def _found(code: str, places: Sequence[FoundPlace], shown: Shown) -> Field:
    chosen = _one(shown.typed, f"{code}-found") if shown.typed is not None else ""
    return Field(
        f"{code}-found",
        "Choose a place",
        "radios",
        chosen,
        hint=_MORE if len(places) >= organisation.MOST_PLACES else "",
        options=tuple(Option(str(n), place.name) for n, place in enumerate(places)),
    )


def _street(lat: str, long: str) -> str:
    """What the point so far is called, where there is one."""
    try:
        point = Point(float(lat), float(long))
    except ValueError:
        return ""
    return _street_or_point(point)


def _street_or_point(point: Point) -> str:
    return organisation.nearest_street_name(point) or "the point on the map"


def _address(question: Question, answers: Mapping[str, Any], shown: Shown) -> AddressPart:
    code = question.code
    kept = answers.get(code) or {}
    fault = (shown.errors or {}).get(code)
    rows = organisation.addresses_at(shown.find) if shown.find else []
    typed_lines = str(kept.get("text", "")) if not kept.get("uprn") else ""
    asked_for = organisation.postcode(shown.find) or shown.find
    typed_code = asked_for or ("" if kept.get("uprn") else str(kept.get("postcode", "")))
    value = str(kept.get("uprn", ""))
    if shown.typed is not None:
        typed_lines, typed_code = (_one(shown.typed, f"{code}-{part}") for part in ("lines", "postcode"))
        value = _one(shown.typed, f"{code}-uprn")
    by_hand = shown.by_hand or (bool(shown.find) and not rows) or (bool(typed_lines) and not shown.find)
    field_of = fault.field if fault else ""
    return AddressPart(
        code=code,
        way="hand" if by_hand else ("list" if rows else "find"),
        postcode=asked_for or str(kept.get("postcode", "")),
        found=Field(
            f"{code}-uprn",
            "Choose the address",
            "radios",
            value,
            options=tuple(Option(str(row.uprn), row.text) for row in rows),
        )
        if rows
        else None,
        lines=Field(
            f"{code}-lines",
            "Address",
            "textarea",
            typed_lines.removesuffix(f", {typed_code}") if typed_code else typed_lines,
            "House number and street, then the town",
            str(fault) if by_hand and field_of in (code, f"{code}-lines") else "",
            rows=3,
            autocomplete="street-address",
        ),
        by_hand_postcode=Field(
            f"{code}-postcode",
            "Postcode (optional)",
            "postcode",
            typed_code,
            error=str(fault) if field_of == f"{code}-postcode" else "",
        ),
        nothing_found=bool(shown.find) and not rows,
        error=str(fault) if fault and not by_hand else "",
    )


def _photo(service: ServiceShown, question: Question, answers: Mapping[str, Any], shown: Shown) -> PhotoPart:
    code = question.code
    fault = (shown.errors or {}).get(code)
    ids = answers.get(code) or []
    photos = tuple(
        PhotoShown(one, address("report-photo", service.code, one), f"Photo {n}")
        for n, one in enumerate(ids, 1)
    )
    label = "Add another photo" if photos else ("Photo" if question.required else "Photo (optional)")
    hint = f"{question.hint} You can add up to {MAX_PHOTOS} photos.".strip()
    add = Field(code, label, "photo", hint=hint, error=str(fault) if fault else "", multiple=True)
    return PhotoPart(code, photos, add if len(photos) < MAX_PHOTOS or fault else None)


def _offer(answers: Mapping[str, Any], taken_at: Point | None) -> str:
    """What the reporter is asked about the place their photo was taken at; "" where it says nothing new."""
    if taken_at is None:
        return ""
    street = organisation.nearest_street_name(taken_at)
    on_street = f" on {street}" if street else ""
    points = [one for one in answers.values() if isinstance(one, Mapping) and "lat" in one]
    if not points:
        return f"Your photo says that it was taken{on_street or ' at another place'}."
    away = metres_between(taken_at, Point(points[0]["lat"], points[0]["long"]))
    if away <= FAR_METRES:
        return ""
    return f"Your photo says that it was taken{on_street}, {about_metres(away)} from the place you chose."
