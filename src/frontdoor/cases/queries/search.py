"""Finding cases by words: an index of its own, in the database (FTS5 or tsvector), newest first."""

import re

from django.db import connection

from frontdoor.cases.models import Case
from frontdoor.cases.queries.visibility import Viewer, visible_to
from frontdoor.core import references, text

_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 12


def search(words: str, who: Viewer, *, limit: int = 25, before_id: int | None = None) -> list[Case]:
    """Cases that have all the words, newest first; a reference finds its case at once.

    The last word may be the beginning of one. Only cases that exist for this viewer are found.
    """
    rows = visible_to(who).select_related("owner")
    reference = references.parse(words)
    if reference:
        found = list(rows.filter(reference=reference))
        if found:
            return found
    wanted = _WORD.findall(text.fold(words))[:MAX_WORDS]
    if not wanted:
        return []
    found = []
    while len(found) < limit:
        ids = _newest_matches(wanted, before_id=before_id)
        if not ids:
            break
        found += rows.filter(id__in=ids).order_by("-id")[: limit - len(found)]
        before_id = ids[-1]
    return found


def _newest_matches(words: list[str], *, before_id: int | None) -> list[int]:
    """Ids of the next cases back in time that have the words: a slice, whoever may see them."""
    with connection.cursor() as cursor:
        cursor.execute(_SLICE[connection.vendor], [_match(words), before_id or _LATEST, _SLICE_SIZE])
        return [row[0] for row in cursor.fetchall()]


_SLICE_SIZE = 200
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


def _match(words: list[str]) -> str:
    """The words as the database's own query: all of them, the last one as a beginning."""
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"' for word in words) + "*"
    return " & ".join(words) + ":*"
