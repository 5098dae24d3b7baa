"""What another body looks after: passed on where the council does that, explained, and no clock started."""

from types import ModuleType

import pytest
from django.utils import timezone

from frontdoor.cases import queries as cases
from frontdoor.cases.types import Where
from frontdoor.catalogue import queries as catalogue
from frontdoor.contacts.types import Channel
from frontdoor.core.actors import PUBLIC
from frontdoor.core.geography import Point
from frontdoor.customers.types import Identity
from frontdoor.intake import operations as intake
from frontdoor.intake.types import Approach, Receipt
from frontdoor.notifications import queries as notifications

pytestmark = pytest.mark.django_db


def reported(point: Point, layer: str = "parks") -> Receipt:
    service = next(
        one for one in catalogue.services() if one.public_reports and layer in one.responsibility.layers
    )
    approach = Approach(
        service=service,
        answers={},
        channel=Channel.WEB,
        key=f"at {point}",
        identity=Identity("Siân Lewis", "sian@example.org", "07700 900 123"),
        where=Where(point=point),
        description="A heap of tyres by the gate",
    )
    return intake.receive(approach, by=PUBLIC, at=timezone.now())


def test_what_a_parish_looks_after_reaches_the_parish_without_the_name_of_who_told_us(
    small_council: ModuleType,
) -> None:
    receipt = reported(small_council.IN_TOWN_PARK)
    about = notifications.about(f"case:{receipt.case_id}")
    assert {(one.template, one.address) for one in about} == {
        ("handed_on", "sian@example.org"),
        ("passed_on", "clerk@wold-town.example"),
    }
    passed_on = next(one for one in about if one.template == "passed_on")
    assert "A heap of tyres by the gate" in passed_on.body
    assert receipt.reference in passed_on.subject
    for private in ("Siân", "Lewis", "sian@example.org", "900 123"):
        assert private not in passed_on.body + passed_on.subject
    assert cases.clocks(receipt.case_id) == []


def test_what_is_ours_is_passed_on_to_nobody(small_council: ModuleType) -> None:
    receipt = reported(small_council.ON_MILL_LANE)
    about = notifications.about(f"case:{receipt.case_id}")
    assert [one.template for one in about] == ["case_received"]
    assert len(cases.clocks(receipt.case_id)) == 1


def test_a_body_that_wants_people_to_come_to_it_is_not_written_to(small_council: ModuleType) -> None:
    receipt = reported(small_council.ON_TRUNK_ROAD, "trunk_roads")
    assert [one.template for one in notifications.about(f"case:{receipt.case_id}")] == ["handed_on"]
