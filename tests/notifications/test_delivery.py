"""What becomes of a message, against a real mail server in another process."""

import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from frontdoor.accounts import queries as accounts
from frontdoor.core import audit, jobs
from frontdoor.core.actors import SYSTEM, staff
from frontdoor.core.models import AuditEntry, Job
from frontdoor.notifications import operations, queries
from frontdoor.notifications.adapters import smtp
from frontdoor.notifications.adapters.smtp import MailServer, NoServer, SmtpServer
from frontdoor.notifications.models import Notification
from frontdoor.notifications.types import Delivery, Message, Recipient
from tests import outbox as outboxes
from tests.notifications import scripted
from tests.outbox import Outbox

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SENDER = "help@wold.example"


def told(number: int = 1, *, to: str = "siân@example.org", at: datetime = AT, **fields: str) -> Notification:
    """A message waiting to go."""
    to = to.replace("â", "a")
    values = {
        "name": "Siân Lewis",
        "reference": "FD-1",
        "message": "We filled the hole.\nIt is done.",
        **fields,
    }
    with audit.transaction():
        made = operations.tell(
            Message("case_reply", values, f"case:{number}", f"entry:{number}"),
            Recipient(to, user_id=accounts.by_email("olu.officer@wold.example").pk),  # type: ignore[union-attr]
            at=at,
        )
    assert made is not None
    return Notification.objects.get(id=made)


def smtp_server(url: str, *, sender: str = SENDER, sender_name: str = "X") -> closing[SmtpServer]:
    return closing(SmtpServer(url, sender=sender, sender_name=sender_name))


@pytest.fixture
def server(outbox: Outbox) -> Iterator[SmtpServer]:
    with smtp_server(outbox.url, sender=SENDER, sender_name="Little Wold Council") as found:
        yield found


def deliver(row: Notification, server: MailServer, at: datetime = AT) -> Notification:
    operations.deliver(row.pk, server=server, at=at)
    row.refresh_from_db()
    return row


def deliver_later(row: Notification, server: MailServer, at: datetime = AT) -> jobs.Later:
    with pytest.raises(jobs.Later) as later:
        operations.deliver(row.pk, server=server, at=at)
    row.refresh_from_db()
    return later.value


@pytest.mark.usefixtures("small_council")
def test_accepted(outbox: Outbox, server: SmtpServer) -> None:
    row = deliver(told(), server, AT + timedelta(seconds=3))
    assert (row.delivery, row.sent_at, row.attempts, row.last_error) == (
        Delivery.SENT,
        AT + timedelta(seconds=3),
        1,
        "",
    )
    (mail,) = outbox.kept()
    assert mail["Message-ID"] == row.message_id
    assert mail["Message-ID"].endswith("@wold.example>")
    assert (mail["To"], mail["Delivered-To"]) == ("sian@example.org", "sian@example.org")
    assert mail["Return-Path"] == f"<{SENDER}>"
    assert mail["From"] == f"Little Wold Council <{SENDER}>"
    assert mail["Subject"] == "A message about FD-1"
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == row.body
    assert "Dear Siân Lewis,\n\nWe filled the hole.\nIt is done.\n" in row.body


@pytest.mark.usefixtures("small_council")
def test_once_sent_it_is_not_sent_again(outbox: Outbox, server: SmtpServer) -> None:
    row = deliver(told(), server)
    deliver(row, server)
    assert len(outbox.kept()) == 1
    assert row.attempts == 1


@pytest.mark.parametrize(("behaviour", "words"), [("refuse", "550 5.1.1"), ("refuse-data", "554 5.6.0")])
@pytest.mark.usefixtures("small_council")
def test_refused_for_good(outbox: Outbox, server: SmtpServer, behaviour: str, words: str) -> None:
    outbox.behave(behaviour)
    row = deliver(told(), server)
    assert (row.delivery, row.sent_at, row.attempts) == (Delivery.FAILED, None, 1)
    assert row.last_error.startswith(words)
    assert [one.pk for one in queries.needing_a_person()] == [row.pk]
    outbox.behave("accept")
    deliver(row, server)
    assert outbox.kept() == []
    assert deliver(told(2), server).delivery == Delivery.SENT  # and the connection is still good


