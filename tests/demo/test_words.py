"""The words of the invented year: every template can be said, and nobody in it can be anybody."""

import re
from dataclasses import fields
from datetime import date
from random import Random

import pytest

from frontdoor.catalogue.policies import stop_for
from frontdoor.catalogue.types import parse_form
from frontdoor.cli.demo import answers, pictures, telling, wording
from frontdoor.cli.demo.people import People, Person
from frontdoor.cli.demo.places import Spot
from frontdoor.cli.demo.scripts.script import Scene, Script
from frontdoor.cli.demo.setting import SCRIPTS
from frontdoor.contacts.types import Channel
from frontdoor.core import photos
from frontdoor.core.geography import Point
from frontdoor.organisation.types import AddressDetails
from tests import small_council

HOMES = [
    AddressDetails(999_900_000_001 + n, f"{n + 1} Mill Lane, Little Wold", "WD1 1AA", 54.57, 2.04, "X02")
    for n in range(97)
]
SPOT = Spot(Point(54.57, 2.04), "Mill Lane", "Little Wold")
SOMEBODY = Person("Siân Okafor", "sian@example.org", "07700 900001", HOMES[0])


def templates(part: Script | Scene) -> list[str]:
    found: list[str] = []
    for field in fields(part):
        for item in getattr(part, field.name) if isinstance(getattr(part, field.name), tuple) else ():
            if isinstance(item, Scene):
                found += templates(item)
            else:
                found += [item] if isinstance(item, str) else list(item)
    return found


def test_a_template_says_one_of_its_choices() -> None:
    said = {wording.say("[a|b[1|2]] {x}", Random(n), {"x": "y"}) for n in range(50)}
    assert said == {"a y", "b1 y", "b2 y"}


def test_a_slot_that_nobody_fills_is_a_fault_and_never_shown() -> None:
    with pytest.raises(KeyError):
        wording.say("hole in {road}", Random(1), {"street": "Mill Lane"})


@pytest.mark.parametrize("code", SCRIPTS)
def test_every_template_can_be_said(code: str) -> None:
    script = SCRIPTS[code]
    rng = Random(1)
    slots = telling.slots_of(script, SPOT, SOMEBODY, date(2026, 3, 3), rng) | {"day": "Monday 2 March"}
    found = templates(script)
    assert len(found) > 60
    for template in found:
        assert template.count("[") == template.count("]"), template
        said = wording.say(template, rng, slots)
        assert not set(said) & set("[]{}|"), template


@pytest.mark.parametrize("code", SCRIPTS)
def test_descriptions_differ(code: str) -> None:
    script, rng, said = SCRIPTS[code], Random(1), []
    for _ in range(300):
        slots = telling.slots_of(script, SPOT, SOMEBODY, date(2026, 3, 3), rng)
        scene = rng.choice(script.scenes)
        said.append(telling.report(script, scene, rng.choice([Channel.WEB, Channel.PHONE]), slots, rng))
    words = [one for one in said if one]
    assert len(words) > 260
    assert len(set(words)) > 0.75 * len(words)  # the same street in all of them: real ones differ more
    assert not any(set(one) & set("[]{}|") for one in words)


def test_people_are_invented_and_can_be_told_apart() -> None:
    people = [People(1, HOMES, 5000).person(number) for number in range(3000)]
    reserved = re.compile(r"[^@\s]+@(example\.(com|org|net)|[a-z]+\.example)")
    drama = re.compile(
        r"(07700900\d{3}|\+447700900\d{3}|01632960[5-9]\d\d|02079460\d{3}|01134960\d{3}|01914980\d{3}|02920180\d{3})"
    )
    for person in people:
        assert not person.email or reserved.fullmatch(person.email.lower()), person.email
        assert not person.phone or drama.fullmatch(person.phone.replace(" ", "")), person.phone
    assert len({person.name for person in people}) > 2000
    letters = set("".join(person.name for person in people))
    assert set("ŵŷâłśéßüçşńóąŻ") & letters >= set("ŵłéüşńóą")
    shares = [sum(bool(getattr(person, part)) for person in people) / 3000 for part in ("email", "phone")]
    assert all(0.8 < share < 0.96 for share in shares)


def test_the_same_number_is_the_same_person() -> None:
    assert People(1, HOMES, 50).person(7) == People(1, HOMES, 9000).person(7)
    assert People(1, HOMES, 50).person(7) != People(2, HOMES, 50).person(7)


def test_somebody_at_a_home_lives_there() -> None:
    people = People(1, HOMES, 500)
    for home in range(len(HOMES)):
        assert people.person(people.at_home(home, Random(home))).home == HOMES[home]


FORMS = {service.code: parse_form(service.form) for service in small_council.services()}


@pytest.mark.parametrize("code", FORMS)
def test_forms_are_filled_in_to_their_end(code: str) -> None:
    form, rng = FORMS[code], Random(1)
    given = {
        "name": "Ada", "email": "ada@example.org", "phone": "07700 900001", "postcode": "WD1 1AA",
        "place": {"lat": 54.57, "long": 2.04}, "address": {"uprn": 1, "text": "1 Mill Lane"},
        "long_text": "Words", "date": date(2026, 3, 2), "danger": True,
    }  # fmt: skip
    for _ in range(50):
        said = answers.fill_in(form, given, rng, day=date(2026, 3, 3))
        assert stop_for(form, said) is None
        for page in form.pages:
            for question in page.questions:
                shown = question.show_if is None or question.show_if.holds(said)
                if question.required and shown and question.type != "information":
                    assert question.code in said, question.code
                if question.options and question.code in said:
                    chosen = said[question.code]
                    chosen = chosen if isinstance(chosen, list) else [chosen]
                    assert set(chosen) <= {option.code for option in question.options}


def test_pictures_are_photos_and_always_the_same() -> None:
    for kind in pictures.KINDS:
        drawn = pictures.draw(kind, 1, 1)
        assert drawn == pictures.draw(kind, 1, 1)
        assert drawn != pictures.draw(kind, 2, 1)
        assert 5_000 < len(drawn) < 120_000
        assert photos.clean(drawn).jpeg
