"""Every gate is judged on the figures, one that is missed is said, and the page gets what was measured."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frontdoor.cli.bench import report
from frontdoor.cli.bench.mailing import Sent
from frontdoor.cli.bench.measuring import Figures
from frontdoor.cli.bench.rows import ROWS
from frontdoor.cli.bench.run import Measured, Results

pytestmark = pytest.mark.once

FIGURES = Figures(
    requests=300, application=3.0, database=1.0, spread=(3.5, 4.5), p50=5.0, p95=9.0, per_second=180.0
)
MACHINE = {"processor": "2 x a processor", "memory": "24 GB", "system": "Linux", "python": "3.11"}


def results(**large: Figures) -> Results:
    """All rows good at 2,000 and at 200,000 cases, but for those given."""
    codes = [row.code for row in ROWS if row.code != "mail"]
    measured = [
        Measured(
            "postgresql", "15.18", cases, cases * 8, 60.0,
            figures=dict.fromkeys(codes, FIGURES) | (large if cases > 2000 else {}),
            queries=dict.fromkeys(codes, 9),
            sent=Sent(messages=300, per_second=30.0, application=8.0, database=2.0),
        )
        for cases in (2_000, 200_000)
    ]  # fmt: skip
    return Results(measured, MACHINE, date(2026, 11, 22), 600.0)


def missed(found: Results) -> set[tuple[str, str]]:
    return {(one.row, one.gate.split(" (")[0]) for one in report.judge(found) if not one.reached}


def test_good_figures_reach_every_gate() -> None:
    found = report.judge(results())
    assert len(found) > 20
    assert all(one.reached for one in found)
    assert report.data(results())["reached"] is True


def test_the_database_counts_as_the_application_does() -> None:
    assert missed(results(create=replace(FIGURES, application=3.0, database=3.2))) == {
        ("create", "at most 6 ms CPU")
    }


def test_a_large_database_may_cost_no_more_than_a_small_one() -> None:
    slower = replace(FIGURES, application=5.0)
    assert missed(results(queue=slower, case=slower, resident=slower)) == {
        (row, "no more than with 2,000 cases") for row in ("queue", "case", "resident")
    }


def test_queries_are_counted() -> None:
    found = results()
    found.measured[-1].queries["case"] = 13
    assert missed(found) == {("case", "at most 12 queries")}


def test_the_best_of_the_others_is_a_gate_of_every_row_it_has() -> None:
    lost = replace(FIGURES, application=1000.0, per_second=1.0)
    found = results(**{row.code: lost for row in ROWS if row.code != "mail"})
    found.measured[-1].sent = Sent(messages=300, per_second=20.0, application=8.0, database=2.0)
    behind = {one.row for one in report.judge(found) if not one.reached and row_has_peer(one.gate)}
    assert behind == {row.code for row in ROWS if row.peer}


def row_has_peer(gate: str) -> bool:
    return "than" in gate and "(" in gate and "cases" not in gate


def test_what_was_measured_is_written_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text(f"before\n{report._BEGIN}\nold figures\n{report._END}\nafter\n")
    for _ in range(2):  # and again over what it wrote itself
        report.write(page, results(create=replace(FIGURES, application=9.9)))
    text = page.read_text()
    assert "old figures" not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| PostgreSQL" not in text.split("### Gates")[0]
    assert "| at most 6 ms CPU | 10.9 ms | **not reached** |" in text
    assert "22 November 2026" in text


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("nothing here")
    with pytest.raises(ValueError, match="lacks the lines"):
        report.write(page, results())