@pytest.mark.parametrize(("behaviour", "words"), [("defer", "451 4.2.1"), ("defer-data", "451 4.3.0")])
@pytest.mark.usefixtures("small_council")
def test_deferred_then_accepted_with_the_same_message_id(
    outbox: Outbox, server: SmtpServer, behaviour: str, words: str
) -> None:
    outbox.behave(behaviour)
    row = told()
    message_id = row.message_id
    waits = [deliver_later(row, server).wait for _ in range(3)]
    assert waits == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5)]
    assert (row.delivery, row.attempts) == (Delivery.WAITING, 3)
    assert row.last_error.startswith(words)
    assert outbox.kept() == []
    outbox.behave("accept")
    deliver(row, server)
    assert (row.delivery, row.attempts, row.last_error) == (Delivery.SENT, 4, "")
    assert outbox.message_ids() == [message_id]


@pytest.mark.parametrize(("behaviour", "arrived"), [("drop", 1), ("lose", 0)])
@pytest.mark.usefixtures("small_council")
def test_an_answer_that_never_came_is_unknown_and_not_repeated(
    outbox: Outbox, server: SmtpServer, behaviour: str, arrived: int
) -> None:
    outbox.behave(behaviour)
    row = deliver(told(), server)
    assert (row.delivery, row.sent_at) == (Delivery.UNKNOWN, None)
    assert row.last_error.startswith("The connection was lost while sending")
    assert len(outbox.kept()) == arrived
    outbox.behave("accept")
    deliver(row, server)
    assert row.delivery == Delivery.UNKNOWN
    assert len(outbox.kept()) == arrived
    assert [one.pk for one in queries.needing_a_person()] == [row.pk]


@pytest.mark.usefixtures("small_council")
def test_somebody_may_decide_to_send_it_again(outbox: Outbox, server: SmtpServer) -> None:
    outbox.behave("drop")
    row = deliver(told(), server)
    outbox.behave("accept")
    Job.objects.all().delete()
    decided = {"notification_id": row.pk, "by": staff(7), "at": AT, "why": "She says nothing came."}
    assert operations.send_again(**decided)
    assert not operations.send_again(**decided)
    (job,) = jobs.claim(at=AT, limit=9)
    assert (job.kind, job.payload) == (operations.DELIVER, {"notification": row.pk})
    assert deliver(row, server).delivery == Delivery.SENT
    assert outbox.message_ids() == [row.message_id] * 2  # a copy can be recognised as one
    entry = AuditEntry.objects.get(action="notification.sent_again")
    assert (entry.actor, entry.why) == ("staff:7", "She says nothing came.")


