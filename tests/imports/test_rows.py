"""What one row means, and which rows are rejected with which reason."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.cases.types import Outcome, Status
from frontdoor.contacts.types import Channel
from frontdoor.core.geography import Point
from frontdoor.intake.policies import read_request
from frontdoor.intake.types import ImportedRequest, ImportRules, Rejected, SourceRules

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = (
    "source", "id", "category", "title", "description", "status", "explanation", "opened", "closed", "updated",
    "address", "lat", "long", "channel", "media", "name", "email", "phone",
)  # fmt: skip
OLD = SourceRules(
    "old",
    ZoneInfo("Europe/London"),
    ("iso", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p"),
    {
        "open": (Status.RECEIVED, None),
        "doing": (Status.IN_PROGRESS, None),
        "done": (Status.CLOSED, Outcome.RESOLVED),
    },
    {"hole": "pothole"},
    "something-else",
    {"phone": Channel.PHONE},
)
STRICT = SourceRules("strict", ZoneInfo("America/New_York"), ("iso",), OLD.statuses, {"hole": "pothole"})
RULES = ImportRules({name: name for name in NAMES}, {"old": OLD, "strict": STRICT})
ROW = {"source": "old", "id": "7", "category": "Hole", "status": "Open", "opened": "2024-03-30T10:00:00"}


def _read(**changes: str) -> ImportedRequest:
    return read_request({**ROW, **changes}, RULES, at=NOW)


def _reason(**changes: str) -> str:
    with pytest.raises(Rejected) as caught:
        _read(**changes)
    return str(caught.value)


def test_all_there_is_to_a_row() -> None:
    found = _read(
        title=" A  hole ",
        description="Deep\r\nand wide ",
        status="DONE",
        explanation="Filled",
        opened="31/03/2024 10:00",
        closed="02/04/2024 09:30",
        updated="03/04/2024 09:30",
        address="Mill\nLane",
        lat="54.57",
        long="2.04",
        channel="PHONE",
        media="https://a.example/1.jpg",
        name="Ada Quill",
        email="ada@example.org",
        phone="01632 960 001",
    )
    assert (found.source, found.external_id, found.service, found.category) == ("old", "7", "pothole", "Hole")
    assert found.description == "A hole\nDeep\nand wide"
    assert (found.status, found.outcome, found.explanation) == (Status.CLOSED, Outcome.RESOLVED, "Filled")
    assert found.opened_at == datetime(2024, 3, 31, 9, tzinfo=UTC)  # summer time began that night
    assert found.closed_at == found.updated_at == datetime(2024, 4, 2, 8, 30, tzinfo=UTC)
    assert (found.place, found.point, found.channel) == ("Mill Lane", Point(54.57, 2.04), Channel.PHONE)
    assert (found.identity.name, found.identity.email) == ("Ada Quill", "ada@example.org")
    assert found.link == "https://a.example/1.jpg"


def test_as_little_as_there_may_be() -> None:
    found = _read()
    assert (found.description, found.place, found.point, found.closed_at) == ("", "", None, None)
    assert found.channel is Channel.IMPORT
    assert not found.identity
    assert found.updated_at == found.opened_at


@pytest.mark.parametrize(
    ("written", "source", "meant"),
    [
        ("2024-01-02T03:04:05", "old", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05", "strict", datetime(2024, 1, 2, 8, 4, 5, tzinfo=UTC)),
        ("2024-07-02T03:04:05", "strict", datetime(2024, 7, 2, 7, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05-05:00", "old", datetime(2024, 1, 2, 8, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05Z", "strict", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05.000", "old", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02", "old", datetime(2024, 1, 2, tzinfo=UTC)),
        ("06/26/2018 10:58:54 PM", "old", datetime(2018, 6, 26, 21, 58, 54, tzinfo=UTC)),
        # an hour that the clocks skip, and one that they show twice
        ("2024-03-31T01:30:00", "old", datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
        ("2024-10-27T01:30:00", "old", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_times(written: str, source: str, meant: datetime) -> None:
    assert _read(opened=written, source=source).opened_at == meant


@pytest.mark.parametrize(
    "written",
    [
        "yesterday", "2024-02-30", "20240102", "2024-W01-1", "13/13/2024 10:00", "1711872000", "0000-00-00",
        "2024-01-02T25:00:00", "\uff12024-01-02",
    ],
)  # fmt: skip
def test_times_that_are_none(written: str) -> None:
    assert "none of the forms" in _reason(opened=written)


@pytest.mark.parametrize("written", ["1969-12-31", "2026-11-22T00:00:00Z", "9999-12-31"])
def test_impossible_times(written: str) -> None:
    assert "impossible time" in _reason(opened=written)


class TestEnds:
    """When something was closed."""

    def test_the_change_stands_in_where_the_end_is_missing(self) -> None:
        assert _read(status="Done", updated="2024-04-01").closed_at == datetime(2024, 3, 31, 23, tzinfo=UTC)

    def test_nothing_stands_in(self) -> None:
        assert _reason(status="Done") == "it is closed and does not say when"

    def test_before_it_was_opened(self) -> None:
        assert _reason(status="Done", closed="2024-03-30T09:59:00") == "it was closed before it was opened"

    def test_seconds_that_a_system_drops_do_not_matter(self) -> None:
        found = _read(status="Done", opened="2024-03-30T10:00:47", closed="2024-03-30T10:00:00")
        assert found.closed_at == found.opened_at

    def test_in_the_future(self) -> None:
        assert _reason(status="Done", closed="2026-11-20T12:00:01Z") == "it was closed in the future"

    def test_an_open_one_with_an_end_is_open(self) -> None:
        found = _read(status="Doing", closed="2024-03-01", updated="2024-04-01")
        assert (found.status, found.closed_at) == (Status.IN_PROGRESS, None)

    def test_a_change_before_it_was_opened_counts_for_nothing(self) -> None:
        assert _read(updated="2024-01-01").updated_at == _read().opened_at


class TestPlaces:
    """lat and long."""

    @pytest.mark.parametrize(
        ("lat", "long"),
        [
            ("54.57", ""),
            ("", "2.04"),
            ("x", "y"),
            ("91", "0"),
            ("0", "181"),
            ("nan", "1"),
            ("inf", "1"),
            ("1", "1,5"),
        ],
    )
    def test_what_is_no_place(self, lat: str, long: str) -> None:
        assert "latitude" in _reason(lat=lat, long=long)

    @pytest.mark.parametrize("zero", ["0", "0.0", "-0.000000000"])
    def test_where_the_equator_meets_greenwich_is_nowhere(self, zero: str) -> None:
        assert _read(lat=zero, long="0").point is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": " "}, "it has no id"),
        ({"id": "x" * 101}, "longer than 100"),
        ({"source": "new"}, 'its source "new" is not in the mapping'),
        ({"source": ""}, "is not in the mapping"),
        ({"status": "Half"}, 'its status "Half" is not in the mapping'),
        ({"status": ""}, "is not in the mapping"),
        ({"source": "strict", "category": "Dump"}, 'its category "Dump" is not in the mapping'),
        ({"opened": ""}, "does not say when"),
        ({"description": "nul\x00"}, '"description" has characters'),
        ({"description": "half \udcff"}, '"description" has characters'),
    ],
)
def test_other_reasons(changes: dict[str, str], reason: str) -> None:
    assert reason in _reason(**changes)


def test_a_file_of_one_source_need_not_name_it() -> None:
    columns = {name: name for name in NAMES if name != "source"}
    found = read_request({**ROW, "source": "x"}, ImportRules(columns, {"old": OLD}), at=NOW)
    assert found.source == "old"


@given(
    st.dictionaries(st.sampled_from(NAMES), st.text() | st.sampled_from(["old", "Open", "2024-01-01", "1"]))
)
def test_no_row_breaks_it(row: dict[str, str]) -> None:
    try:
        found = read_request({**ROW, **row}, RULES, at=NOW)
    except Rejected:
        return
    assert found.opened_at <= found.updated_at <= max(NOW, found.opened_at)
    assert (found.closed_at is not None) == (found.status is Status.CLOSED)
