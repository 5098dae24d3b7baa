"""Reads of the outbox."""

from collections.abc import Iterable

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from frontdoor.notifications.models import Notification, Template
from frontdoor.organisation.queries import kept

__all__ = ["Notification", "Template"]


def template(code: str, channel: str = "email") -> Template | None:
    """The wording in use for a message."""
    templates: dict[str, Template] = kept(
        "templates", lambda: {row.key: row for row in Template.objects.filter(withdrawn_at=None)}
    )
    return templates.get(f"{code}/{channel}")


def notification(notification_id: int) -> Notification | None:
    return Notification.objects.filter(id=notification_id).first()


def notifications(ids: Iterable[int]) -> dict[int, Notification]:
    return Notification.objects.in_bulk(list(ids))


def about(subject: str) -> list[Notification]:
    """Every message about one thing, oldest first."""
    return list(Notification.objects.filter(about=subject).order_by("id"))


def needing_a_person(*, limit: int = 100, before_id: int | None = None) -> list[Notification]:
    """Messages that failed or whose outcome is unknown, newest first: somebody has to decide."""
    # written out, so that SQLite sees that the index of just these messages has them all
    rows = Notification.objects.filter(RawSQL("delivery IN ('failed', 'unknown')", [], BooleanField()))
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[:limit])
