"""kill -9 at every named point, with real processes: nothing half-done, nothing lost, nothing told twice.

Each test sees the process die by SIGKILL at its point, starts again, and looks at everything.
"""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from frontdoor.cases.models import Case, CaseContact, Clock, TimelineEntry
from frontdoor.core import jobs
from frontdoor.core.crash import POINTS
from frontdoor.core.models import Schedule
from frontdoor.jobs import worker
from frontdoor.notifications.models import Notification
from tests import small_council
from tests.faults import people
from tests.faults.installation import Installation
from tests.faults.people import Browser, CutOff
from tests.photos import jpeg
from tests.processes import eventually

_number = itertools.count(1)

# What is there after the kill, before anybody tries again.
SUBMIT = {
    "submit.case_written": 0,
    "transaction.before_commit": 0,
    "transaction.after_commit": 1,
    "submit.committed": 1,
}
REPLY = {
    "reply.written": 0,
    "transaction.before_commit": 0,
    "transaction.after_commit": 1,
    "reply.committed": 1,
}
# How the message stands after the kill, how it ends after the restart, and whether it arrived.
NOTIFY = {
    "job.claimed": ("waiting", "sent", True),
    "notify.before_sending": ("waiting", "sent", True),
    "notify.sending_committed": ("sending", "unknown", False),
    "notify.accepted_by_server": ("sending", "unknown", True),
    "notify.before_sent_commit": ("sending", "unknown", True),
    "job.before_done": ("sent", "sent", True),
}
OVERDUE = {"transaction.before_commit": 0, "transaction.after_commit": 1}
PHOTO = {"file.written"}


def test_every_point_is_tried() -> None:
    assert {*SUBMIT, *REPLY, *NOTIFY, *OVERDUE, *PHOTO} == set(POINTS)


def a_browser(council: Installation) -> Browser:
    return Browser(council.address)


def kill_in(council: Installation, point: str, press: Callable[[], object]) -> None:
    """Press a button at which the web server dies."""
    with council.dying_web(point), pytest.raises(CutOff):
        press()


def cases_with(council: Installation, words: str) -> list[str]:
    """The references of cases with these words."""
    rows = Case.objects.filter(description__contains=words)
    return council.look(lambda: list(rows.values_list("reference", flat=True)))


@pytest.mark.parametrize("point", SUBMIT)
def test_killed_while_a_form_is_sent(council: Installation, point: str) -> None:
    words, email = f"Why number {next(_number)}?", f"r{next(_number)}@example.org"
    browser = people.question_ready(a_browser(council), words, email)
    kill_in(council, point, browser.send)
    assert len(cases_with(council, words)) == SUBMIT[point]
    assert council.broken() == []
    # the same form sent again, as reloading the page does, is the same case: told so, once
    browser.again()
    assert (browser.status, browser.url.split("/")[-3:-1][0]) == (200, "sent"), browser.words()
    reference = browser.url.split("/")[-2]
    assert cases_with(council, words) == [reference]
    browser.again()
    assert browser.url.split("/")[-2] == reference
    assert len(cases_with(council, words)) == 1
    council.flush()
    assert council.broken(idle=True) == []
    assert sum(str(mail["To"]) == email for mail in council.outbox.kept()) == 1


@pytest.mark.parametrize("point", SUBMIT)
def test_killed_while_a_partner_sends_a_request(council: Installation, point: str) -> None:
    words, email = f"Request number {next(_number)}", f"r{next(_number)}@example.org"
    browser = a_browser(council)
    request = {
        "api_key": council.key, "service_code": "something-else", "description": words, "email": email,
        "first_name": "Ann", "last_name": "Onym", "attribute[fixmystreet_id]": words, "address_string": "here",
    }  # fmt: skip
    path = "/open311/v2/requests.json"
    kill_in(council, point, lambda: browser.post(path, request))
    assert len(cases_with(council, words)) == SUBMIT[point]
    assert council.broken() == []
    assert browser.post(path, request).status == 200, browser.body
    first = browser.body
    assert browser.post(path, request).body == first
    assert len(cases_with(council, words)) == 1


@pytest.mark.parametrize("point", ["transaction.before_commit", "transaction.after_commit"])
def test_killed_while_a_report_joins_another(council: Installation, point: str) -> None:
    first = people.pothole_ready(a_browser(council), f"r{next(_number)}@example.org").send()
    if "/sent/" not in first.url:  # there are some near by already
        first.send(which="none")
    assert "/sent/" in first.url, first.words()
    reference = first.url.split("/")[-2]
    email = f"r{next(_number)}@example.org"
    browser = people.pothole_ready(a_browser(council), email).send()
    assert "/nearby/" in browser.url
    kill_in(council, point, lambda: browser.send(which=reference))
    joined = CaseContact.objects.filter(case__reference=reference, source_record__email=email)
    assert council.look(joined.all().count) == (point == "transaction.after_commit")
    assert council.broken() == []
    browser.again()
    assert browser.url.split("/")[-2] == reference, browser.words()
    assert council.look(joined.all().count) == 1
    council.flush()
    assert council.broken(idle=True) == []


@pytest.mark.parametrize("point", PHOTO)
def test_killed_while_a_photo_is_kept(council: Installation, point: str) -> None:
    email = f"r{next(_number)}@example.org"
    photo = jpeg(size=(300 + next(_number), 200))
    browser = people.pothole_ready(a_browser(council), email, photo=photo, send_photo=False)
    kill_in(council, point, lambda: browser.send(files={"photo": ("hole.jpg", photo)}))
    assert council.broken() == []
    browser.again().send(name="", email=email, phone="", postcode="")
    assert browser.body.count(b'src="/report/pothole/photos/') == 1, browser.words()
    browser.send()
    if "/nearby/" in browser.url:
        browser.send(which="none")
    assert "/sent/" in browser.url, browser.words()
    assert council.broken() == []


