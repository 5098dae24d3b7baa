"""What must be true of the database at any time, whatever was killed, full, locked or away.

`broken()` gives a sentence for each thing that does not hold; it only reads. It runs in a process with Django
loaded; `python -m tests.faults.invariants` prints what it finds, and ends with 1 if there is anything.

Nothing half-done: every case has all that follows from it, and nothing follows from a case that is not there.
Nothing told twice: see `broken_mail`, which compares the outbox with what a mail server really took.
"""

import hashlib
import mailbox
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

Check = Callable[[], Iterator[str]]
T = TypeVar("T")
_SHOWN = 5  # of one kind


def broken(*, loaded: bool = False, idle: bool = False) -> list[str]:
    """Everything that does not hold.

    `loaded`: the rows came by bulk loading, which writes one audit entry a batch. `idle`: the worker has done
    all there is to do, so no message may be under way.
    """
    checks: list[Check] = [
        _cases_are_whole, _statuses_follow_their_timelines, _clocks_follow_their_cases, _approaches_belong_to_cases,
        _submissions_are_whole, _messages_are_in_timelines, _messages_have_jobs, _people_are_known_for_something,
        _files_are_there, _cases_can_be_found, _the_audit_trail_holds, _the_database_is_sound,
    ]  # fmt: skip
    if not loaded:
        checks += [_writes_were_audited, _reporters_were_told]
    if idle:
        checks.append(_nothing_waits)
    return [sentence for check in checks for sentence in _some(check())]


def broken_mail(message_ids: Iterable[str]) -> list[str]:
    """What does not fit between our outbox and the Message-IDs that a mail server took."""
    from frontdoor.notifications.models import Notification

    taken = Counter(message_ids)
    faults = [f"message {one} arrived {count} times" for one, count in taken.items() if count > 1]
    delivery = dict(Notification.objects.values_list("message_id", "delivery"))
    faults += [f"message {one} arrived, and we do not know it" for one in taken if one not in delivery]
    for message_id, state in delivery.items():
        if state == "sent" and message_id not in taken:
            faults.append(f"message {message_id} is said to be sent and never arrived")
        if state in {"waiting", "failed"} and message_id in taken:
            faults.append(f"message {message_id} arrived, and is said to be {state}")
    return faults


def _some(sentences: Iterator[str]) -> list[str]:
    found = list(sentences)
    more = [f"... and {len(found) - _SHOWN} more like this"] if len(found) > _SHOWN else []
    return found[:_SHOWN] + more


def _cases_are_whole() -> Iterator[str]:
    from frontdoor.cases.models import Case, CaseContact, TimelineEntry

    firsts = Counter(CaseContact.objects.filter(notice="first").values_list("case_id", flat=True))
    opened = Counter(TimelineEntry.objects.filter(kind="opened").values_list("case_id", flat=True))
    for case in Case.objects.all().iterator():
        if firsts[case.pk] != 1:
            yield f"case {case.pk} has {firsts[case.pk]} first notices"
        if opened[case.pk] != 1:
            yield f"case {case.pk} was opened {opened[case.pk]} times by its timeline"


def _statuses_follow_their_timelines() -> Iterator[str]:
    from frontdoor.cases.models import Case, TimelineEntry

    last: dict[int, tuple[str, str]] = {}
    entries = TimelineEntry.objects.filter(kind__in=["opened", "status"]).order_by("at", "id")
    for case_id, status, outcome in entries.values_list("case_id", "status", "outcome"):
        last[case_id] = (status, outcome)
    for case_id, status, outcome in Case.objects.values_list("id", "status", "outcome"):
        if last.get(case_id) != (status, outcome):
            yield f"case {case_id} is {status} {outcome}, its timeline says {last.get(case_id)}"


def _clocks_follow_their_cases() -> Iterator[str]:
    from frontdoor.cases.models import Case, Clock, TimelineEntry

    running: dict[int, list[Clock]] = {}
    stopped: set[int] = set()
    overdue = Counter(TimelineEntry.objects.filter(kind="overdue").values_list("case_id", flat=True))
    told: Counter[int] = Counter()
    for clock in Clock.objects.all().iterator():
        if clock.state == "running":
            running.setdefault(clock.case_id, []).append(clock)
        else:
            stopped.add(clock.case_id)
        told[clock.case_id] += clock.told_overdue_at is not None
    for case in Case.objects.all().iterator():
        clocks = running.get(case.pk, [])
        if case.status == "closed" and clocks:
            yield f"case {case.pk} is closed and its clock runs"
        if case.status != "closed" and not clocks and case.pk not in stopped:
            yield f"case {case.pk} is open and never had a clock"
        if any(clock.due_at != case.due_at for clock in clocks):
            yield f"case {case.pk} is not due when its clock is"
        if overdue[case.pk] > told[case.pk]:
            yield f"case {case.pk} was called overdue more often than its clocks ran out"


