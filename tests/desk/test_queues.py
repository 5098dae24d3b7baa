"""Queues: what is due first comes first, a page at a time, at the same cost however many cases there are."""

import random
import re
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html as lxml_html

from frontdoor.cases import operations, queries
from frontdoor.cases.queries import Case, Position, QueueName
from frontdoor.cases.types import Outcome, Status
from frontdoor.desk.forms import reading
from frontdoor.organisation import queries as organisation
from tests import small_council as council
from tests.desk import made
from tests.desk.counting import queries as counted

BUDGET = 12


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def shown(html: str) -> list[str]:
    """The references of a page's rows, in order."""
    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"/desk/cases/(FD-[\d-]+)/", table)


def link(html: str, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', html)
    return found[1].replace("&amp;", "&") if found else ""


def spread(cases: list[Case], seed: int = 1) -> None:
    """Due times that often fall together, some without a clock."""
    rng = random.Random(seed)
    now = timezone.now()
    for case in cases:
        due = rng.choice([None, *(now + timedelta(days=n) for n in (-3, -1, 1, 1, 4))])
        Case.objects.filter(pk=case.pk).update(due_at=due)


def in_order(cases: list[Case]) -> list[str]:
    rows = Case.objects.filter(pk__in=[case.pk for case in cases])
    last = datetime.max.replace(tzinfo=UTC)
    return [row.reference for row in sorted(rows, key=lambda row: (row.due_at or last, row.pk))]


@pytest.mark.parametrize("email", ["OFFICER", "MANAGER"])  # of one team, and of three
@pytest.mark.parametrize("seed", range(4))
def test_paging_both_ways_shows_every_case_once_in_order(
    small_council: ModuleType, email: str, seed: int
) -> None:
    cases = [made.case() for _ in range(7)]
    if email == "MANAGER":
        cases += [made.case("fly-tipping", answers={"kinds": ["bags"]}) for _ in range(5)]
    spread(cases, seed)
    who, now = made.viewer(getattr(small_council, email)), timezone.now()
    wanted = in_order(cases)
    for name in (QueueName.TEAM, QueueName.UNASSIGNED, QueueName.ALL):
        after: Position | None = None
        pages = []
        while True:
            page = queries.queue(name, who, at=now, after=after, limit=3)
            pages.append([case.reference for case in page.cases])
            after = page.next
            if after is None:
                break
        assert [reference for part in pages for reference in part] == wanted
        assert all(len(part) == 3 for part in pages[:-1])
        back = [pages[-1]]
        before = page.previous
        while before is not None:
            page = queries.queue(name, who, at=now, before=before, limit=3)
            back.insert(0, [case.reference for case in page.cases])
            assert page.next is not None
            before = page.previous
        assert back == pages


def test_the_next_and_the_previous_page_are_links(small_council: ModuleType) -> None:
    cases = [made.case() for _ in range(queries.PAGE + 3)]
    client = made.signed_in(small_council.OFFICER)
    first = page(client, "/desk/queues/team/?status=received")
    assert len(shown(first)) == queries.PAGE
    assert link(first, "prev") == ""
    second = page(client, link(first, "next"))
    assert shown(first) + shown(second) == in_order(cases)
    assert "status=received" in link(second, "prev")
    assert link(second, "next") == ""
    assert shown(page(client, link(second, "prev"))) == shown(first)


def test_a_page_that_has_gone_begins_again(small_council: ModuleType) -> None:
    case = made.case()
    position = reading.written(case.due_at, case.pk)
    answer = made.signed_in(small_council.OFFICER).get(f"/desk/queues/team/?after={position}&status=received")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/queues/team/?status=received")


def test_each_queue_holds_its_own(small_council: ModuleType) -> None:
    now = timezone.now()
    officer = made.user(small_council.OFFICER)
    late, soon, later, mine, elsewhere, closed = (
        made.case(),
        made.case(),
        made.case(),
        made.case(),
        made.case("missed-bin", answers={"bin": "rubbish"}),
        made.case(),
    )
    for case, due in ((late, -1), (soon, 1), (later, 5), (mine, 6), (elsewhere, -2), (closed, -1)):
        Case.objects.filter(pk=case.pk).update(due_at=now + timedelta(days=due))
    by = made.actor(small_council.LEADER)
    operations.assign(case_id=mine.pk, owner_id=officer.pk, seen=mine.version, by=by, at=now)
    operations.close(
        case_id=closed.pk, outcome=Outcome.RESOLVED, explanation="Done.", seen=None, by=by, at=now
    )
    client = made.signed_in(small_council.OFFICER)
    wanted = {
        "mine": [mine],
        "team": [late, soon, later, mine],
        "unassigned": [late, soon, later],
        "due_soon": [soon],
        "overdue": [late],
        "after_closing": [],
        "all": [elsewhere, late, soon, later, mine],
    }
    for name, cases in wanted.items():
        found = shown(page(client, f"/desk/queues/{name}/"))
        assert found == [case.reference for case in cases], name
    counts = queries.counts(made.viewer(small_council.OFFICER), at=now)
    assert {name.value: count for name, count in counts.items()} == {
        name: len(cases) for name, cases in wanted.items() if name != "all"
    }


def test_counting_stops(small_council: ModuleType) -> None:
    for _ in range(3):
        made.case()
    found = queries.counts(made.viewer(small_council.OFFICER), at=timezone.now(), up_to=2)
    assert found[QueueName.TEAM] == 3


def test_filters_narrow_and_can_be_taken_away(small_council: ModuleType) -> None:
    now = timezone.now()
    pothole, bin_ = made.case(), made.case("missed-bin", answers={"bin": "rubbish"})
    planned = made.case()
    operations.change_status(
        case_id=planned.pk,
        status=Status.SCHEDULED,
        words="",
        seen=None,
        by=made.actor(small_council.OFFICER),
        at=now,
    )
    client = made.signed_in(small_council.MANAGER)
    waste = organisation.team_by_code("waste")
    assert waste is not None
    assert shown(page(client, f"/desk/queues/all/?service={bin_.service_id}")) == [bin_.reference]
    assert shown(page(client, f"/desk/queues/all/?team={waste.pk}")) == [bin_.reference]
    assert shown(page(client, f"/desk/queues/team/?team={waste.pk}")) == [bin_.reference]
    assert shown(page(client, "/desk/queues/all/?status=scheduled")) == [planned.reference]
    both = page(client, f"/desk/queues/all/?service={pothole.service_id}&status=received")
    assert shown(both) == [pothole.reference]
    assert f'href="/desk/queues/all/?service={pothole.service_id}"' in both  # without the status
    assert 'href="/desk/queues/all/?status=received"' in both
    none = page(client, f"/desk/queues/all/?service={bin_.service_id}&status=scheduled")
    assert shown(none) == []
    assert "No case fits these filters" in none
    # another team's filter on one's own queue shows nothing of theirs
    officer = made.signed_in(small_council.OFFICER)
    assert shown(page(officer, f"/desk/queues/team/?team={waste.pk}")) == []


def test_a_row_says_what_where_whose_and_how_late_in_words(small_council: ModuleType) -> None:
    case = made.case()
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(days=3))
    html = page(made.signed_in(small_council.OFFICER), "/desk/queues/team/")
    for words in (
        "Report a pothole",
        "Mill Lane, by the bridge",
        "Received",
        "Overdue by ",
        "Nobody yet",
        "Highways",
    ):
        assert words in html


