"""Invented people: a name, ways to reach them, and a home from the pack's gazetteer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from frontdoor.cli.demo.names import GROUPS
from frontdoor.core import text
from frontdoor.organisation.types import AddressDetails

# Numbers that Ofcom keeps for drama: nobody has them. Those from 01632 960 5 on leave room for the council's own.
_MOBILE = "07700 900{:03d}"
_LANDLINES = (
    "01632 960{:03d}",
    "020 7946 0{:03d}",
    "0113 496 0{:03d}",
    "0191 498 0{:03d}",
    "029 2018 0{:03d}",
)
_DOMAINS = (  # reserved by RFC 2606: no mail can arrive there
    *("example.com",) * 5, *("example.org",) * 3, *("example.net",) * 2,
    "mail.example", "post.example", "family.example", "letterbox.example", "marlmail.example",
)  # fmt: skip
_WEIGHTS = tuple(accumulate(weight for weight, _, _ in GROUPS))
_NAMES = tuple((tuple(first.split()), tuple(last.split())) for _, first, last in GROUPS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `email` and `phone` may be empty: not everybody has both."""

    name: str
    email: str
    phone: str
    home: AddressDetails


class People:
    """A population of `size` invented people. Each is made from the seed and a number, so they are always the same."""

    def __init__(self, seed: int, homes: Sequence[AddressDetails], size: int) -> None:
        self._seed = seed
        self._homes = homes
        self._order = list(range(len(homes)))
        Random(f"{seed}:homes").shuffle(self._order)
        self._number_at = {home: number for number, home in enumerate(self._order)}
        self.size = size

    def somebody(self, rng: Random) -> int:
        """The number of a person; some get in touch far more often than others."""
        return int(self.size * rng.random() ** 1.4)

    def at_home(self, home: int, rng: Random) -> int:
        """The number of somebody who lives at this address, by its place in the gazetteer."""
        return self._number_at[home] + len(self._homes) * rng.randrange(self.size // len(self._homes) + 1)

    def person(self, number: int) -> Person:
        return _person(self._seed, number, self._homes[self._order[number % len(self._homes)]])


@lru_cache(maxsize=4096)
def _person(seed: int, number: int, home: AddressDetails) -> Person:
    rng = Random(f"{seed}:person:{number}")
    first, last = (rng.choice(part) for part in rng.choices(_NAMES, cum_weights=_WEIGHTS)[0])
    if rng.random() < 0.02:
        first = f"Dr {first}"
    if rng.random() < 0.03:
        last = f"{last}-{rng.choice(_NAMES[0][1][:40])}"
    name = f"{first} {last.replace('-', ' ') if last[0].islower() else last}"
    return Person(name, _email(rng, first, last), _phone(rng), home)


def _email(rng: Random, first: str, last: str) -> str:
    if rng.random() < 0.14:
        return ""
    given, family = (re.sub(r"[^a-z]", "", text.fold(part.split()[-1])) for part in (first, last))
    local = rng.choice(
        (
            f"{given}.{family}",
            f"{given[:1]}{family}",
            f"{given}{family[:1]}",
            f"{family}.{given}",
            f"{given}_{family}",
        )
    )
    digits = (
        ""
        if rng.random() < 0.3
        else str(rng.randrange(1, 100) if rng.random() < 0.7 else rng.randrange(1950, 2010))
    )
    address = f"{local}{digits}@{rng.choice(_DOMAINS)}"
    return address.capitalize() if rng.random() < 0.05 else address


def _phone(rng: Random) -> str:
    chance = rng.random()
    if chance < 0.08:
        return ""
    if chance < 0.78:
        number = _MOBILE.format(rng.randrange(1000))
        return (
            number
            if rng.random() < 0.5
            else f"{number[:9]} {number[9:]}"
            if rng.random() < 0.8
            else f"+44 {number[1:]}"
        )
    if chance < 0.94:
        return f"01632 960{rng.randrange(500, 1000):03d}"
    return rng.choice(_LANDLINES[1:]).format(rng.randrange(1000))