def _approaches_belong_to_cases() -> Iterator[str]:
    from frontdoor.cases.models import CaseContact, TimelineEntry
    from frontdoor.contacts.models import Contact, Message

    about = set(CaseContact.objects.values_list("contact_id", flat=True))
    replies = set(TimelineEntry.objects.filter(kind="reply").values_list("contact_id", flat=True))
    worded = set(Message.objects.values_list("contact_id", flat=True))
    for contact_id, direction, signposted in Contact.objects.values_list(
        "id", "direction", "signposted_to_id"
    ):
        if direction == "in" and signposted is None and contact_id not in about:
            yield f"contact {contact_id} led to nothing"
        if direction == "out" and contact_id not in replies:
            yield f"contact {contact_id} by us is in no timeline"
        if direction == "out" and contact_id not in worded:
            yield f"contact {contact_id} by us has no words"
    for entry in TimelineEntry.objects.filter(kind__in=["reply", "customer_said"], contact=None):
        yield f"entry {entry.pk} ({entry.kind}) has no contact"
    for contact_id in replies - {None}:
        if Contact.objects.filter(id=contact_id, direction="in").exists():
            yield f"contact {contact_id} is a reply and came in"


def _submissions_are_whole() -> Iterator[str]:
    from frontdoor.cases.models import CaseContact
    from frontdoor.intake.models import Submission

    links = set(CaseContact.objects.values_list("case_id", "contact_id"))
    for submission in Submission.objects.all().iterator():
        if (submission.case_id, submission.contact_id) not in links:
            yield f"submission {submission.pk} is of a contact that is not about its case"
    sent = set(Submission.objects.values_list("contact_id", flat=True))
    from frontdoor.contacts.models import Contact

    forms = Contact.objects.filter(direction="in", channel__in=["web", "open311"], signposted_to=None)
    said_more = CaseContact.objects.filter(notice="more").values_list("contact_id", flat=True)
    for contact_id in set(forms.values_list("id", flat=True)) - sent - set(said_more):
        yield f"contact {contact_id} came by a form whose answers are not kept"


def _messages_are_in_timelines() -> Iterator[str]:
    from frontdoor.cases.models import Case, TimelineEntry
    from frontdoor.notifications.models import Notification

    told = Counter(TimelineEntry.objects.filter(kind="told").values_list("notification_id", flat=True))
    cases = set(Case.objects.values_list("id", flat=True))
    for row in Notification.objects.filter(about__startswith="case:").iterator():
        if int(row.about.removeprefix("case:")) not in cases:
            yield f"message {row.pk} is about a case that is not there"
        elif row.user_id is None and told[row.pk] != 1:
            yield f"message {row.pk} to a customer is {told[row.pk]} times in a timeline"
    for entry in TimelineEntry.objects.filter(kind="told", notification=None):
        yield f"entry {entry.pk} says that somebody was told, and there is no message"


def _messages_have_jobs() -> Iterator[str]:
    from frontdoor.core.models import Job
    from frontdoor.notifications.models import Notification

    jobs = Counter(
        job.payload["notification"] for job in Job.objects.filter(kind="notifications.deliver").iterator()
    )
    for row_id, delivery in Notification.objects.values_list("id", "delivery"):
        if delivery in {"waiting", "sending"} and jobs[row_id] != 1:
            yield f"message {row_id} is {delivery} and has {jobs[row_id]} jobs"
        if jobs[row_id] > 1:
            yield f"message {row_id} has {jobs[row_id]} jobs"
    for job in Job.objects.exclude(gave_up_at=None):
        yield f"job {job.pk} ({job.kind}) was given up: {job.last_error}"


def _people_are_known_for_something() -> Iterator[str]:
    from frontdoor.contacts.models import Contact
    from frontdoor.customers.models import Customer, MembershipChange, SourceRecord

    used = set(Contact.objects.values_list("source_record_id", flat=True))
    for record_id in SourceRecord.objects.values_list("id", flat=True):
        if record_id not in used:
            yield f"source record {record_id} is of nobody who ever came to us"
    with_records = set(SourceRecord.objects.values_list("customer_id", flat=True))
    emptied = set(MembershipChange.objects.values_list("from_customer_id", flat=True))
    for customer_id in Customer.objects.values_list("id", flat=True):
        if customer_id not in with_records | emptied:
            yield f"customer {customer_id} has no source record"


def _files_are_there() -> Iterator[str]:
    from django.conf import settings

    from frontdoor.core.models import StoredFile

    for row in StoredFile.objects.all().iterator():
        path = Path(settings.DATA) / "files" / row.sha256[:2] / row.sha256
        if not path.exists():
            yield f"file {row.pk} is not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256 or path.stat().st_size != row.size:
            yield f"file {row.pk} is not what it was"


