"""Reads of the outbox."""

from collections.abc import Iterable

from frontdoor.notifications.models import Notification, Template
from frontdoor.notifications.types import Delivery
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


def needing_a_person(*, limit: int = 100) -> list[Notification]:
    """Messages that failed or whose outcome is unknown: somebody has to decide."""
    rows = Notification.objects.filter(delivery__in=[Delivery.FAILED, Delivery.UNKNOWN])
    return list(rows.order_by("-id")[:limit])
