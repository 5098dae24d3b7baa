"""The rows of an invented year: whole, in order, and true to the rules of cases."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from django.db.models import Count

from frontdoor.accounts import queries as accounts
from frontdoor.cases import policies
from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry, Transfer
from frontdoor.cases.queries import QueueName, counts, viewer
from frontdoor.cases.types import EntryKind, Status
from frontdoor.cli.demo import setting, year
from frontdoor.cli.demo.year import Wanted
from frontdoor.contacts.models import Attachment, Contact, Message
from frontdoor.core import clocks
from frontdoor.core.clocks import LONDON, Limit, Unit
from frontdoor.core.models import Job
from frontdoor.customers.models import SourceRecord
from frontdoor.intake.models import Submission
from frontdoor.notifications.models import Notification
from frontdoor.organisation import queries as organisation
from tests.faults import invariants

NOW = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def loaded(small_council: ModuleType) -> year.Invented:
    """400 cases in the small council."""
    return year.load(Wanted(cases=400), now=NOW, say=lambda _: None)


def test_cases_timelines_and_clocks_agree(loaded: year.Invented) -> None:
    check_every_case_is_whole(loaded)
    check_timelines_follow_time_and_the_rules()
    check_clocks_agree_with_the_calendar()
    check_what_is_another_bodys_was_handed_on()
    check_nothing_is_half_done()


def test_what_people_said_and_were_told(loaded: year.Invented) -> None:
    check_people_were_told_and_nobody_is_told_again()
    check_replies_and_answers_are_contacts()
    check_reports_are_joined_and_some_have_photos()
    check_people_come_back_and_are_known_again()


def test_the_staff_have_work(loaded: year.Invented) -> None:
    check_every_member_of_staff_finds_work()
    check_a_team_without_services_gets_work_by_transfer()
    check_loaded_moments_are_in_london_hours()


def check_nothing_is_half_done() -> None:
    # who joins a report in the invented year has words, and no answers to a form
    known = "came by a form whose answers are not kept"
    faults = [
        one for one in invariants.broken(loaded=True) if known not in one and "more like this" not in one
    ]
    assert faults == []


def check_every_case_is_whole(loaded: year.Invented) -> None:
    assert (loaded.cases, loaded.there_before) == (400, 0)
    assert loaded.entries == TimelineEntry.objects.count() > 5 * 400
    cases = list(Case.objects.all())
    assert len(cases) == Submission.objects.count() == 400
    for case in cases:
        first = CaseContact.objects.filter(case=case).order_by("id").first()
        assert first is not None
        assert (first.notice, first.noticed_at) == ("first", case.opened_at)
        contact = Contact.objects.get(id=first.contact_id)
        assert (contact.received_at, contact.service_id) == (case.opened_at, case.service_id)
        assert first.source_record_id == contact.source_record_id == case.source_record_id
        assert first.source_record is None or first.source_record.source == contact.channel
        assert NOW - timedelta(days=366) < case.opened_at <= case.updated_at <= NOW
        assert case.title
        assert Submission.objects.get(case_id=case.pk).contact_id == contact.pk


def check_timelines_follow_time_and_the_rules() -> None:
    for case in Case.objects.all():
        entries = list(TimelineEntry.objects.filter(case=case).order_by("id"))
        assert entries == sorted(entries, key=lambda one: (one.at, one.pk))
        assert (entries[0].kind, entries[0].at) == (EntryKind.OPENED, case.opened_at)
        assert entries[-1].at <= NOW
        status = Status.RECEIVED
        for entry in entries[1:]:
            if entry.kind == EntryKind.STATUS:
                if entry.outcome != "not_ours":
                    policies.check_transition(status, Status(entry.status))
                status = Status(entry.status)
                assert entry.text
            assert (entry.kind == EntryKind.TOLD) == (entry.notification_id is not None)
            if entry.kind == EntryKind.ASSIGNED:
                assert entry.text.startswith("Assigned to ")
        assert case.status == status
        if status is Status.CLOSED:
            closing = [entry for entry in entries if entry.status == "closed"]
            assert (closing[-1].outcome, closing[-1].text) == (case.outcome, case.explanation)
            assert closing[-1].at == case.closed_at == max(entry.at for entry in entries)
    assert Case.objects.exclude(owner=None).exists()
    for case in Case.objects.exclude(owner=None):
        assert case.owner_id in dict(organisation.members_of(case.team_id))


def check_clocks_agree_with_the_calendar() -> None:
    calendar = organisation.calendar()
    assert Case.objects.filter(outcome="not_ours").exists()
    for case in Case.objects.all():
        running = list(Clock.objects.filter(case=case))
        assert len(running) == (0 if case.outcome == "not_ours" else 1)
        for clock in running:
            limit = Limit(clock.limit_amount, Unit(clock.limit_unit))
            assert clock.started_at == case.opened_at
            assert clock.due_at == clocks.due(limit, case.opened_at, calendar)
            ending = {"closed", "scheduled", "in_progress"} if clock.name == "assess" else {"closed"}
            entries = TimelineEntry.objects.filter(case=case, status__in=ending).order_by("at", "id")
            ended = next((entry.at for entry in entries), None)
            assert clock.stopped_at == ended
            assert case.due_at == (None if ended and not case.closed_at else clock.due_at)
            expected = "running" if ended is None else "met" if ended < clock.due_at else "missed"
            assert clock.state == expected
            late = clock.due_at < (ended or NOW - timedelta(minutes=6))
            assert (clock.told_overdue_at is not None) == late
            assert TimelineEntry.objects.filter(case=case, kind="overdue").count() == late


def check_people_were_told_and_nobody_is_told_again() -> None:
    assert Job.objects.count() == 0
    assert Notification.objects.count() > 400
    assert set(Notification.objects.values_list("delivery", flat=True)) == {"sent"}
    staff = {user.pk: user.email for user in accounts.active_staff()}
    for entry in TimelineEntry.objects.filter(kind="told").select_related("notification"):
        message = entry.notification
        assert message is not None
        assert message.source_record is not None
        assert (message.address, message.sent_at) == (message.source_record.email, entry.at)
        assert message.about == f"case:{entry.case_id}"
        link = CaseContact.objects.get(case_id=entry.case_id, contact_id=entry.contact_id)
        assert link.keep_told
        assert link.noticed_at <= entry.at
        assert "((" not in message.body + message.subject
        assert Case.objects.get(id=entry.case_id).reference in message.body + message.subject
    for message in Notification.objects.exclude(user=None):
        assert message.address == staff[message.user_id]
        assert message.template in {"overdue_owner", "overdue_leader"}


def check_replies_and_answers_are_contacts() -> None:
    replies = TimelineEntry.objects.filter(kind="reply")
    assert replies.count() > 5
    for entry in replies:
        assert entry.contact is not None
        assert entry.contact.direction == "out"
        assert Message.objects.get(contact_id=entry.contact_id).body == entry.text
    said = TimelineEntry.objects.filter(kind="customer_said")
    assert said.count() > 5
    for entry in said:
        link = CaseContact.objects.get(case_id=entry.case_id, contact_id=entry.contact_id)
        first = CaseContact.objects.filter(case_id=entry.case_id).order_by("id").first()
        assert first is not None
        assert (link.notice, link.source_record_id) == ("more", first.source_record_id)


def check_reports_are_joined_and_some_have_photos() -> None:
    joined = CaseContact.objects.filter(notice="also_reported").select_related("case")
    assert joined.count() > 10
    for link in joined:
        assert link.case.is_public
        assert link.case.opened_at < link.noticed_at < (link.case.closed_at or NOW)
        assert (
            TimelineEntry.objects.filter(case=link.case, kind="joined", contact_id=link.contact_id).count()
            == 1
        )
    most = Case.objects.annotate(reports=Count("notices")).order_by("-reports").first()
    assert most is not None
    assert CaseContact.objects.filter(case=most).count() >= 3
    assert Attachment.objects.count() > 20
    assert Attachment.objects.values("file").distinct().count() < 31


def check_every_member_of_staff_finds_work() -> None:
    for user in accounts.active_staff():
        found = counts(viewer(user), at=NOW)
        assert found.pop(QueueName.AFTER_CLOSING) == 0  # the year ends without anybody who wrote again
        teams = {service.team_id for service in setting.read().services.values()}
        if organisation.team_ids_of(user.pk) & teams:
            assert all(found.values()), (user.name, found)


def check_loaded_moments_are_in_london_hours() -> None:
    worked = TimelineEntry.objects.filter(kind__in=["assigned", "note", "reply"])
    hours = Counter(entry.at.astimezone(LONDON).hour for entry in worked)
    assert sum(hours[hour] for hour in range(8, 17)) > 0.97 * sum(hours.values())


def check_what_is_another_bodys_was_handed_on() -> None:
    handed_on = Case.objects.filter(outcome="not_ours")
    bodies = set(handed_on.values_list("body__code", flat=True))
    assert "national-roads" in bodies
    assert "council" not in bodies
    for case in handed_on:
        assert case.body.name in case.explanation
        assert case.closed_at == case.opened_at
        assert not CaseContact.objects.filter(case=case).exclude(notice="first").exists()


def check_a_team_without_services_gets_work_by_transfer() -> None:
    moved = Transfer.objects.all()
    assert moved.count() > 5
    for one in moved:
        assert one.from_team_id != one.to_team_id == one.case.team_id
        assert one.why
        assert TimelineEntry.objects.filter(case=one.case, kind="transferred", at=one.at).exists()


def check_people_come_back_and_are_known_again() -> None:
    records = defaultdict(list)
    for record in SourceRecord.objects.exclude(email_key=""):
        records[record.name_key, record.email_key].append(record.customer_id)
    several = [customers for customers in records.values() if len(customers) > 1]
    assert len(several) > 10
    # not all: somebody who first gave only a phone and then only an e-mail was two customers by then
    assert sum(len(set(customers)) == 1 for customers in several) > 0.9 * len(several)
