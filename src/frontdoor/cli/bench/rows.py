"""The rows of the table: what is measured, the best figure of other software, and what has to be reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """The best figure measured of comparable open software on two such cores (docs/speed.md says how).

    `processor` is milliseconds for one request, of application and database together; `per_second` a rate.
    """

    name: str
    processor: float = 0.0
    per_second: float = 0.0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is measured, with its gates: the most processor time (ms) and queries, the least rate.

    `steady`: it may not cost more in the large database than in the small one.
    """

    code: str
    title: str
    peer: Peer | None = None
    processor: float = 0.0
    queries: int = 0
    per_second: float = 0.0
    steady: bool = False


_CREATE = Peer("Open Klant 2.18", 14.0, about="a bare contact record, JSON")
_LIST = Peer("Request Tracker 5", 26.0, about="JSON, 20,000 tickets")
_OPEN = Peer("Open Klant 2.18", 14.0, about="JSON")
_SEARCH = Peer("Request Tracker 5", 25.0, about="20,000 tickets")

ROWS: tuple[Row, ...] = (
    Row("start", "Start of a command with the database (frontdoor migrate)", processor=500.0),
    Row("create", "Create a case over Open311, 1 client", _CREATE, processor=6.0),
    Row(
        "create_4", "Create cases over Open311, 4 clients",
        Peer("Open Klant 2.18", per_second=92.0, about="a bare contact record"), per_second=150.0,
    ),
    Row("form", "Create a case by the resident's form: sending it", _CREATE),
    Row("form_whole", "The same with all of its pages"),
    Row("queue", "Staff queue, a page of 25", _LIST, processor=12.0, queries=12, steady=True),
    Row("case", "Staff case page", _OPEN, processor=12.0, queries=12, steady=True),
    Row("resident", "Resident's own case page", _OPEN, processor=12.0, queries=12, steady=True),
    Row("search_rare", "Search: a word that few cases have", _SEARCH, processor=15.0),
    Row("search_common", "Search: a word that very many cases have", _SEARCH, processor=15.0),
    Row("search_two", "Search: two words", _SEARCH, processor=15.0),
    Row(
        "dashboard", "The desk's first page, of a manager of all teams",
        Peer("django-helpdesk 2.6", 870.0, about="20,000 tickets"),
    ),
    Row("reply", "Reply to a customer"),
    Row("status", "Change a case's status"),
    Row("list", "Open311: a page of 25 requests", _LIST),
    Row("one", "Open311: one request", _OPEN),
    Row(
        "mail", "Messages sent by the worker to a mail server",
        Peer("django-helpdesk 2.6", per_second=22.0, about="messages taken in"),
    ),
)  # fmt: skip
BY_CODE = {row.code: row for row in ROWS}
TOLERANCE = 1.1  # how far two measurements of the same thing may differ before one counts as more
