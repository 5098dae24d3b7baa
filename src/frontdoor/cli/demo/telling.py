"""How people put it: the same matter in many voices, typed on a phone, dictated to an advisor, or written with care."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from frontdoor.cli.demo.people import Person
from frontdoor.cli.demo.places import Spot
from frontdoor.cli.demo.scripts.script import Scene, Script
from frontdoor.cli.demo.wording import one_of, sentence
from frontdoor.contacts.types import Channel
from frontdoor.core.calendars import Calendar
from frontdoor.core.clocks import LONDON

_OF_ONESELF = re.compile(r"\b(I|[Mm]y|me|our|us|we|You|you)\b")
_SPOKEN = frozenset({Channel.PHONE, Channel.COUNTER})
_DEPTHS = (
    "a hand deep",
    "about 10 cm deep",
    "as deep as my fist",
    "maybe 4 inches deep",
    "6 cm or so deep",
    "quite deep",
)
_SHORT_DEPTHS = ("4 inches", "10 cm", "a hand's width", "a good 15 cm", "half a foot")
_WIDTHS = (
    "30 cm",
    "a foot",
    "two feet",
    "half a metre",
    "the size of a dinner plate",
    "18 inches",
    "a metre",
)
_SINCE = (
    "since last week", "for a month", "for weeks", "for about 10 days", "since the weekend", "for three weeks now",
    "for ages", "since the road works", "for a good two weeks",
)  # fmt: skip
_SINCE_IN_SEASON = {
    1: ("since Christmas", "since the frost"), 2: ("since the frost", "since the snow"), 3: ("all winter",),
    4: ("since Easter", "all winter"), 8: ("all summer",), 9: ("all summer",), 11: ("since the storm",),
    12: ("since the storm", "since the first frost"),
}  # fmt: skip


def slots_of(script: Script, spot: Spot, person: Person, on: date, rng: Random) -> dict[str, str]:
    """The words that fill the templates of one story."""
    bin_day = on - timedelta(days=rng.choice((0, 1, 1, 1, 2)))
    while bin_day.weekday() > 4:
        bin_day -= timedelta(days=1)
    slots = {
        "street": spot.street,
        "town": spot.town,
        "number": str(rng.randint(1, 160))
        if rng.random() < 0.9
        else f"{rng.randint(2, 90)}{rng.choice('ABC')}",
        "address": person.home.text.split(",")[0],
        "depth": rng.choice(_DEPTHS),
        "depth_short": rng.choice(_SHORT_DEPTHS),
        "width": rng.choice(_WIDTHS),
        "since": rng.choice(_SINCE + _SINCE_IN_SEASON.get(on.month, ()) * 2),
        "binday": f"{bin_day:%A}",
        "near_short": f"near number {rng.randint(1, 120)}",
    }
    slots["near"] = one_of(script.near, rng, slots)
    return slots


def report(script: Script, scene: Scene, channel: Channel, slots: Mapping[str, str], rng: Random) -> str:
    """What somebody says who reports this, in one of many voices; empty where they say nothing in words."""
    if channel in _SPOKEN:
        return _dictated(script, scene, slots, rng)
    voice = rng.random()
    if voice < 0.07:
        return ""
    if voice < 0.24:
        return _typed(one_of(scene.brief, rng, slots), rng)
    parts = [one_of(scene.details, rng, slots)]
    more = [template for template in scene.details if "{near" not in template]
    if 0 < len(more) < len(scene.details) and rng.random() < 0.2:
        further = one_of(more, rng, slots)
        parts += [further] if further != parts[0] else []
    if rng.random() < 0.62:
        parts.append(one_of(script.effects, rng, slots))
    if rng.random() < 0.16:
        parts.append(one_of(script.again, rng, slots))
    if rng.random() < 0.5:
        parts.append(one_of(script.asks, rng, slots))
    if rng.random() < 0.25:
        rng.shuffle(parts)
    opener = one_of(script.openers, rng, slots) if rng.random() < 0.45 else ""
    parts = [sentence(part) for part in parts if part]
    if opener.rstrip().endswith((",", ":")) and parts[0][:2] not in ("I ", "I'"):
        parts[0] = parts[0][:1].lower() + parts[0][1:]
    between = "\n" if rng.random() < 0.12 else " "
    return _typed((opener + between.join(parts)).strip(), rng)


def sentence_of(scene: Scene, slots: Mapping[str, str], rng: Random) -> str:
    """The matter in one plain sentence."""
    return sentence(one_of(scene.details, rng, slots))


def also(script: Script, slots: Mapping[str, str], rng: Random) -> str:
    """What somebody adds who found their report here already."""
    return sentence(one_of(script.also, rng, slots)) if any(script.also) else ""


def day_words(day: date) -> str:
    """A day as officers write it: Tuesday 3 March."""
    return f"{day:%A} {day.day} {day:%B}"


def next_day(calendar: Calendar, at: datetime, rng: Random) -> str:
    """One of the next working days, in words."""
    return day_words(calendar.working_days_after(at.astimezone(LONDON).date(), rng.randint(1, 4)))


def _dictated(script: Script, scene: Scene, slots: Mapping[str, str], rng: Random) -> str:
    """An advisor writes down what they were told."""
    what = one_of(scene.brief if rng.random() < 0.55 else scene.details, rng, slots).rstrip(".!? ")
    begins = rng.choice(
        ("Caller says: ", "Customer reports: ", "", "Told us: ", "Caller: ", "Customer states that ")
    )
    if begins.endswith("that "):
        what = what[:1].lower() + what[1:] if not what.startswith(("I ", "I'")) else f"they say: {what}"
    plain = [template for template in script.effects if not _OF_ONESELF.search(template)]
    more = one_of(plain, rng, slots) if plain and rng.random() < 0.4 else ""
    ends = rng.choice(
        (
            "",
            "",
            " Wants to be told by phone.",
            " Told them what we promise.",
            " Has reported it before.",
            " Polite but fed up.",
        )
    )
    return sentence(f"{begins}{what}.{' ' if more else ''}{more}{ends}")


def _typed(words: str, rng: Random) -> str:
    """As it came off the keyboard."""
    chance = rng.random()
    if chance < 0.10:
        return words.lower().replace(".", "").replace("  ", " ").strip()
    if chance < 0.13:
        return words.upper()
    if chance < 0.17:
        return words.rstrip(".") + rng.choice(("!!", "!", "...", " x", " :("))
    if chance < 0.21 and len(words) > 30:
        place = rng.randrange(10, len(words) - 8)
        if words[place].isalpha() and words[place + 1].isalpha():
            return words[:place] + words[place + 1] + words[place] + words[place + 2 :]
    return words
