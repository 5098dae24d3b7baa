"""Sessions in the database, as Django's own, with a read that is prepared: every page of a visitor makes it."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from frontdoor.core.prepared import prepared


class SessionStore(db.SessionStore):
    """What a visitor's browser stands for."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_sessions(str(self.session_key), timezone.now())), None)
        if found is None:
            self._session_key = None
        return found


@prepared
def _sessions(key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)
