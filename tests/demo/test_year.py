"""The invented year as a whole: always the same for its seed, true to the rules of cases, and loaded once."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from frontdoor.cases.models import Case
from frontdoor.cases.types import Status
from frontdoor.cli.demo import setting, volumes, writing, year
from frontdoor.cli.demo.stories import Story
from frontdoor.cli.demo.year import Wanted
from frontdoor.contacts.models import Contact
from frontdoor.core import audit
from frontdoor.core.models import AuditEntry
from frontdoor.customers.models import SourceRecord
from frontdoor.organisation import queries as organisation
from tests import small_council as places

NOW = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)  # a Wednesday
PHOTOS = {kind: [1, 2] for kind in ("pothole", "bags")}


def told(wanted: Wanted, now: datetime = NOW) -> list[Story]:
    return list(year.stories(setting.read(), wanted, now=now, photos=PHOTOS))


def load(**wanted: int) -> year.Invented:
    return year.load(Wanted(**wanted), now=NOW, say=lambda _: None)


@pytest.fixture
def loaded(small_council: ModuleType) -> year.Invented:
    return load(cases=60)


def test_a_seed_and_a_day_always_give_the_same_year(small_council: ModuleType) -> None:
    first = told(Wanted(cases=150))
    assert len(first) == 150
    assert first == told(Wanted(cases=150))
    assert [one.description for one in first] != [one.description for one in told(Wanted(cases=150, seed=2))]


def test_the_hour_of_the_run_only_cuts_the_last_day(small_council: ModuleType) -> None:
    morning = told(Wanted(scale=0.005), NOW.replace(hour=6))
    evening = told(Wanted(scale=0.005), NOW.replace(hour=21))
    before = NOW.timestamp() - 40 * 86400
    old = [(one.reference, one.description) for one in morning if one.report.at < before]
    assert len(old) > 100
    assert old == [(one.reference, one.description) for one in evening if one.report.at < before]


def test_the_scale_is_that_of_a_council(small_council: ModuleType) -> None:
    size = year._size(setting.read(), Wanted(scale=1))
    assert size.cases["pothole"] + size.joins["pothole"] == 48_000
    assert 85_000 < sum(size.cases.values()) + sum(size.joins.values()) < 92_000
    assert sum(year._size(setting.read(), Wanted(cases=12_345)).cases.values()) == 12_345


def test_each_batch_has_one_audit_entry_and_the_chain_holds(
    small_council: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year, "BATCH", 100)
    before = AuditEntry.objects.count()
    load(cases=230)
    actions = Counter(AuditEntry.objects.order_by("id")[before:].values_list("action", flat=True))
    assert actions == {"demonstration.begun": 1, "demonstration.loaded": 3, "demonstration.finished": 1}
    assert audit.verify() == []


def test_a_second_run_adds_nothing(loaded: year.Invented) -> None:
    figures = (
        Case.objects.count(),
        Contact.objects.count(),
        SourceRecord.objects.count(),
        AuditEntry.objects.count(),
    )
    again = year.load(Wanted(scale=0.5, seed=9), now=NOW + timedelta(days=30), say=lambda _: None)
    assert again.nothing_to_do
    assert again.there_before == 60
    assert figures == (
        Case.objects.count(), Contact.objects.count(), SourceRecord.objects.count(), AuditEntry.objects.count()
    )  # fmt: skip


def test_a_run_that_was_stopped_is_gone_on_with(
    small_council: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year, "BATCH", 60)
    real, calls = writing.load, []

    def stops(*arguments: object, **named: object) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "load", stops)
    with pytest.raises(KeyboardInterrupt):
        load(cases=200)
    assert Case.objects.count() == 120
    rest = year.load(Wanted(cases=1), now=NOW + timedelta(days=1), say=lambda _: None)
    assert (rest.there_before, rest.cases) == (120, 80)
    stories = told(Wanted(cases=200))
    assert list(Case.objects.order_by("id").values_list("reference", flat=True)) == [
        s.reference for s in stories
    ]
    assert audit.verify() == []


def test_most_is_done_in_time(small_council: ModuleType) -> None:
    stories = [one for one in told(Wanted(cases=1500)) if one.ours]
    by_script = defaultdict(list)
    for one in stories:
        last = one.happenings[-1]
        if any(happening.status is Status.CLOSED for happening in one.happenings):
            by_script[one.report.script].append(last.at < one.report.due)
    for script, figures in by_script.items():
        share = sum(figures) / len(figures)
        assert share == pytest.approx(volumes.VOLUMES[script].in_time, abs=0.09), script
    assert 0.75 <= sum(map(sum, by_script.values())) / sum(map(len, by_script.values())) <= 0.9
    # this council's forms for rubbish and bins ask for no words, and it has only two roads
    texts = [one.description for one in stories if one.report.script in {"pothole", "something_else"}]
    assert len(set(texts)) > 0.88 * len(texts)


def test_a_real_council_gets_no_invented_people(small_council: ModuleType) -> None:
    pack = places.organisation_pack()
    from frontdoor.core.actors import SYSTEM
    from frontdoor.organisation import operations

    operations.load(replace(pack, council=replace(pack.council, demonstration=False)), by=SYSTEM, at=NOW)
    with pytest.raises(setting.NoSetting, match="not marked as a demonstration"):
        load(cases=10)
    assert not Case.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="demonstration").exists()


def test_without_a_council_it_says_what_to_do(db: None) -> None:
    organisation.forget_cached()
    with pytest.raises(setting.NoSetting, match="frontdoor council load demo"):
        load(cases=10)
