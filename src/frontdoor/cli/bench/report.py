"""The figures as people read them: a table, one JSON object, a page of the documentation. Every gate is judged here."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from frontdoor.cli.bench.rows import BY_CODE, ROWS, TOLERANCE, Peer, Row
from frontdoor.cli.bench.run import Measured, Results

_BEGIN, _END = "<!-- figures: written by frontdoor bench --write-docs -->", "<!-- end of figures -->"

_COLUMNS = (
    "what", "CPU of the application, ms", "of the database, ms", "least to most", "queries", "p50, ms", "p95, ms",
    "in a second",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One gate: what had to be, what is, whether it is reached."""

    row: str
    database: str
    cases: int
    gate: str
    found: str
    reached: bool


def judge(results: Results) -> list[Judged]:
    """Every gate of every row, at the largest size of each database."""
    found: list[Judged] = []
    for database in dict.fromkeys(one.database for one in results.measured):
        sizes = [one for one in results.measured if one.database == database]
        for row in ROWS:
            found += _gates(row, sizes[0], sizes[-1])
    return found


def _gates(row: Row, small: Measured, large: Measured) -> Iterator[Judged]:
    def gate(words: str, value: str, reached: bool) -> Judged:
        return Judged(row.code, large.database, large.cases, words, value, reached)

    if row.code == "mail":
        if large.sent and row.peer:
            rate = large.sent.per_second
            yield gate(
                _faster_than(row.peer),
                f"{rate:.0f}/s",
                rate > row.peer.per_second,
            )
        return
    figures = large.figures.get(row.code)
    if figures is None:
        return
    cpu = figures.processor
    if row.processor:
        yield gate(f"at most {row.processor:g} ms CPU", f"{cpu:.1f} ms", cpu <= row.processor)
    if row.queries and row.code in large.queries:
        count = large.queries[row.code]
        yield gate(f"at most {row.queries} queries", str(count), count <= row.queries)
    if row.per_second:
        rate = figures.per_second
        yield gate(f"at least {row.per_second:g}/s", f"{rate:.0f}/s", rate >= row.per_second)
    if row.peer and row.peer.processor:
        words = f"less than {row.peer.processor:g} ms CPU ({row.peer.name})"
        yield gate(words, f"{cpu:.1f} ms", cpu < row.peer.processor)
    if row.peer and row.peer.per_second:
        rate = figures.per_second
        yield gate(
            _faster_than(row.peer),
            f"{rate:.0f}/s",
            rate > row.peer.per_second,
        )
    if row.steady and small.cases < large.cases and row.code in small.figures:
        before = small.figures[row.code].processor
        words = f"no more than with {small.cases:,} cases ({before:.1f} ms)"
        yield gate(words, f"{cpu:.1f} ms, ratio {cpu / before:.2f}", cpu <= before * TOLERANCE)


def _faster_than(peer: Peer) -> str:
    return f"more than {peer.per_second:g}/s ({peer.name})"


def data(results: Results) -> dict[str, Any]:
    """All figures and judgements as plain data."""
    judged = judge(results)
    return {
        "day": results.day.isoformat(),
        "machine": results.machine,
        "took_seconds": round(results.took),
        "databases": [
            {
                "database": one.database, "version": one.version, "cases": one.cases, "entries": one.entries,
                "pace_ms": [round(pace, 1) for pace in one.paces],
                "built_in_seconds": round(one.built_in), "memory_mb": [round(part) for part in one.memory],
                "rows": {
                    code: {**asdict(figures), "processor": figures.processor, "queries": one.queries.get(code)}
                    for code, figures in one.figures.items()
                },
                "mail": asdict(one.sent) if one.sent else None,
            }
            for one in results.measured
        ],
        "gates": [asdict(one) for one in judged],
        "reached": all(one.reached for one in judged),
    }  # fmt: skip


