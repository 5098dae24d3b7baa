"""What happens to requests, told both ways."""

from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from frontdoor.cases import operations as case_operations
from frontdoor.cases import policies
from frontdoor.cases import queries as cases
from frontdoor.cases.types import ClockState, EntryKind, Outcome, Status, Visibility
from frontdoor.contacts import queries as contacts
from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.notifications import queries as notifications
from tests import photos
from tests.api.partner import Partner, fault, xml

NOW = datetime(2026, 11, 20, 12, 0, 0, 700_000, tzinfo=UTC)


def _case(reference: str) -> cases.Case:
    case = cases.by_reference(reference)
    assert case is not None
    return case


def _told(partner: Partner, **parameters: str) -> list[dict[str, str]]:
    answer = partner.get("servicerequestupdates.json", **parameters)
    assert answer.status_code == 200, answer.content
    return list(answer.json())


class TestTelling:
    """GET: what partners are told."""

    def test_every_decision_is_told_with_fixmystreets_words(self, key: str) -> None:
        reference = Partner(key).report()
        case_id = _case(reference).pk
        with time_machine.travel(NOW, tick=False):
            case_operations.change_status(
                case_id=case_id, status=Status.SCHEDULED, words="On Monday.", seen=None, by=SYSTEM, at=NOW
            )
            (update,) = _told(Partner())
            (entry,) = (e for e in cases.timeline(case_id, Visibility.PUBLIC) if e.kind == EntryKind.STATUS)
            assert update == {
                "update_id": str(entry.pk),
                "service_request_id": reference,
                "status": "ACTION_SCHEDULED",
                "updated_datetime": "2026-11-20T12:00:00Z",
                "description": "On Monday.",
                "media_url": None,
                "external_status_code": "scheduled",
                "customer_reference": reference,
            }
            root = xml(Partner().get("servicerequestupdates.xml"))
        assert root.tag == "service_request_updates"
        assert root.xpath("request_update/update_id/text()") == [str(entry.pk)]

    @pytest.mark.parametrize(
        ("outcome", "word"),
        [
            (Outcome.RESOLVED, "FIXED"),
            (Outcome.NO_ACTION, "NO_FURTHER_ACTION"),
            (Outcome.NOT_OURS, "NOT_COUNCILS_RESPONSIBILITY"),
            (Outcome.CANCELLED, "CANCELLED"),
        ],
    )
    def test_an_end_is_told_as_what_it_was(self, key: str, outcome: Outcome, word: str) -> None:
        reference = Partner(key).report()
        case_operations.close(
            case_id=_case(reference).pk,
            outcome=outcome,
            explanation="Why.",
            seen=None,
            by=SYSTEM,
            at=timezone.now(),
        )
        (update,) = _told(Partner())
        assert (update["status"], update["external_status_code"]) == (word, outcome.value)

    def test_a_joined_case_is_a_duplicate(self, key: str) -> None:
        first, second = Partner(key).report(), Partner(key).report()
        case = _case(second)
        case_operations.join(
            case_id=case.pk, to_case_id=_case(first).pk, seen=case.version, by=SYSTEM, at=timezone.now()
        )
        (update,) = _told(Partner())
        assert (update["service_request_id"], update["status"]) == (second, "DUPLICATE")

    def test_notes_replies_and_messages_are_not_told(self, key: str) -> None:
        reference = Partner(key).report(email="ada@example.org")
        case_operations.note(
            case_id=_case(reference).pk, words="Internal.", seen=None, by=SYSTEM, at=timezone.now()
        )
        case_operations.reply(
            case_id=_case(reference).pk,
            words="Dear Ada",
            seen=_case(reference).version,
            by=SYSTEM,
            at=timezone.now(),
        )
        assert _told(Partner(key)) == []

    def test_a_status_without_words_is_told_in_ours(self, key: str) -> None:
        reference = Partner(key).report()
        case_operations.change_status(
            case_id=_case(reference).pk,
            status=Status.IN_PROGRESS,
            words="",
            seen=None,
            by=SYSTEM,
            at=timezone.now(),
        )
        assert _told(Partner())[0]["description"] == "Work is going on"

    def test_time_oldest_first_a_day_by_default(self, key: str) -> None:
        reference = Partner(key).report()
        case_id = _case(reference).pk
        for hours, status in ((-30, Status.INVESTIGATING), (-3, Status.SCHEDULED), (-1, Status.IN_PROGRESS)):
            case_operations.change_status(
                case_id=case_id,
                status=status,
                words="",
                seen=None,
                by=SYSTEM,
                at=NOW + timedelta(hours=hours),
            )

        def words(**asked: str) -> list[str]:
            return [update["status"] for update in _told(Partner(), **asked)]

        with time_machine.travel(NOW, tick=False):
            assert words() == ["ACTION_SCHEDULED", "IN_PROGRESS"]
            assert words(start_date="2026-11-20T10:00:00Z", end_date="2026-11-20T12:00:00Z") == [
                "IN_PROGRESS"
            ]
            assert words(start_date="2026-11-01T00:00:00Z") == [
                "INVESTIGATING",
                "ACTION_SCHEDULED",
                "IN_PROGRESS",
            ]
            assert words(end_date="2026-11-19T07:00:00Z") == ["INVESTIGATING"]
            assert words(end_date="2026-11-20T09:00:00Z") == ["ACTION_SCHEDULED"]
            assert words(page_size="1") == ["ACTION_SCHEDULED"]
            assert words(page_size="1", page="2") == ["IN_PROGRESS"]

    def test_fixmystreets_own_id_is_told_to_who_sent_it_only(self, key: str, other_key: str) -> None:
        reference = Partner(key).report(**{"attribute[fixmystreet_id]": "4711"})
        odd = Partner(key).report(**{"attribute[fixmystreet_id]": "not a number"})
        for one in (reference, odd):
            Partner(key).update(one, "IN_PROGRESS")
        told = {update["service_request_id"]: update for update in _told(Partner(key))}
        assert told[reference]["fixmystreet_id"] == "4711"
        assert "fixmystreet_id" not in told[odd]
        assert all("fixmystreet_id" not in update for update in _told(Partner(other_key)))