def _cases_can_be_found() -> Iterator[str]:
    from django.db import connection

    from frontdoor.cases.models import Case

    column = "rowid" if connection.vendor == "sqlite" else "case_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_search")
        indexed = Counter(row[0] for row in cursor.fetchall())
    cases = set(Case.objects.values_list("id", flat=True))
    for case_id in cases - set(indexed):
        yield f"case {case_id} cannot be found by its words"
    for case_id in set(indexed) - cases:
        yield f"case {case_id} can be found and is not there"


def _the_audit_trail_holds() -> Iterator[str]:
    from frontdoor.core import audit

    yield from audit.verify()


def _the_database_is_sound() -> Iterator[str]:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"a row of {row[0]} points at no row of {row[2]}" for row in cursor.fetchall())


# What a case's version counts: every audited change of it but these.
_NO_CHANGE = {"case.opened", "case.overdue", "case.looked_at"}


def _writes_were_audited() -> Iterator[str]:
    from frontdoor.cases.models import Case
    from frontdoor.contacts.models import Contact
    from frontdoor.core.models import AuditEntry
    from frontdoor.customers.models import SourceRecord

    entries = AuditEntry.objects.values_list("subject", "action", "details")
    opened: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    contacts: Counter[str] = Counter()
    records: Counter[int] = Counter()
    for subject, action, details in entries.iterator():
        if subject.startswith("case:"):
            opened[subject] += action == "case.opened"
            changed[subject] += action not in _NO_CHANGE
        contacts[subject] += action in {"contact.received", "contact.made"}
        if action == "source_record.kept":
            records[details["record"]] += 1
    for case_id, version in Case.objects.values_list("id", "version"):
        subject = f"case:{case_id}"
        if opened[subject] != 1:
            yield f"{subject} was opened {opened[subject]} times by the audit trail"
        if changed[subject] != version - 1:
            yield f"{subject} is at version {version} after {changed[subject]} audited changes"
    for subject in set(opened) - {f"case:{pk}" for pk in Case.objects.values_list("id", flat=True)}:
        yield f"{subject} is in the audit trail and nowhere else"
    for contact_id in Contact.objects.values_list("id", flat=True):
        if contacts[f"contact:{contact_id}"] != 1:
            yield f"contact {contact_id} is {contacts[f'contact:{contact_id}']} times in the audit trail"
    for record_id in SourceRecord.objects.values_list("id", flat=True):
        if records[record_id] != 1:
            yield f"source record {record_id} is {records[record_id]} times in the audit trail"


def _reporters_were_told() -> Iterator[str]:
    """Everybody with an e-mail address was told that their report arrived, and every reply has its message."""
    from frontdoor.cases.models import CaseContact, TimelineEntry
    from frontdoor.notifications.models import Notification

    once = set(Notification.objects.values_list("once", flat=True))
    firsts = CaseContact.objects.filter(notice="first").exclude(source_record__email="")
    for link in firsts.exclude(source_record=None):
        if f"opened:{link.case_id}:{link.source_record_id}" not in once:
            yield f"the reporter of case {link.case_id} was not told that it arrived"
    joined = CaseContact.objects.filter(notice="also_reported", keep_told=True).exclude(
        source_record__email=""
    )
    links = Counter(CaseContact.objects.values_list("contact_id", flat=True))
    for link in joined.exclude(source_record=None):
        came_along = links[link.contact_id] > 1  # with a case that was joined: its reporter was told of that
        if not came_along and f"joined:{link.contact_id}:{link.source_record_id}" not in once:
            yield f"contact {link.contact_id} joined case {link.case_id} and was not told"
    replied = {key.split(":")[1] for key in once if key.startswith("entry:")}
    for entry_id in TimelineEntry.objects.filter(kind="reply").values_list("id", flat=True):
        if str(entry_id) not in replied:
            yield f"reply {entry_id} has no message"


def _nothing_waits() -> Iterator[str]:
    from frontdoor.core.models import Job
    from frontdoor.notifications.models import Notification

    for job in Job.objects.exclude(key__startswith="schedule:"):
        yield f"job {job.pk} ({job.kind}) was not done: {job.last_error}"
    for row in Notification.objects.filter(delivery__in=["waiting", "sending"]):
        yield f"message {row.pk} is still {row.delivery}: {row.last_error}"


def main() -> int:
    """Check the installation of this environment; options: loaded, idle, mail=FOLDER of a Maildir."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdoor.config.settings")
    import django

    django.setup()
    options = sys.argv[1:]
    found = broken(loaded="loaded" in options, idle="idle" in options)
    for folder in [option.removeprefix("mail=") for option in options if option.startswith("mail=")]:
        found += broken_mail(str(message["Message-ID"]) for message in mailbox.Maildir(folder, create=False))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