@pytest.fixture(scope="module")
def officer(council: Installation) -> Browser:
    return people.sign_in(a_browser(council), small_council.ADVISOR)


@pytest.mark.parametrize("point", REPLY)
def test_killed_while_an_officer_replies(council: Installation, officer: Browser, point: str) -> None:
    email = f"r{next(_number)}@example.org"
    sent = people.question_ready(a_browser(council), f"Why number {next(_number)}?", email).send()
    reference, words = sent.url.split("/")[-2], f"Because of {next(_number)}."
    officer.go(f"/desk/cases/{reference}/reply/")
    council.flush()
    kill_in(council, point, lambda: officer.send(words=words))
    replies = TimelineEntry.objects.filter(kind="reply", text=words)
    assert council.look(replies.all().count) == REPLY[point]
    assert council.broken() == []
    officer.again()
    if REPLY[
        point
    ]:  # it was written: the officer is told that the case has a reply now, and nothing goes twice
        assert officer.status == 409
        assert "a reply was sent" in officer.words()
        assert words in officer.words()
    else:
        assert (officer.status, officer.url.split("/")[-2]) == (200, reference), officer.words()
    assert council.look(replies.all().count) == 1
    council.flush()
    assert council.broken(idle=True) == []
    to_them = [mail for mail in council.outbox.kept() if str(mail["To"]) == email]
    assert sum(words in mail.get_content() for mail in to_them) == 1


def delivery(council: Installation, email: str) -> str:
    return council.look(lambda: Notification.objects.get(address=email).delivery)


@pytest.mark.parametrize("point", NOTIFY)
def test_killed_while_a_message_is_sent(council: Installation, point: str) -> None:
    council.flush()
    email = f"r{next(_number)}@example.org"
    people.question_ready(a_browser(council), f"Why number {next(_number)}?", email).send()
    after_kill, in_the_end, arrives = NOTIFY[point]
    council.dying_worker(point)
    assert delivery(council, email) == after_kill
    assert council.broken() == []
    council.leases_end()
    council.work()
    assert delivery(council, email) == in_the_end
    assert council.broken(idle=True) == []
    assert sum(str(mail["To"]) == email for mail in council.outbox.kept()) == arrives


@pytest.mark.parametrize("point", OVERDUE)
def test_killed_while_staff_are_told_of_an_overdue_case(council: Installation, point: str) -> None:
    browser = people.pothole_ready(a_browser(council), f"r{next(_number)}@example.org").send()
    if "/nearby/" in browser.url:
        browser.send(which="none")
    reference = browser.url.split("/")[-2]
    council.flush()
    told = Notification.objects.filter(template="overdue_leader", subject__contains=reference)

    def runs_out() -> None:
        now = timezone.now()
        Case.objects.filter(reference=reference).update(due_at=now)
        Clock.objects.filter(case__reference=reference).update(due_at=now)
        Schedule.objects.filter(kind="cases.tell_overdue").update(next_at=now)

    council.look(runs_out)
    council.dying_worker(point)
    assert council.look(told.all().count) == OVERDUE[point]
    assert council.broken() == []
    council.leases_end()
    council.work()
    assert council.look(told.all().count) == 1
    assert council.broken(idle=True) == []
    subjects = [str(mail["Subject"]) for mail in council.outbox.kept()]
    assert sum(reference in subject and "overdue" in subject for subject in subjects) == 1


def test_a_job_whose_worker_was_killed_is_run_again_when_its_lease_ends(council: Installation) -> None:
    """The lease itself, and not a test, gives the job back: five minutes later by the worker's clock."""
    council.flush()
    email = f"r{next(_number)}@example.org"
    people.question_ready(a_browser(council), f"Why number {next(_number)}?", email).send()
    council.dying_worker("notify.before_sending")
    soon, later = jobs.LEASE - timedelta(seconds=60), jobs.LEASE + timedelta(seconds=1)
    assert council.look(lambda: len(jobs.claim(at=timezone.now() + soon, limit=9))) == 0
    assert council.look(lambda: len(jobs.claim(at=timezone.now() + later, limit=9))) == 1
    council.leases_end()
    council.work()
    assert council.broken(idle=True) == []


def test_what_a_killed_worker_had_in_its_hands_is_done_by_the_next_on_its_seat(council: Installation) -> None:
    """At once, and not when the lease ends. What another worker has in its hands stays there."""
    council.flush()
    email = f"r{next(_number)}@example.org"
    people.question_ready(a_browser(council), f"Why number {next(_number)}?", email).send()
    council.dying_worker("notify.before_sending")
    people.question_ready(a_browser(council), f"Why number {next(_number)}?", f"other-{email}").send()
    elsewhere = council.look(lambda: jobs.claim(at=timezone.now(), limit=9, seat="another seat"))
    assert len(elsewhere) == 1
    with council.worker():
        eventually(lambda: delivery(council, email) == "sent", within=60)
        time.sleep(2 * worker.IDLE)
        assert delivery(council, f"other-{email}") == "waiting"
    council.look(lambda: jobs.give_back(elsewhere))
    council.work()
    assert council.broken(idle=True) == []
