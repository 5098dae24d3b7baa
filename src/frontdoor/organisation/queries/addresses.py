"""Postcodes, addresses and streets as people type them."""

import re
from dataclasses import dataclass

from frontdoor.core import text
from frontdoor.core.geography import Point
from frontdoor.organisation.models import Address, Street
from frontdoor.organisation.types import AddressDetails, StreetDetails

# The published form of a postcode, anchored rightly: both branches from start to end
_POSTCODE = re.compile(
    r"^(GIR 0AA|(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
    r" [0-9][ABD-HJLNP-UW-Z]{2})$",
    re.ASCII,
)


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


def find_places(words: str, *, limit: int = 10) -> list[FoundPlace]:
    """Places that fit the words: a postcode, an address, a street or part of one. Streets come first."""
    code = postcode(words)
    if code:
        return [
            FoundPlace(f"{row.text}, {row.postcode}", Point(row.lat, row.long), row.uprn)
            for row in addresses_at(code)[:limit]
        ]
    folded = text.fold(words)[:80]
    if len(folded) < 2:
        return []
    streets = Street.objects.filter(withdrawn_at=None)
    found = list(streets.filter(search__startswith=folded).order_by("search")[:limit])
    if len(found) < limit:
        within = streets.filter(search__contains=folded).exclude(id__in=[row.pk for row in found])
        found += list(within.order_by("search")[: limit - len(found)])
    places = [FoundPlace(f"{row.name}, {row.town}", Point(row.lat, row.long)) for row in found]
    if len(places) < limit:
        numbered = Address.objects.filter(search__startswith=folded.replace(",", ""), withdrawn_at=None)
        places += [
            FoundPlace(f"{row.text}, {row.postcode}", Point(row.lat, row.long), row.uprn)
            for row in numbered.order_by("search")[: limit - len(places)]
        ]
    return places


def _natural(value: str) -> list[tuple[int, int, str]]:
    return [(0, int(p), "") if p.isdigit() and len(p) < 9 else (1, 0, p) for p in re.split(r"(\d+)", value)]