class TestHearing:
    """POST: what partners tell us."""

    @pytest.mark.parametrize(
        ("word", "status", "outcome"),
        [
            ("OPEN", Status.RECEIVED, ""),
            ("UNCHANGED", Status.RECEIVED, ""),
            ("FOR_TRIAGE", Status.RECEIVED, ""),
            ("INVESTIGATING", Status.INVESTIGATING, ""),
            ("ACTION_SCHEDULED", Status.SCHEDULED, ""),
            ("PLANNED", Status.SCHEDULED, ""),
            ("IN_PROGRESS", Status.IN_PROGRESS, ""),
            ("in_progress", Status.IN_PROGRESS, ""),
            ("INTERNAL_REFERRAL", Status.WAITING_PARTNER, ""),
            ("FIXED", Status.CLOSED, "resolved"),
            ("CLOSED", Status.CLOSED, "resolved"),
            ("closed", Status.CLOSED, "resolved"),
            ("NO_FURTHER_ACTION", Status.CLOSED, "no_action"),
            ("DUPLICATE", Status.CLOSED, "no_action"),
            ("NOT_COUNCILS_RESPONSIBILITY", Status.CLOSED, "not_ours"),
            ("CANCELLED", Status.CLOSED, "cancelled"),
            ("REOPEN", Status.INVESTIGATING, ""),
        ],
    )
    def test_each_word(self, key: str, word: str, status: Status, outcome: str) -> None:
        reference = Partner(key).report()
        assert Partner(key).update(reference, word, description="Said so.").status_code == 200
        case = _case(reference)
        assert (case.status, case.outcome) == (status, outcome)
        assert case.explanation == ("Said so." if status is Status.CLOSED else "")
        (clock,) = cases.clocks(case.pk)
        ending = {Status.SCHEDULED, Status.IN_PROGRESS, Status.CLOSED}  # the service promises to assess
        assert (clock.state == ClockState.RUNNING) == (status not in ending)

    def test_every_word_we_say_is_one_we_understand(self) -> None:
        said = {*policies.OPEN311_STATUS.values(), *policies.OPEN311_OUTCOME.values()}
        assert said <= set(policies.FROM_OPEN311)

    def test_an_update_is_a_contact_and_the_reporter_is_told(self, key: str) -> None:
        reference = Partner(key).report(email="ada@example.org", first_name="Ada")
        Partner(key).update(
            reference,
            "FIXED",
            description="Done,\r\nwe think",
            email="grace@example.org",
            first_name="Grace",
            last_name="-",
            media_url="https://photos.example/after.jpg",
        )
        case = _case(reference)
        first, more = cases.notices(case.pk)
        assert (more.notice, more.keep_told) == ("more", False)
        assert more.source_record is not None
        assert (more.source_record.name, more.source_record.email) == ("Grace", "grace@example.org")
        (contact,) = contacts.contacts([more.contact_id])
        assert [message.body for message in contact.messages.all()] == ["Done,\nwe think"]
        assert [one.template for one in notifications.about(f"case:{case.pk}")] == [
            "case_received",
            "case_resolved",
        ]
        assert notifications.about(f"case:{case.pk}")[1].address == "ada@example.org"
        notes = [e.text for e in cases.timeline(case.pk, Visibility.STAFF) if e.kind == EntryKind.NOTE]
        assert notes == ["Photo or file elsewhere: https://photos.example/after.jpg"]
        assert audit.verify() == []
        assert first.notice == "first"

    def test_the_same_update_again_changes_nothing(self, key: str) -> None:
        reference = Partner(key).report()
        first = Partner(key).update(reference, "IN_PROGRESS", description="One").json()
        again = Partner(key).update(reference, "FIXED", description="Two").json()
        assert first == again
        assert sorted(first[0]) == ["account_id", "update_id"]
        assert _case(reference).status == Status.IN_PROGRESS
        assert [one["description"] for one in _told(Partner())] == ["One"]

    def test_what_we_tell_back_has_the_id_we_gave(self, key: str) -> None:
        """FixMyStreet knows its own comment again by that id, and would show it twice otherwise."""
        reference = Partner(key).report()
        given = [
            Partner(key).update(reference, word, update_id=str(n)).json()[0]["update_id"]
            for n, word in enumerate(("OPEN", "IN_PROGRESS", "FIXED", "OPEN"))
        ]
        assert [update["update_id"] for update in _told(Partner(key))] == given
        assert [update["status"] for update in _told(Partner(key))] == [
            "OPEN",
            "IN_PROGRESS",
            "FIXED",
            "FIXED",
        ]

    def test_two_partners_may_use_the_same_update_id(self, key: str, other_key: str) -> None:
        reference = Partner(key).report()
        one = Partner(key).update(reference, "OPEN").json()
        other = Partner(other_key).update(reference, "OPEN").json()
        assert one != other

    @pytest.mark.parametrize("word", ["OPEN", "INVESTIGATING", "IN_PROGRESS", "FIXED"])
    def test_a_partner_that_is_behind_opens_nothing_again(self, key: str, word: str) -> None:
        reference = Partner(key).report()
        Partner(key).update(reference, "FIXED", update_id="1")
        assert (
            Partner(key).update(reference, word, update_id="2", description="Still there").status_code == 200
        )
        case = _case(reference)
        assert case.status == Status.CLOSED
        assert _told(Partner(key))[-1]["description"] == "Still there"

    def test_reopen_does(self, key: str) -> None:
        reference = Partner(key).report()
        Partner(key).update(reference, "FIXED", update_id="1")
        Partner(key).update(reference, "REOPEN", update_id="2")
        case = _case(reference)
        assert (case.status, case.outcome, case.closed_at) == (Status.INVESTIGATING, "", None)

    def test_but_not_what_was_joined_to_another(self, key: str) -> None:
        first, second = Partner(key).report(), Partner(key).report()
        case = _case(second)
        case_operations.join(
            case_id=case.pk, to_case_id=_case(first).pk, seen=case.version, by=SYSTEM, at=timezone.now()
        )
        Partner(key).update(second, "REOPEN")
        assert _case(second).status == Status.CLOSED

    @pytest.mark.parametrize(
        ("field", "value", "wanted"),
        [
            ("service_request_id", "", 400),
            ("service_request_id", "1", 404),
            ("service_request_id", "FD-0000-0000-97", 404),
            ("update_id", "", 400),
            ("update_id", " ", 400),
            ("update_id", "x" * 101, 400),
            ("status", "", 400),
            ("status", "DONE", 400),
            ("updated_datetime", "", 400),
            ("updated_datetime", "now", 400),
            ("description", "x" * 4001, 400),
            ("email", "nobody", 400),
            ("media_url", "javascript:x", 400),
        ],
    )
    def test_what_is_wrong_is_named(self, key: str, field: str, value: str, wanted: int) -> None:
        reference = Partner(key).report()
        sent = {
            "service_request_id": reference,
            "update_id": "1",
            "status": "FIXED",
            "updated_datetime": "2026-01-31T09:00:00Z",
            field: value,
        }
        status, words = fault(Partner(key).post("servicerequestupdates.xml", **sent))
        assert (status, field in words) == (wanted, True)
        assert _case(reference).status == Status.RECEIVED

    def test_without_a_key_nobody_says_anything(self, key: str) -> None:
        reference = Partner(key).report()
        for nobody in (Partner(), Partner("wrong")):
            assert fault(nobody.update(reference, "FIXED"))[0] == 403
        assert _case(reference).status == Status.RECEIVED

    def test_a_photo_with_an_update(self, key: str) -> None:
        reference = Partner(key).report()
        photo = SimpleUploadedFile("after.jpg", photos.jpeg(), "image/jpeg")
        assert Partner(key).update(reference, "FIXED", photo1=photo).status_code == 200
        _, more = cases.notices(_case(reference).pk)
        (kept,) = contacts.attachments([more.contact_id])
        assert (kept.name, kept.is_public) == ("after.jpg", False)

    def test_xml(self, key: str) -> None:
        reference = Partner(key).report()
        sent = {
            "service_request_id": reference,
            "update_id": "7",
            "status": "OPEN",
            "updated_datetime": "2026-01-31T09:00:00Z",
            "description": "",
        }
        root = xml(Partner(key).post("servicerequestupdates.xml", **sent))
        assert root.findtext("request_update/update_id") == _told(Partner(key))[0]["update_id"]


def test_a_case_from_the_web_can_be_worked_by_a_partner(key: str, small_council: ModuleType) -> None:
    from frontdoor.cases.types import Where
    from frontdoor.catalogue import queries as catalogue
    from frontdoor.contacts.types import Channel
    from frontdoor.core.actors import PUBLIC
    from frontdoor.intake import operations as intake
    from frontdoor.intake.types import Approach

    service = catalogue.service("pothole")
    assert service is not None
    receipt = intake.receive(
        Approach(
            service=service,
            answers={},
            channel=Channel.WEB,
            key="web",
            where=Where(point=small_council.ON_MILL_LANE),
        ),
        by=PUBLIC,
        at=timezone.now(),
    )
    assert Partner(key).update(receipt.reference, "FIXED", description="Filled.").status_code == 200
    assert Partner().request(receipt.reference)["status_notes"] == "Filled."
