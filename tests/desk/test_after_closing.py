"""Words that come in about a case when it is closed already: somebody is told, and the desk shows it until answered."""

import secrets
from datetime import timedelta
from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.cases import operations, queries
from frontdoor.cases.queries import Case, QueueName
from frontdoor.cases.types import Outcome
from frontdoor.core import actors
from frontdoor.core.actors import PUBLIC
from frontdoor.customers.types import Identity
from frontdoor.intake import operations as intake
from frontdoor.intake.types import PartnerUpdate
from frontdoor.notifications.queries import Notification
from frontdoor.organisation import queries as organisation
from tests.desk import made

MARK = "The customer wrote after it was closed"
LIST = f"/desk/queues/{QueueName.AFTER_CLOSING}/"


def closed(council: ModuleType, *, owner: str = "") -> Case:
    case = made.case()
    by, now = made.actor(council.OFFICER), timezone.now()
    if owner:
        operations.assign(case_id=case.pk, owner_id=made.user(owner).pk, seen=case.version, by=by, at=now)
    operations.close(
        case_id=case.pk, outcome=Outcome.RESOLVED, explanation="We filled it.", seen=None, by=by, at=now
    )
    return made.again(case.reference)


def write(case: Case, words: str = "It is open again.") -> None:
    """The reporter adds words, as the page of a followed case does."""
    assert case.source_record_id is not None
    intake.say_more(
        case_id=case.pk,
        source_record_id=case.source_record_id,
        service_id=case.service_id,
        words=words,
        key=secrets.token_hex(8),
        by=PUBLIC,
        at=timezone.now(),
    )


def told() -> list[str]:
    rows = Notification.objects.filter(template="after_closing").order_by("address")
    return [row.address for row in rows]


def waits(client: Client, case: Case) -> bool:
    return case.reference in client.get(LIST).content.decode()


def test_the_owner_is_told_and_the_desk_shows_it(small_council: ModuleType) -> None:
    case = closed(small_council, owner=small_council.OFFICER)
    officer = made.signed_in(small_council.OFFICER)
    assert MARK not in officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert not waits(officer, case)
    write(case)
    assert told() == [small_council.OFFICER]
    mail = Notification.objects.get(template="after_closing")
    assert case.reference in mail.subject
    assert f"/desk/cases/{case.reference}/" in mail.body
    assert MARK in officer.get(f"/desk/cases/{case.reference}/").content.decode()
    assert waits(officer, case)
    assert queries.counts(made.viewer(small_council.OFFICER), at=timezone.now())[QueueName.AFTER_CLOSING] == 1
    assert f'href="{LIST}"' in officer.get("/desk/").content.decode()
    assert not waits(made.signed_in(small_council.OTHER_OFFICER), case)


def test_without_an_owner_the_leaders_are_told(small_council: ModuleType) -> None:
    case = closed(small_council)
    write(case)
    leaders = [made.user(small_council.LEADER).pk]
    assert organisation.leaders_of(case.team_id) == leaders
    assert told() == [small_council.LEADER]


def test_an_owner_who_has_left_is_not_the_one_to_tell(small_council: ModuleType) -> None:
    case = closed(small_council, owner=small_council.OFFICER)
    owner = made.user(small_council.OFFICER)
    owner.is_active = False
    owner.save()
    write(case)
    assert told() == [small_council.LEADER]


def test_words_on_an_open_case_are_no_alarm(small_council: ModuleType) -> None:
    case = made.case()
    write(case)
    assert told() == []
    assert not waits(made.signed_in(small_council.OFFICER), case)


def test_more_words_while_the_first_wait_send_no_more_mail(small_council: ModuleType) -> None:
    case = closed(small_council)
    write(case)
    write(case, "Please come and look.")
    assert told() == [small_council.LEADER]


@pytest.mark.parametrize("answer", ["reply", "note", "reopen"])
def test_it_waits_until_somebody_answers(small_council: ModuleType, answer: str) -> None:
    case, officer = closed(small_council), made.signed_in(small_council.OFFICER)
    write(case)
    by, now = made.actor(small_council.OFFICER), timezone.now() + timedelta(minutes=5)
    version = made.again(case.reference).version
    if answer == "reply":
        operations.reply(case_id=case.pk, words="We come.", seen=version, by=by, at=now)
    elif answer == "note":
        operations.note(case_id=case.pk, words="I rang them.", seen=None, by=by, at=now)
    else:
        operations.reopen(case_id=case.pk, why="Not done", seen=version, by=by, at=now)
    assert not waits(officer, case)
    assert MARK not in officer.get(f"/desk/cases/{case.reference}/").content.decode()


def test_after_an_answer_new_words_are_told_again(small_council: ModuleType) -> None:
    case = closed(small_council)
    write(case)
    operations.note(
        case_id=case.pk,
        words="I rang them.",
        seen=None,
        by=made.actor(small_council.OFFICER),
        at=timezone.now(),
    )
    write(case, "It is still there.")
    assert told() == [small_council.LEADER, small_council.LEADER]


@pytest.mark.parametrize(("says", "alarm"), [("OPEN", True), ("INVESTIGATING", True), ("FIXED", False)])
def test_words_that_a_partner_passes_on_count_as_well(
    small_council: ModuleType, says: str, alarm: bool
) -> None:
    case = closed(small_council)
    intake.partner_says(
        PartnerUpdate(
            case_id=case.pk,
            service_id=case.service_id,
            external_id="7",
            says=says,
            words="It is back.",
            identity=Identity(),
        ),
        by=actors.PUBLIC,
        at=timezone.now(),
    )
    assert told() == ([small_council.LEADER] if alarm else [])
    assert waits(made.signed_in(small_council.OFFICER), case) is alarm
