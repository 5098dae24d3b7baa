"""How much happens in a council of some 600,000 people, when, and by which channel. Where each figure comes from
stands beside it; what has no published source is marked as an assumption.
"""

from dataclasses import dataclass

from frontdoor.contacts.types import Channel

# Worcestershire County Council, customer experience strategy 2022-24: 4,000 highways and transport enquiries a month.
# Until more services of the highways team are in the catalogue, potholes stand for all of them.
_HIGHWAYS_A_YEAR = 4_000 * 12
# Defra, fly-tipping statistics for England 2022/23: 1.08 million incidents, 19 for each 1,000 people.
_FLY_TIPPING_A_YEAR = 19 * 600
# Assumption: 60 missed for each 100,000 collections, which is within what district councils publish (40 to 90).
# 600,000 people live in about 255,000 homes (2.35 each, Census 2021), with 78 collections a year each.
_MISSED_BINS_A_YEAR = 255_000 * 78 * 60 // 100_000
# Worcestershire: 13,884 chatbot and 1,174 web chat enquiries a year; Oxfordshire 2023: 1,025 reception enquiries.
# These are what people ask in words of their own, as on the page for anything else.
_ANYTHING_ELSE_A_YEAR = 13_884 + 1_174 + 1_025

# Leicestershire, customer experience strategy 2024-28: Mondays and Fridays are busiest. How much busier is assumed.
WEEKDAYS = (1.30, 1.06, 1.0, 0.98, 1.18, 0.46, 0.40)
CLOSED_DAY = 0.40  # a bank holiday is like a Sunday (assumption)

# Worcestershire: half of all transactions are online. How the rest divides is assumed; the counter's share is near
# that of Wirral (2,127 appointments at the counter to 257,064 calls) plus people who come without one.
CHANNELS: dict[Channel, float] = {
    Channel.WEB: 0.455,
    Channel.OPEN311: 0.045,
    Channel.PHONE: 0.335,
    Channel.EMAIL: 0.095,
    Channel.COUNTER: 0.030,
    Channel.SOCIAL: 0.015,
    Channel.CHAT: 0.015,
    Channel.POST: 0.010,
}
BY_STAFF = frozenset(
    {Channel.PHONE, Channel.COUNTER, Channel.EMAIL, Channel.SOCIAL, Channel.CHAT, Channel.POST}
)
"""Channels on which an advisor writes the report down."""
IN_OPENING_HOURS = frozenset({Channel.PHONE, Channel.COUNTER, Channel.CHAT, Channel.POST})

# Of a day, by the hour it begins with (assumption): a morning and an evening peak online, office hours elsewhere.
HOURS_ONLINE = (2, 1, 1, 1, 1, 3, 8, 16, 24, 28, 27, 25, 26, 25, 23, 22, 22, 24, 25, 26, 24, 20, 13, 6)
HOURS_OPEN = (0, 0, 0, 0, 0, 0, 0, 0, 10, 30, 32, 28, 22, 22, 25, 24, 14, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Volume:
    """How one service's year goes."""

    a_year: int
    months: tuple[float, ...]  # January first: the season
    bursts: int  # weeks of the year with far more than usual: frost, storms
    joined: float  # share of reports that say "it is this one" (assumption; public services only)
    same_place: float  # share of new reports at a place that was reported before (assumption)
    in_time: float  # share within the standard; councils publish 75 to 95 % for such services
    no_action: float  # share closed because there was nothing to do


# Seasons are assumptions by what causes the reports: frost, spring cleaning and moving days, holidays.
VOLUMES: dict[str, Volume] = {
    "pothole": Volume(
        _HIGHWAYS_A_YEAR,
        months=(1.65, 1.75, 1.45, 1.10, 0.80, 0.62, 0.58, 0.58, 0.70, 0.85, 1.0, 1.2),
        bursts=5, joined=0.17, same_place=0.16, in_time=0.83, no_action=0.13,
    ),
    "fly_tipping": Volume(
        _FLY_TIPPING_A_YEAR,
        months=(0.95, 0.90, 1.25, 1.40, 1.30, 1.10, 1.0, 0.95, 0.90, 0.85, 0.80, 0.75),
        bursts=2, joined=0.10, same_place=0.26, in_time=0.88, no_action=0.07,
    ),
    "missed_bin": Volume(
        _MISSED_BINS_A_YEAR,
        months=(1.50, 1.10, 0.90, 0.95, 1.05, 0.95, 0.95, 1.0, 0.90, 0.85, 0.90, 1.15),
        bursts=3, joined=0.0, same_place=0.10, in_time=0.90, no_action=0.06,
    ),
    "something_else": Volume(
        _ANYTHING_ELSE_A_YEAR,
        months=(1.05, 1.0, 1.25, 1.10, 0.95, 0.95, 0.90, 0.90, 1.15, 1.05, 1.0, 0.70),
        bursts=1, joined=0.0, same_place=0.04, in_time=0.79, no_action=0.04,
    ),
}  # fmt: skip
