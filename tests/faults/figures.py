"""The figures of the long runs in docs/proof.md, each in a section that its run writes anew."""

from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
_END = "<!-- end of figures -->"


def write(run: str, lines: list[str]) -> None:
    """Put what this run found, with the day, between its marks. ValueError: the page has no place for it."""
    before, found, rest = PAGE.read_text().partition(f"<!-- figures of {run}: written by make proof -->\n")
    _, ended, after = rest.partition(_END)
    if not (found and ended):
        raise ValueError(f"{PAGE} has no place for the figures of {run}")
    day = datetime.now(UTC).strftime("%-d %B %Y")
    PAGE.write_text("\n".join([before + found, f"Measured on {day}.", "", *lines, "", _END]) + after)
