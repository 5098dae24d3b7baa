"""Postcodes, addresses and streets as people type them."""

import re
from dataclasses import dataclass

from shapely.geometry import shape

from frontdoor.core import text
from frontdoor.core.geography import Point
from frontdoor.organisation.models import Address, Asset, Street
from frontdoor.organisation.queries.council import kept
from frontdoor.organisation.types import AddressDetails, StreetDetails

# The published form of a postcode, anchored rightly: both branches from start to end
_POSTCODE = re.compile(
    r"^(GIR 0AA|(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
    r" [0-9][ABD-HJLNP-UW-Z]{2})$",
    re.ASCII,
)

MOST_PLACES = 10
_SHORT = {
    "st": "street", "rd": "road", "ln": "lane", "ave": "avenue", "av": "avenue", "dr": "drive",
    "cl": "close", "cres": "crescent", "ct": "court", "sq": "square", "ter": "terrace", "gdns": "gardens",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that fits what somebody searched for."""

    name: str
    point: Point
    uprn: int | None = None


def postcode_key(value: str) -> str:
    """A postcode's letters and digits in capitals: what two spellings of it have in common."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())[:8]


def postcode(value: str) -> str | None:
    """The postcode in its usual form (XF1 2AB), or None where it is none."""
    compact = re.sub(r"[^A-Z0-9]", "", value.upper())
    spaced = f"{compact[:-3]} {compact[-3:]}"
    return spaced if _POSTCODE.match(spaced) else None


def addresses_at(value: str) -> list[Address]:
    """The addresses of a postcode, in the order of a street."""
    rows = Address.objects.filter(postcode_key=postcode_key(value), withdrawn_at=None)[:500]
    return sorted(rows, key=lambda row: _natural(row.text))


def address(uprn: int) -> Address | None:
    return Address.objects.filter(uprn=uprn).first()


def gazetteer() -> list[AddressDetails]:
    """Every address, in the order of their UPRNs: neighbours follow each other."""
    rows = Address.objects.filter(withdrawn_at=None).order_by("uprn")
    columns = rows.values_list("uprn", "text", "postcode", "lat", "long", "district")
    return [AddressDetails(*row) for row in columns]


def street_gazetteer() -> list[StreetDetails]:
    """Every street, in the order of their USRNs."""
    rows = Street.objects.filter(withdrawn_at=None).order_by("usrn")
    return [StreetDetails(*row) for row in rows.values_list("usrn", "name", "town", "lat", "long")]


def find_places(words: str, *, limit: int = MOST_PLACES) -> list[FoundPlace]:
    """Places that fit the words: a postcode, an address, a street or part of one. Streets come first."""
    code = postcode(words)
    if code:
        return [
            FoundPlace(f"{row.text}, {row.postcode}", Point(row.lat, row.long), row.uprn)
            for row in addresses_at(code)[:limit]
        ]
    folded = _spelled_out(words)
    if len(folded) < 2:
        return []
    streets = Street.objects.filter(withdrawn_at=None)
    found = list(streets.filter(search__startswith=folded).order_by("search")[:limit])
    if len(found) < limit:
        within = streets.filter(search__contains=folded).exclude(id__in=[row.pk for row in found])
        found += list(within.order_by("search")[: limit - len(found)])
    places = [FoundPlace(f"{row.name}, {row.town}", Point(row.lat, row.long)) for row in found]
    places += [place for name, place in kept("trunk_names", _trunk_roads) if folded in name]
    if len(places) < limit:
        numbered = Address.objects.filter(search__startswith=folded, withdrawn_at=None)
        places += [
            FoundPlace(f"{row.text}, {row.postcode}", Point(row.lat, row.long), row.uprn)
            for row in numbered.order_by("search")[: limit - len(places)]
        ]
    return places[:limit]


def _spelled_out(words: str) -> str:
    """The words as the search columns have them: folded, without commas, "St" and "Rd" at a word's end in full."""
    folded = text.fold(words.replace(",", " "))[:80]
    first, *others = folded.split(" ")
    return " ".join([first, *(_SHORT.get(word.rstrip("."), word) for word in others)])


def _trunk_roads() -> list[tuple[str, FoundPlace]]:
    """Sections of trunk roads, which are nobody's street but where people are: by name, at their middle."""
    rows = Asset.objects.filter(layer="trunk_roads", withdrawn_at=None).order_by("code")
    found = []
    for row in rows:
        middle = shape(row.geometry).interpolate(0.5, normalized=True)
        found.append((text.fold(row.name), FoundPlace(row.name, Point(middle.y, middle.x))))
    return found


def _natural(value: str) -> list[tuple[int, int, str]]:
    return [(0, int(p), "") if p.isdigit() and len(p) < 9 else (1, 0, p) for p in re.split(r"(\d+)", value)]
