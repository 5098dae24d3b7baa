"""The first page of the day: what is late, what is next, what nobody has taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frontdoor.cases.queries import COUNTED_TO, QueueName, Undelivered
from frontdoor.design.addresses import address
from frontdoor.desk.presenters import queues, words
from frontdoor.desk.presenters.messages import trouble

_TILES = (
    QueueName.OVERDUE,
    QueueName.DUE_SOON,
    QueueName.UNASSIGNED,
    QueueName.AFTER_CLOSING,
    QueueName.MINE,
    QueueName.TEAM,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that leads to its queue. `alarm` where something is late."""

    count: str
    text: str
    href: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Something to see to, with a link."""

    text: str
    href: str
    detail: str


def tiles(counts: Mapping[QueueName, int]) -> list[Tile]:
    """The queues with how many cases are in each, what is late first."""
    return [
        Tile(
            words.count(counts[name], up_to=COUNTED_TO),
            queues.TITLES[name],
            queues.queue_href(name),
            name is QueueName.OVERDUE and counts[name] > 0,
        )
        for name in _TILES
    ]


def message_lines(found: Sequence[Undelivered]) -> list[Line]:
    """Messages that somebody has to decide on."""
    return [
        Line(one.case.reference, address("desk-send-again", one.message.pk), trouble(one.message))
        for one in found
    ]


def job_words(given_up: int) -> str:
    """What an administrator reads about jobs that failed every time; "" for none."""
    if not given_up:
        return ""
    return f"{words.some(given_up, 'job', 'jobs')} failed every time. Find out why, then try again."