@pytest.mark.usefixtures("small_council")
def test_a_server_that_never_answers_is_given_up_on(
    outbox: Outbox, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_SECONDS_FOR_THE_ANSWER", 0.5)
    outbox.behave("hang")
    assert deliver(told(), server).delivery == Delivery.UNKNOWN
    outbox.behave("accept")
    assert deliver(told(2), server).delivery == Delivery.SENT
    assert len(outbox.kept()) == 2


@pytest.mark.usefixtures("small_council")
def test_a_server_that_is_down_is_tried_again_for_a_day_and_longer() -> None:
    with smtp_server(f"smtp://127.0.0.1:{outboxes.free_port()}") as nobody:
        row, at, waits = told(), AT, []
        while row.delivery == Delivery.WAITING and len(waits) < 10:
            waits.append(deliver_later(row, nobody, at).wait)
            at += waits[-1]
        assert row.delivery == Delivery.WAITING
        assert row.last_error == "The mail server cannot be reached: ConnectionRefusedError"
        deliver(row, nobody, at)
    assert waits == sorted(waits)
    assert timedelta(hours=24) < at - AT < timedelta(hours=48)
    assert (row.delivery, row.attempts) == (Delivery.FAILED, 11)
    assert row.attempts <= jobs.MAX_ATTEMPTS  # else the job would give up before the message does


@pytest.mark.usefixtures("small_council")
def test_one_connection_serves_many_messages_and_a_lost_one_is_replaced() -> None:
    with scripted.server() as there, smtp_server(there.url) as server:
        for number in range(3):
            assert deliver(told(number), server).delivery == Delivery.SENT
        assert there.connections == 1
        there.answers["NOOP"] = "hang up"
        assert deliver(told(7), server).delivery == Delivery.SENT
        assert there.connections == 2


@pytest.mark.usefixtures("small_council")
def test_a_server_that_cannot_be_reached_is_asked_once_a_round() -> None:
    """A hundred messages must not wait for the same silence one after the other."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        asked = 0

        class Counting(SmtpServer):
            def _connected(self) -> smtplib.SMTP:
                nonlocal asked
                asked += 1
                return super()._connected()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(smtp, "_SECONDS", 0.3)
            with closing(Counting(url, sender=SENDER, sender_name="X")) as server:
                for number in range(5):
                    later = deliver_later(told(number), server)
                    assert "The mail server cannot be reached" in str(later)
    assert asked == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"DOT": "hang up"},
        {"DOT": "what"},
        {"DOT": "999 what"},
        {"DOT": "354 go on"},
        {"DOT": "100 well"},
        {"DOT": ""},
    ],
    ids=repr,
)
@pytest.mark.usefixtures("small_council")
def test_an_answer_that_makes_no_sense_after_the_message_is_unknown(
    answers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_SECONDS_FOR_THE_ANSWER", 0.5)
    with scripted.server(**answers) as there, smtp_server(there.url) as server:
        assert deliver(told(), server).delivery == Delivery.UNKNOWN


@pytest.mark.parametrize(
    "answers",
    [
        {"GREETING": "554 Not today"},
        {"GREETING": "421 Too busy"},
        {"GREETING": "hang up"},
        {"GREETING": "what"},
        {"EHLO": "hang up"},
        {
            "MAIL": "530 5.7.0 Sign in first"
        },  # about us, not about this recipient: no reason to lose the message
        {"MAIL": "550 5.7.1 We do not know you"},
        {"MAIL": "421 Closing"},
        {"MAIL": "hang up"},
        {"RCPT": "450 Greylisted"},
        {"RCPT": "421 Closing"},
        {"RCPT": "what"},
        {"DATA": "451 Not now"},
        {"DATA": "554 No valid recipients"},
        {"DATA": "hang up"},
        {"DATA": "250 what"},
    ],
    ids=repr,
)
@pytest.mark.usefixtures("small_council")
def test_before_the_message_is_handed_over_nothing_is_lost(answers: dict[str, str]) -> None:
    with scripted.server(**answers) as there, smtp_server(there.url) as server:
        row = told()
        deliver_later(row, server)
        assert row.delivery == Delivery.WAITING
        there.answers.update(scripted.ORDINARY)
        with smtp_server(there.url) as next_round:
            assert deliver(row, next_round).delivery == Delivery.SENT


@pytest.mark.usefixtures("small_council")
def test_no_mail_server_means_waiting_with_the_reason_and_no_failed_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = told()
    with operations.mail_server() as none:
        assert isinstance(none, NoServer)
        later = deliver_later(row, none)
        assert (row.delivery, row.attempts, later.counts) == (Delivery.WAITING, 0, False)
        assert row.last_error == "No mail server is set up (SMTP_URL). The message waits."
        assert deliver_later(row, none, AT + timedelta(days=9)).wait == timedelta(hours=1)
    monkeypatch.setattr(settings, "SMTP_URL", "smtp://127.0.0.1:25")
    with operations.mail_server() as some:
        assert isinstance(some, SmtpServer)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:25", "http://mail.example", "smtp://", "smtp://h:port", "smtp://h:99999"]
)
@pytest.mark.usefixtures("small_council")
def test_an_address_that_is_none_makes_mail_wait(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", url)
    row = told()
    with operations.mail_server() as none:
        deliver_later(row, none)
    assert (row.delivery, row.attempts) == (Delivery.WAITING, 0)
    assert "SMTP_URL" in row.last_error


@pytest.mark.usefixtures("small_council")
def test_two_workers_send_it_once(outbox: Outbox, server: SmtpServer) -> None:
    """The second is told at the last moment, with its connection open and ready."""
    row = told()

    class SlowServer(SmtpServer):
        def _hand_over(self, *arguments: object) -> smtp.Result:
            with smtp_server(outbox.url) as other:
                # while we hand it over, another worker whose view is old tries as well
                result = other.send(mail, about_to_hand_over=lambda: bool(late.update(delivery="sending")))
                results.append(result.outcome)
            return super()._hand_over(*arguments)  # type: ignore[arg-type]

    mail = smtp.Mail(row.address, row.subject, row.body, row.message_id, row.created_at)
    late = Notification.objects.filter(id=row.pk, delivery=Delivery.WAITING)
    results: list[smtp.Outcome] = []
    with closing(SlowServer(outbox.url, sender=SENDER, sender_name="X")) as slow:
        assert deliver(row, slow).delivery == Delivery.SENT
    assert results == [smtp.Outcome.TAKEN_BY_ANOTHER]
    assert len(outbox.kept()) == 1


@pytest.mark.usefixtures("small_council")
def test_a_database_fault_at_the_last_moment_sends_nothing_and_spoils_no_connection(
    outbox: Outbox, server: SmtpServer
) -> None:
    row = told()
    mail = smtp.Mail(row.address, row.subject, row.body, row.message_id, row.created_at)

    def away() -> bool:
        raise OperationalError("the database is away")

    with pytest.raises(OperationalError):
        server.send(mail, about_to_hand_over=away)
    assert outbox.kept() == []
    assert deliver(row, server).delivery == Delivery.SENT
    assert len(outbox.kept()) == 1


@pytest.mark.usefixtures("small_council")
def test_what_an_interrupted_try_left_is_unknown(outbox: Outbox, server: SmtpServer) -> None:
    row = told()
    Notification.objects.filter(id=row.pk).update(delivery=Delivery.SENDING)
    assert deliver(row, server).delivery == Delivery.UNKNOWN
    assert outbox.kept() == []


@pytest.mark.usefixtures("small_council")
def test_what_was_called_unknown_meanwhile_is_not_put_back_without_a_job(
    outbox: Outbox, server: SmtpServer
) -> None:
    """A worker slept past its lease while sending; another gave the message up; now the first hears "later"."""
    outbox.behave("defer-data")
    row = told()

    class Sleeper(SmtpServer):
        def _hand_over(self, *arguments: object) -> smtp.Result:
            operations.deliver(row.pk, server=server, at=AT)  # the other worker, after the lease
            return super()._hand_over(*arguments)  # type: ignore[arg-type]

    with closing(Sleeper(outbox.url, sender=SENDER, sender_name="X")) as sleeper:
        assert deliver(row, sleeper).delivery == Delivery.UNKNOWN


@pytest.mark.usefixtures("small_council")
def test_a_message_is_told_once() -> None:
    row = told(at=AT)
    message = Message("case_reply", {"message": "again"}, "case:1", row.once)
    with audit.transaction():
        assert operations.tell(message, Recipient("b@example.org", user_id=row.user_id), at=AT) in (
            None,
            row.pk,
        )
    assert Notification.objects.count() == 1
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("small_council")
def test_nobody_to_write_to_and_no_such_wording() -> None:
    assert operations.tell(Message("case_reply", {}, "case:1", "x"), Recipient(""), at=AT) is None
    with pytest.raises(LookupError, match="no template nonsense"):
        operations.tell(Message("nonsense", {}, "case:1", "x"), Recipient("a@example.org", user_id=1), at=AT)
    assert SYSTEM.kind == "system"


@pytest.mark.usefixtures("lasting_council")
def test_what_the_server_said_is_kept_although_the_database_is_away_for_a_moment(outbox: Outbox) -> None:
    row = told()
    back = threading.Event()

    class WhileTheDatabaseIsAway(SmtpServer):
        def _hand_over(self, *arguments: object) -> smtp.Result:
            result = super()._hand_over(*arguments)  # type: ignore[arg-type]
            _take_the_database_away(back)
            return result

    with closing(WhileTheDatabaseIsAway(outbox.url, sender=SENDER, sender_name="X")) as server:
        deliver(row, server)
    assert back.is_set()
    assert row.delivery == Delivery.SENT
    assert len(outbox.kept()) == 1


def _take_the_database_away(back: threading.Event) -> None:
    """For a second: PostgreSQL ends our connection; somebody else holds SQLite's write lock for too long."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (ours,) = cursor.fetchone()

        def end_it() -> None:
            with connection.cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [ours])
            connection.close()
            back.set()

        thread = threading.Thread(target=end_it)
        thread.start()
        thread.join()
        return
    held = threading.Event()

    def hold_it() -> None:
        with transaction.atomic():
            held.set()
            time.sleep(1)
        connection.close()
        back.set()

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    threading.Thread(target=hold_it).start()
    held.wait()
