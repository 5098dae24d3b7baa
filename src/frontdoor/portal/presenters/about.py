"""What the pages about the website say of this council."""

from dataclasses import dataclass
from datetime import date

from frontdoor.organisation import queries as organisation

# The statement is reviewed with the software; see docs on releasing
PREPARED = date(2026, 11, 22)
REVIEWED = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Accessibility:
    """The parts of the statement that differ: who enforces the law here, and the dates."""

    enforcer: str
    enforcer_web: str
    law_of: str
    prepared: date
    reviewed: date


@dataclass(frozen=True, slots=True)
class ContactPage:
    """How to reach the council. `phone_link` is the number as telephones want it."""

    address: tuple[str, ...]
    phone_link: str
    hours: tuple[str, ...]


def accessibility() -> Accessibility:
    """Equality law is enforced by another commission in Northern Ireland (regulation 8 and the model statement)."""
    council = organisation.council()
    if council and council.nation.lower().replace(" ", "_") == "northern_ireland":
        return Accessibility(
            "the Equality Commission for Northern Ireland (ECNI)",
            "https://www.equalityni.org/",
            "Northern Ireland",
            PREPARED,
            REVIEWED,
        )
    return Accessibility(
        "the Equality and Human Rights Commission (EHRC)",
        "https://www.equalityadvisoryservice.com/",
        "Great Britain",
        PREPARED,
        REVIEWED,
    )


def contact() -> ContactPage | None:
    """The council's own details; None before a pack was loaded."""
    council = organisation.council()
    if council is None:
        return None
    lines = council.address.replace(", ", "\n").splitlines()
    return ContactPage(
        tuple(line.strip() for line in lines if line.strip()),
        council.phone.replace(" ", ""),
        council.opening_hours,
    )
