"""What each kind of job does, and which jobs come again and again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from frontdoor.cases import operations as cases
from frontdoor.core import cache, jobs, rates
from frontdoor.core.sessions import SessionStore
from frontdoor.intake import operations as intake
from frontdoor.notifications import operations as notifications
from frontdoor.notifications.adapters.smtp import MailServer

EVERY: Mapping[str, timedelta] = {
    "cases.tell_overdue": timedelta(minutes=1),
    "intake.forget_old_drafts": timedelta(days=1),
    "core.forget_rate_windows": timedelta(days=1),
    "core.forget_cached": timedelta(days=1),
    "accounts.forget_old_sessions": timedelta(days=1),
}


def table(server: MailServer) -> dict[str, jobs.Handler]:
    """Every kind of job with the function that does it; mail goes through `server`."""

    def deliver(payload: jobs.Payload, at: datetime) -> None:
        notifications.deliver(int(str(payload["notification"])), server=server, at=at)

    return {
        notifications.DELIVER: deliver,
        "cases.tell_overdue": lambda _, at: cases.tell_overdue(at=at),
        "intake.forget_old_drafts": lambda _, at: intake.forget_old_drafts(at=at),
        "core.forget_rate_windows": lambda _, at: rates.forget(before=at),
        "core.forget_cached": lambda _, at: cache.forget(before=at),
        "accounts.forget_old_sessions": lambda _, __: SessionStore.clear_expired(),
    }
