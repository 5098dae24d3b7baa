"""The checker of what must be true sees each thing that is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.contacts.models import Contact, Message
from frontdoor.core import files
from frontdoor.core.models import AuditEntry, Job
from frontdoor.customers.models import Customer, SourceRecord
from frontdoor.intake.models import Submission
from frontdoor.notifications.models import Notification
from tests.faults import invariants, made

pytestmark = pytest.mark.usefixtures("small_council")


def test_what_the_operations_leave_is_whole() -> None:
    made.something_of_everything()
    assert invariants.broken() == []


def _without_file() -> None:
    row = files.keep(b"one", content_type="image/jpeg")
    (Path(settings.DATA) / "files" / row.sha256[:2] / row.sha256).unlink()


def _with_another_file() -> None:
    row = files.keep(b"other", content_type="image/jpeg")
    (Path(settings.DATA) / "files" / row.sha256[:2] / row.sha256).write_bytes(b"OTHER")


def _less(rows: QuerySet[Any]) -> Callable[[], object]:
    """One row fewer, and no other."""

    def delete() -> None:
        found = rows.order_by("id")[0]
        type(found)._base_manager.filter(pk=found.pk)._raw_delete("default")

    return delete


def _without_message(template: str) -> Callable[[], object]:
    def delete() -> None:
        row = Notification.objects.filter(template=template).order_by("id")[0]
        TimelineEntry.objects.filter(notification=row).update(notification=None, kind="note")
        row.delete()

    return delete


def _not_found_by_words() -> None:
    column = "rowid" if connection.vendor == "sqlite" else "case_id"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM cases_search WHERE {column} = (SELECT MIN(id) FROM cases_case)")


def _a_second_job() -> None:
    job = Job.objects.filter(kind="notifications.deliver").order_by("id")[0]
    Job.objects.create(kind=job.kind, payload=job.payload, run_at=made.AT)


def _called_overdue_again() -> None:
    case = Case.objects.filter(status="received").order_by("id")[0]
    TimelineEntry.objects.create(case=case, at=made.AT, kind="overdue", visibility="staff", actor="system")


DAMAGE: dict[str, Callable[[], object]] = {
    "first notice": _less(CaseContact.objects.filter(notice="first")),
    "opening": _less(TimelineEntry.objects.filter(kind="opened")),
    "status entry": _less(TimelineEntry.objects.filter(kind="status")),
    "reply": _less(TimelineEntry.objects.filter(kind="reply")),
    "told": _less(TimelineEntry.objects.filter(kind="told")),
    "clock": _less(Clock.objects.filter(state="running")),
    "message of a contact by us": _less(Message.objects.filter(direction="out")),
    "notification": _without_message("case_received"),
    "notification of a reply": _without_message("case_reply"),
    "notification of joining": _without_message("report_joined"),
    "job": _less(Job.objects.filter(kind="notifications.deliver")),
    "submission": _less(Submission.objects.all()),
    "audit entry": _less(AuditEntry.objects.all()),
    "search words": _not_found_by_words,
    "file": _without_file,
    "file content": _with_another_file,
    "status": lambda: Case.objects.filter(status="received").update(status="in_progress"),
    "version": lambda: Case.objects.update(version=99),
    "due time": lambda: Case.objects.exclude(due_at=None).update(due_at=made.AT),
    "contact of nothing": lambda: Contact.objects.create(channel="web", direction="in", received_at=made.AT),
    "customer of nothing": lambda: Customer.objects.create(),
    "record of nothing": lambda: SourceRecord.objects.create(
        customer=Customer.objects.create(), source="web", received_at=made.AT
    ),
    "job given up": lambda: Job.objects.update(gave_up_at=made.AT),
    "job twice": _a_second_job,
    "running clock of a closed case": lambda: Clock.objects.filter(case__status="closed").update(
        state="running", stopped_at=None
    ),
    "overdue twice": _called_overdue_again,
}


@pytest.mark.parametrize("what", DAMAGE)
def test_each_damage_is_seen(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    made.something_of_everything()
    assert invariants.broken() == []
    DAMAGE[what]()
    assert invariants.broken() != []


def test_what_waits_is_seen_when_nothing_should() -> None:
    made.report()
    assert invariants.broken() == []
    assert len(invariants.broken(idle=True)) == 2  # its message, and the job


def test_mail_is_compared_with_what_arrived() -> None:
    for _ in range(5):
        made.report()
    ids = list(Notification.objects.order_by("id").values_list("message_id", flat=True))
    Notification.objects.filter(message_id=ids[0]).update(delivery="sent", sent_at=made.AT)
    Notification.objects.filter(message_id=ids[1]).update(delivery="unknown")
    Notification.objects.filter(message_id=ids[2]).update(delivery="unknown")
    assert invariants.broken_mail([ids[0], ids[1]]) == []
    assert invariants.broken_mail([ids[0], ids[0]]) == [f"message {ids[0]} arrived 2 times"]
    assert invariants.broken_mail([ids[1]]) == [f"message {ids[0]} is said to be sent and never arrived"]
    assert invariants.broken_mail([ids[0], ids[3]]) == [
        f"message {ids[3]} arrived, and is said to be waiting"
    ]
    assert invariants.broken_mail([ids[0], "<x@y>"]) == ["message <x@y> arrived, and we do not know it"]