@pytest.mark.parametrize(
    "bad",
    [
        "after=x",
        "after=1",
        "after=-1-1",
        "after=1-2-3",
        "after=none",
        "after=1%00-1",
        "after=999999999999999999-1",
        "after=1-9999999999999999999",
        "after=١-١",
        "before=none-",
        "after=1-1&before=1-1",
        "service=x",
        "service=999999",
        "service=-1",
        "service=99999999999999999999999",
        "team=0x1",
        "team=999999",
        "status=closed",
        "status=nonsense",
        "status=received'--",
    ],
)
def test_a_bad_address_is_a_bad_request(small_council: ModuleType, bad: str) -> None:
    assert made.signed_in(small_council.OFFICER).get(f"/desk/queues/all/?{bad}").status_code == 400


def test_there_are_no_other_queues(small_council: ModuleType) -> None:
    client = made.signed_in(small_council.OFFICER)
    assert client.get("/desk/queues/nonsense/").status_code == 404
    assert client.post("/desk/queues/all/").status_code == 405


@pytest.mark.parametrize(
    ("email", "address", "queries"),
    [
        ("OFFICER", "/desk/queues/team/", 3),
        ("OFFICER", "/desk/queues/mine/", 4),
        ("OFFICER", "/desk/queues/all/?status=received", 3),
        ("MANAGER", "/desk/queues/team/", 4),
        ("MANAGER", "/desk/queues/overdue/", 4),
    ],
)
def test_a_page_takes_so_many_queries_however_many_cases(
    small_council: ModuleType, email: str, address: str, queries: int
) -> None:
    """Session, user, the rows; for several teams the ids first; a look for those without a clock on the last page."""
    client = made.signed_in(getattr(small_council, email))
    officer = made.user(small_council.OFFICER)
    for number in range(60):
        case = made.case("pothole" if number % 2 else "missed-bin", answers={})
    Case.objects.update(due_at=timezone.now() - timedelta(days=1))
    if "mine" in address:
        Case.objects.filter(pk=case.pk).update(owner=officer)
    client.get(address)  # what is kept in memory is made
    with counted() as asked:
        html = page(client, address)
    assert len(shown(html)) == (1 if "mine" in address else 25)
    assert len(asked) == queries <= BUDGET, "\n".join(asked)


def test_the_first_page_of_the_day(small_council: ModuleType) -> None:
    now = timezone.now()
    late, free = made.case(), made.case()
    Case.objects.filter(pk=late.pk).update(
        due_at=now - timedelta(days=2), owner=made.user(small_council.OFFICER)
    )
    client = made.signed_in(small_council.OFFICER)
    html = page(client, "/desk/")
    first, second = html.split('id="second"')
    assert late.reference in first
    assert "Overdue by" in first
    assert free.reference in second
    assert "Waiting for somebody to take them" in second
    assert re.search(r'fd-tile--alarm.*?fd-tile__count">1<', first, re.S)
    leader = page(made.signed_in(small_council.LEADER), "/desk/")
    assert "Overdue in your teams" in leader
    assert late.reference in leader
    with counted() as asked:
        page(client, "/desk/")
    assert len(asked) <= BUDGET, "\n".join(asked)


def test_every_table_of_the_first_page_has_a_heading_for_each_cell(small_council: ModuleType) -> None:
    case = made.case()
    officer = made.user(council.OFFICER)
    Case.objects.filter(id=case.pk).update(owner=officer)
    made.case()
    page = lxml_html.fromstring(made.signed_in(council.OFFICER).get("/desk/").content)
    tables = page.xpath("//table")
    assert len(tables) == 2
    for table in tables:
        headings = len(table.xpath(".//thead//th"))
        assert {len(row.xpath("./th|./td")) for row in table.xpath(".//tbody/tr")} == {headings}
