"""Council packs to test with: the demo council, and a copy of it cut down to what a test can read quickly."""

import json
import shutil
from pathlib import Path

from frontdoor.cli.council.reading import folder

DEMO = folder("demo")
_KEPT = {"roads": 12, "trunk_roads": 2, "private_land": 10, "parks": 4, "rivers": 1, "street_lights": 6}
_ROWS = 30


def small(target: Path) -> Path:
    """The demo council with all its words, a few of its assets and addresses, and its largest areas."""
    for name in ("council.yaml", "bodies.yaml", "teams.yaml", "calendar.yaml"):
        (target / name).write_bytes((DEMO / name).read_bytes())
    for name in ("services", "templates"):
        shutil.copytree(DEMO / name, target / name)
    (target / "assets").mkdir()
    for layer, count in _KEPT.items():
        _first(f"assets/{layer}.geojson", target, count)
    _first("areas.geojson", target, 1 + 6 + 3)
    for name in ("addresses.csv", "streets.csv"):
        lines = (DEMO / name).read_text().splitlines(keepends=True)
        (target / name).write_text("".join(lines[: _ROWS + 1]))
    return target


def _first(name: str, target: Path, count: int) -> None:
    lines = (DEMO / name).read_text().splitlines()
    kept = ",\n".join(line.rstrip(",") for line in lines[1:-1][:count])
    (target / name).write_text(f"{lines[0]}\n{kept}\n{lines[-1]}\n")
    assert json.loads((target / name).read_text())["features"]


def edit(pack: Path, name: str, old: str, new: str) -> int:
    """Change one place of a file; says on which line it is."""
    path = pack / name
    text = path.read_text()
    assert text.count(old) >= 1, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1
