"""Prepared reads give what the query sets give."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from frontdoor.core.models import AuditEntry, Job, StoredFile
from frontdoor.core.prepared import NotPreparable, Shape, prepared
from frontdoor.organisation.models import Asset, Body

T = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def jobs(db: None) -> list[Job]:
    return [
        Job.objects.create(
            kind=f"k{n}", key=None if n % 2 else f"key{n}", run_at=T + timedelta(hours=n), created_at=T,
            payload={"n": [n, "ŵ"]}, lease_until=T if n == 3 else None,
        )
        for n in range(6)
    ]  # fmt: skip


def plain(rows: list[Job]) -> list[dict[str, object]]:
    return [{key: value for key, value in vars(row).items() if key != "_state"} for row in rows]


def test_rows_are_those_of_the_query_set(jobs: list[Job]) -> None:
    @prepared
    def due(at: datetime, kinds: list[str], leased: bool) -> QuerySet[Job]:
        rows = Job.objects.filter(run_at__lte=at, kind__in=kinds).order_by("-id")
        return rows if leased else rows.filter(lease_until=None)

    for at in (T + timedelta(hours=2), T + timedelta(hours=5), T - timedelta(days=1)):
        for kinds in (["k1"], ["k0", "k3"], ["k3", "k4"], []):
            for leased in (True, False):
                expected = Job.objects.filter(run_at__lte=at, kind__in=kinds).order_by("-id")
                if not leased:
                    expected = expected.filter(lease_until=None)
                found = due(at, kinds, leased)
                assert plain(found) == plain(list(expected))
                assert all(type(one.run_at) is datetime and one.run_at.tzinfo for one in found)
    assert due(T + timedelta(days=1), ["k0", "k3"], True)[0].payload == {"n": [3, "ŵ"]}


def test_what_is_read_can_be_saved(jobs: list[Job]) -> None:
    @prepared
    def of_kind(kind: str) -> QuerySet[Job]:
        return Job.objects.filter(kind=kind)

    (found,) = of_kind("k2")
    found.attempts = 7
    found.save()
    assert Job.objects.get(kind="k2").attempts == 7


def test_related_rows_come_along_and_may_be_missing(small_council: object) -> None:
    @prepared
    def in_layer(layer: str) -> QuerySet[Asset]:
        return Asset.objects.filter(layer=layer).select_related("body").order_by("code")

    with CaptureQueriesContext(connection) as made:
        names = [(asset.code, asset.body.name) for asset in in_layer("trunk_roads")]
    assert len(made) == 1
    assert names == [
        (a.code, a.body.name) for a in Asset.objects.filter(layer="trunk_roads").order_by("code")
    ]
    assert isinstance(in_layer("parks")[0].body, Body)


def test_columns_left_out_are_read_when_they_are_needed(jobs: list[Job]) -> None:
    @prepared
    def few(kind: str) -> QuerySet[Job]:
        return Job.objects.filter(kind=kind).only("kind")

    (found,) = few("k4")
    assert found.get_deferred_fields() == {f.attname for f in Job._meta.concrete_fields} - {"id", "kind"}
    assert found.key == "key4"


def test_the_sql_is_made_once_for_each_shape(jobs: list[Job]) -> None:
    made = []

    @prepared
    def of_kinds(kinds: list[str], least: int | None = None) -> QuerySet[Job]:
        made.append(len(kinds))
        rows = Job.objects.filter(kind__in=kinds)
        return rows if least is None else rows.filter(attempts__gte=least)

    for kinds in (["k1"], ["k2"], ["k1", "k2"], ["k5", "k4"], ["k3"]):
        assert sorted(job.kind for job in of_kinds(kinds)) == sorted(kinds)
    assert made == [1, 1, 2, 2]  # twice each, to see that nothing but the values differs
    assert of_kinds(["k1"], 1) == []
    assert of_kinds(["k1"], least=0)[0].kind == "k1"
    assert len(made) == 8


def test_the_same_value_twice(jobs: list[Job]) -> None:
    @prepared
    def either(word: str) -> QuerySet[Job]:
        return Job.objects.filter(Q(kind=word) | Q(key=word)).order_by("id")

    assert [job.kind for job in either("k3")] == ["k3"]
    assert [job.kind for job in either("key4")] == ["k4"]


def test_uuids(db: None) -> None:
    from frontdoor.intake.models import Draft

    @prepared
    def draft(key: UUID) -> QuerySet[Draft]:
        return Draft.objects.filter(id=key)

    assert draft(uuid4()) == []


def test_no_value_can_change_the_sql(jobs: list[Job]) -> None:
    @prepared
    def of_kind(kind: str) -> QuerySet[Job]:
        return Job.objects.filter(kind=kind)

    assert of_kind("k1' OR 1=1 --") == []
    assert of_kind("%s") == []
    assert of_kind("\ufdd00\ufdd0") == []
    assert Job.objects.count() == 6


def test_a_limit_is_no_value(db: None) -> None:
    @prepared
    def first(count: int) -> QuerySet[Job]:
        return Job.objects.order_by("id")[:count]

    with pytest.raises(NotPreparable, match="first"):
        first(3)


def test_a_value_that_is_changed_on_its_way_is_refused(db: None) -> None:
    @prepared
    def beginning(word: str) -> QuerySet[Job]:
        return Job.objects.filter(kind__startswith=word)

    with pytest.raises(NotPreparable):
        beginning("k")


def test_a_value_that_is_not_used_changes_nothing(jobs: list[Job]) -> None:
    @prepared
    def of_kind(kind: str, nobody_asks: int) -> QuerySet[Job]:
        return Job.objects.filter(kind=kind)

    assert of_kind("k1", 5)[0].kind == of_kind("k1", 6)[0].kind == "k1"


def test_a_shape_is_made_anew_for_each_number(jobs: list[Job]) -> None:
    @prepared
    def first(count: Shape) -> QuerySet[Job]:
        return Job.objects.order_by("id")[: count.value]

    assert [len(first(Shape(count))) for count in (1, 4, 2)] == [1, 4, 2]


def test_only_whole_rows(db: None) -> None:
    @prepared
    def sizes(digest: str) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(sha256=digest).values("size")  # type: ignore[return-value]

    with pytest.raises(NotPreparable):
        sizes("a")


def test_what_can_never_be_found_asks_nothing(db: None) -> None:
    @prepared
    def among(ids: list[int]) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.filter(id__in=ids)

    with CaptureQueriesContext(connection) as made:
        assert among([]) == []
    assert len(made) == 0


def test_a_plan_serves_every_thread(jobs: list[Job]) -> None:
    @prepared
    def count_of(kind: str) -> QuerySet[Job]:
        return Job.objects.filter(kind=kind)

    count_of("k1")
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            list(count_of("k2"))  # this thread's own connection: it may not see the rows of the test
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    if connection.vendor == "sqlite":
        return  # a database in memory belongs to one thread
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert faults == []


def test_constants_may_hold_what_stands_for_a_value(jobs: list[Job]) -> None:
    Job.objects.filter(kind="k4").update(key="100%s of '%' ŵ")

    @prepared
    def with_odd_key(at: datetime) -> QuerySet[Job]:
        return Job.objects.filter(key="100%s of '%' ŵ", attempts=0, run_at__lte=at)

    for _ in range(4):  # the database keeps a plan from the third time on
        assert [row.kind for row in with_odd_key(T + timedelta(hours=4))] == ["k4"]
    assert with_odd_key(T) == []
