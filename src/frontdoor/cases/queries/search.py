"""Finding cases by words: an index of its own, in the database (FTS5 or tsvector), newest first."""

from django.db import connection
from django.db.models import QuerySet

from frontdoor.cases.models import Case
from frontdoor.cases.queries.lists import SHOWN
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.core import references, text

MAX_WORDS = 12


def search(words: str, who: Viewer, *, limit: int = 25, before_id: int | None = None) -> list[Case]:
    """Cases that have all the words, newest first; a reference finds its case at once.

    Where no case has the last word, the beginning of one counts (which reads far more of the index).
    Only cases that exist for this viewer are found, and only they decide. `before_id` begins further back.
    """
    rows = visible_to(who).only(*SHOWN)
    reference = references.parse(words)
    if reference:
        found = list(rows.filter(reference=reference))
        if found:
            return found if before_id is None else []
    wanted = text.words(words)[:MAX_WORDS]
    if not wanted:
        return []
    found = _matches(rows, _match(wanted), limit=limit, before_id=before_id)
    if found or (before_id is not None and _matches(rows, _match(wanted), limit=1, before_id=None)):
        return found
    return _matches(rows, _match(wanted, beginning=True), limit=limit, before_id=before_id)


def _matches(rows: QuerySet[Case], match: str, *, limit: int, before_id: int | None) -> list[Case]:
    """The newest of these rows that match, from slices of the index that are read only as far as needed."""
    found: list[Case] = []
    while len(found) < limit:
        ids = _newest_matches(match, before_id=before_id)
        found += rows.filter(id__in=ids).order_by("-id")[: limit - len(found)] if ids else []
        if len(ids) < _SLICE_SIZE:
            break
        before_id = ids[-1]
    return found


def _newest_matches(match: str, *, before_id: int | None) -> list[int]:
    """Ids of the next cases back in time that match: a slice, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute(_SLICE[connection.vendor], [match, before_id or _LATEST, _SLICE_SIZE])
        return [row[0] for row in cursor.fetchall()]


_SLICE_SIZE = 100
_LATEST = 2**62
_SLICE = {
    "sqlite": (
        "SELECT rowid FROM cases_search WHERE cases_search MATCH %s AND rowid < %s"
        " ORDER BY rowid DESC LIMIT %s"
    ),
    "postgresql": (
        "SELECT case_id FROM cases_search WHERE words @@ to_tsquery('simple', %s) AND case_id < %s"
        " ORDER BY case_id DESC LIMIT %s"
    ),
}


def _match(words: list[str], *, beginning: bool = False) -> str:
    """The words as the database's own query: all of them, the last one as a beginning if asked for."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"' for word in words) + ("*" if beginning else "")
    return " & ".join(words) + (":*" if beginning else "")
