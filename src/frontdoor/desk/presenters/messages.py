"""How far messages got, in words."""

from dataclasses import dataclass

from frontdoor.cases.queries import Undelivered
from frontdoor.design import moments
from frontdoor.design.addresses import address
from frontdoor.design.types import Cell, Column, Tone
from frontdoor.notifications.queries import Notification
from frontdoor.notifications.types import Delivery

COLUMNS = [
    Column("Message"),
    Column("Case"),
    Column("To"),
    Column("What happened"),
    Column("What to do", hidden=True),
]


@dataclass(frozen=True, slots=True)
class Sent:
    """How far one message got, or several that got equally far. `again` is where to send it once more."""

    text: str
    tone: Tone
    again: str = ""


def trouble(message: Notification) -> str:
    """What is wrong with a message that needs a person."""
    if message.delivery == Delivery.UNKNOWN:
        return "We do not know whether it arrived."
    return f"It could not be delivered. {message.last_error}".strip()


def sent(message: Notification) -> Sent:
    """How far one message got."""
    to = message.address
    if message.delivery == Delivery.SENT:
        at = f" {moments.short_datetime(message.sent_at)}" if message.sent_at else ""
        return Sent(f"E-mail to {to} was sent{at}.", "good")
    if message.delivery in (Delivery.FAILED, Delivery.UNKNOWN):
        tone: Tone = "bad" if message.delivery == Delivery.FAILED else "warning"
        return Sent(
            f"E-mail to {to}: {_lower(trouble(message))}", tone, address("desk-send-again", message.pk)
        )
    if message.delivery == Delivery.SENDING:
        return Sent(f"E-mail to {to} is being sent.", "neutral")
    tries = f" {message.last_error} We try again." if message.attempts else ""
    return Sent(f"E-mail to {to} waits to be sent.{tries}", "neutral")


def rows(found: list[Undelivered]) -> list[list[Cell]]:
    """A row for each message that needs a person."""
    return [
        [
            Cell(one.message.subject, detail=moments.short_datetime(one.message.created_at)),
            Cell(
                one.case.reference,
                href=address("desk-case", one.case.reference),
                detail=one.case.title,
            ),
            Cell(one.message.address),
            Cell(trouble(one.message)),
            Cell("Decide", href=address("desk-send-again", one.message.pk)),
        ]
        for one in found
    ]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