def text(results: Results) -> str:
    """A table for each database and size, and the gates that are not reached."""
    lines = [_about(results), ""]
    for one in results.measured:
        lines += [f"{_named(one)}, {one.cases:,} cases, {one.entries:,} timeline entries", *_table(one), ""]
    missed = [one for one in judge(results) if not one.reached]
    lines += [
        f"NOT REACHED  {one.database}: {BY_CODE[one.row].title}: {one.gate}, found {one.found}"
        for one in missed
    ]
    return "\n".join(lines if missed else [*lines, "Every gate is reached."])


def _table(one: Measured) -> Iterator[str]:
    yield f"  {'':<52} {'CPU app':>8} {'CPU db':>7} {'queries':>8} {'p50':>7} {'p95':>7} {'per s':>7}"
    for row, cells in _cells(one):
        app, db, _, queries, p50, p95, rate = cells
        yield f"  {row.title:<52} {app:>8} {db:>7} {queries:>8} {p50:>7} {p95:>7} {rate:>7}"


def _cells(one: Measured) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The figures of each row that was measured, as they are shown."""
    for row in ROWS:
        figures = one.figures.get(row.code)
        if figures:
            low, high = figures.spread
            yield row, (
                f"{figures.application:.1f}", f"{figures.database:.1f}", f"{low:.1f} to {high:.1f}",
                str(one.queries.get(row.code, "") or ""), f"{figures.p50:.1f}", f"{figures.p95:.1f}",
                f"{figures.per_second:.0f}",
            )  # fmt: skip
    if one.sent:
        sent = one.sent
        rate = f"{sent.per_second:.0f}"
        yield BY_CODE["mail"], (f"{sent.application:.1f}", f"{sent.database:.1f}", "", "", "", "", rate)


def write(path: Path, results: Results) -> None:
    """Put the figures between the marks of this page. Raises ValueError where it has none."""
    page = path.read_text()
    if page.count(_BEGIN) != 1 or page.count(_END) != 1:
        raise ValueError(f"{path} lacks the lines between which figures go")
    pattern = re.compile(re.escape(_BEGIN) + ".*?" + re.escape(_END), re.DOTALL)
    path.write_text(pattern.sub(lambda _: "\n".join([_BEGIN, "", *_markdown(results), _END]), page))


def _markdown(results: Results) -> Iterator[str]:
    yield f"{_about(results)}"
    yield ""
    for one in results.measured:
        yield f"### {_named(one)}, {one.cases:,} cases, {one.entries:,} timeline entries"
        yield ""
        yield f"| {' | '.join(_COLUMNS)} |"
        yield f"|---|{'---:|' * (len(_COLUMNS) - 1)}"
        for row, cells in _cells(one):
            yield f"| {row.title} | {' | '.join(cells)} |"
        yield ""
        web, database = one.memory
        yield (
            f"{_pace(one)}Memory after all of it (proportional set size): {web:.0f} MB for the web"
            f" server{f', {database:.0f} MB for the database' if database else ''}."
        )
        yield ""
    yield "### Gates"
    yield ""
    yield "| what | database | cases | has to be | is | |"
    yield "|---|---|---:|---|---|---|"
    for gate in judge(results):
        mark = "reached" if gate.reached else "**not reached**"
        yield f"| {BY_CODE[gate.row].title} | {gate.database} | {gate.cases:,} | {gate.gate} | {gate.found} | {mark} |"
    yield ""


def _pace(one: Measured) -> str:
    """How evenly fast the machine was: on one that others share, the same work takes now more, now less."""
    if not one.paces:
        return ""
    return (
        f"The machine's pace meanwhile: {min(one.paces):.0f} to {max(one.paces):.0f} ms for half a million"
        " multiplications in Python. "
    )


def _about(results: Results) -> str:
    machine = results.machine
    return (
        f"Measured on {results.day.day} {results.day:%B %Y} in {results.took / 60:.0f} minutes: {machine['processor']},"
        f" {machine['memory']}, {machine['system']}, Python {machine['python']}."
    )


def _named(one: Measured) -> str:
    return f"{'SQLite' if one.database == 'sqlite' else 'PostgreSQL'} {one.version.split(' ')[0]}"
