"""Clients that others wrote, or as others wrote them, against a server with real processes."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import pytest
from georeport import GeoReport

from tests import photos
from tests.api.fixmystreet import FixMyStreet, Refused, Report
from tests.processes import frontdoor, in_django, installation, serving

NUMBERS = count(1000)


@dataclass(frozen=True)
class Live:
    """A running council: the address of its endpoint, a key, its environment."""

    address: str
    key: str
    environment: Mapping[str, str]

    def run(self, code: str) -> str:
        """Do something inside the council, as staff would; what is printed."""
        return in_django(code, environment=self.environment)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    environment = installation(tmp_path_factory.mktemp("open311"))
    assert frontdoor("migrate", environment=environment).returncode == 0
    in_django(
        "from django.utils import timezone\nfrom tests import small_council\n"
        "small_council.load(at=timezone.now())",
        environment=environment,
    )
    made = frontdoor("api-key", "create", "FixMyStreet", "--scope", "open311", environment=environment)
    with serving(environment) as server:
        yield Live(f"{server.address}/open311/v2", made.stdout.strip(), environment)


def _report(number: int, **changes: object) -> Report:
    values = {
        "id": number,
        "title": "Pothole by the school",
        "detail": "Deep — 10 cm \U0001f573",
        "name": "Ada Quill",
        "email": "ada@example.org",
        "latitude": 54.57,
        "longitude": 2.04,
        "category": "pothole",
        "extra": {"danger": "no", "size": "lid"},
        **changes,
    }
    return Report(**values)  # type: ignore[arg-type]


@pytest.fixture(params=["", "/", "//"], ids=["no slash", "slash", "two slashes"])
def fixmystreet(live: Live, request: pytest.FixtureRequest) -> FixMyStreet:
    endings = {"": live.address + "/", "/": live.address + "//", "//": live.address.replace("/v2", "//v2/")}
    return FixMyStreet(endings[request.param], live.key, "wold.example")


def test_fixmystreet_learns_what_to_ask(fixmystreet: FixMyStreet) -> None:
    by_code = {one["service_code"]: one for one in fixmystreet.services()}
    assert by_code["pothole"]["metadata"] == "true"
    assert by_code["missed-bin"]["keywords"].split(",")[0] == "private"
    questions = fixmystreet.questions("pothole")
    assert [one["code"] for one in questions if one["variable"] == "true" and one["required"] == "true"] == [
        "danger",
        "size",
    ]
    assert [one["values"] for one in questions][:2] == [["yes", "no"], ["plate", "lid"]]
    assert [one["code"] for one in questions if one.get("automated") == "server_set"] == ["fixmystreet_id"]


def test_a_report_goes_all_the_way_and_back(fixmystreet: FixMyStreet, live: Live) -> None:
    number = next(NUMBERS)
    report = _report(number, photos=["https://f.example/1.jpg", "https://f.example/2.jpg"])
    assert fixmystreet.send(report)
    assert fixmystreet.send(_report(number)) == report.external_id, "sent again, it is the same case"
    assert fixmystreet.fetch_updates([report]) == 0

    comment = fixmystreet.send_comment(report, number, "It is deeper now.")
    assert fixmystreet.send_comment(report, number, "It is deeper now.") == comment
    assert fixmystreet.fetch_updates([report]) == 0, "its own comment must not come back as a new one"

    live.run(
        "from django.utils import timezone\n"
        "from frontdoor.cases import operations, queries\n"
        "from frontdoor.cases.types import Outcome\n"
        "from frontdoor.core.actors import SYSTEM\n"
        f"case = queries.by_reference({report.external_id!r})\n"
        "operations.close(case_id=case.pk, outcome=Outcome.RESOLVED, explanation='Filled in today.', seen=None,"
        " by=SYSTEM, at=timezone.now())"
    )
    assert fixmystreet.fetch_updates([report]) == 1
    assert report.state == "fixed - council"
    assert "Filled in today." in report.comments.values()
    assert fixmystreet.fetch_updates([report]) == 0


def test_photos_sent_with_the_report(live: Live) -> None:
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    report = _report(77)
    client.send(report, uploads={"photo1": photos.jpeg(), "photo2": photos.png()})
    names = live.run(
        "from frontdoor.cases import queries as cases\nfrom frontdoor.contacts import queries as contacts\n"
        f"(link,) = cases.notices(cases.by_reference({report.external_id!r}).pk)\n"
        "print([one.name for one in contacts.attachments([link.contact_id])])"
    )
    assert names.strip() == "['photo1.full.jpeg', 'photo2.full.jpeg']"


def test_a_refusal_can_be_read(live: Live) -> None:
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    with pytest.raises(Refused, match="400: size required"):
        client.send(_report(78, extra={"danger": "no"}))
    with pytest.raises(Refused, match="404: service_code"):
        client.send(_report(79, category="nothing"))
    with pytest.raises(Refused, match="403: Invalid api_key"):
        FixMyStreet(live.address + "/", "wrong", "wold.example").send(_report(80))
    with pytest.raises(Refused, match="404: jurisdiction_id"):
        FixMyStreet(live.address + "/", live.key, "elsewhere.example").services()


def test_the_same_report_sent_many_times_at_once_is_one_case(live: Live) -> None:
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: client.send(_report(4242)), range(16)))
    assert len(set(ids)) == 1


def test_the_same_comment_sent_many_times_at_once_is_one_update(live: Live) -> None:
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    report = _report(4343)
    client.send(report)
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: client.send_comment(report, 1, "Still there"), range(16)))
    assert len(set(ids)) == 1


def test_many_reports_at_once_are_all_kept(live: Live) -> None:
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: client.send(_report(5000 + n)), range(60)))
    assert len(set(ids)) == 60
    assert live.run("from frontdoor.core import audit\nprint(audit.verify())").strip() == "[]"


@pytest.mark.parametrize("output_format", ["json", "xml"])
def test_georeport_reads_it_all(live: Live, monkeypatch: pytest.MonkeyPatch, output_format: str) -> None:
    """The package `georeport`, as it is published."""
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    client = FixMyStreet(live.address + "/", live.key, "wold.example")
    first, second = _report(91 + len(output_format)), _report(95 + len(output_format))
    client.send(first)
    client.send(second)
    reader = GeoReport(live.address, jurisdiction="wold.example", output_format=output_format)
    listed = {one["service_code"] for one in reader.get_service_list()}
    assert listed == {"pothole", "fly-tipping", "missed-bin", "something-else"}
    assert reader.get_service_definition("pothole")["service_code"] == "pothole"
    both = reader.get_service_requests(service_request_id=f"{first.external_id},{second.external_id}")
    assert {one["service_request_id"] for one in both} == {first.external_id, second.external_id}
    found = reader.get_service_requests(
        service_code="pothole", status="open", start_date="2026-01-01T00:00:00Z"
    )
    assert len(found) > 1
    one = reader.get_service_request(first.external_id)
    assert one["description"].startswith("title: Pothole by the school\n\ndetail: Deep — 10 cm \U0001f573")
    assert float(one["lat"]) == 54.57
    assert isinstance(one["lat"], float) == (output_format == "json")
