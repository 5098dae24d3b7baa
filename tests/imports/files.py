"""Files of requests and mappings, made for tests."""

import csv
import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

COLUMNS = (
    "source", "number", "kind", "headline", "words", "state", "answer", "opened", "closed", "updated", "place",
    "lat", "lon", "via", "photo", "who", "mail",
)  # fmt: skip
ROW = {
    "source": "old",
    "number": "1",
    "kind": "Hole",
    "headline": "A hole",
    "words": "Deep",
    "state": "Open",
    "opened": "2024-03-31T10:00:00",
    "place": "Mill Lane",
    "lat": "54.57",
    "lon": "2.04",
}
MAPPING = """\
columns:
  source: source
  id: number
  category: kind
  title: headline
  description: words
  status: state
  explanation: answer
  opened: opened
  closed: closed
  updated: updated
  address: place
  lat: lat
  long: lon
  channel: via
  media: photo
  name: who
  email: mail
sources:
  old:
    time_zone: Europe/London
    times: [iso, "%d/%m/%Y %H:%M"]
    statuses: {Open: received, Doing: in_progress, Done: resolved, Nothing: no_action}
    services: {Hole: pothole, Dump: fly-tipping, "*": something-else}
    channels: {Phone: phone}
  other:
    time_zone: America/New_York
    times: [iso]
    statuses: {open: received, closed: resolved}
    services: {Hole: pothole}
"""


def write(path: Path, rows: Iterable[Mapping[str, str]], *, columns: Iterable[str] = COLUMNS) -> Path:
    """A CSV file of these rows, compressed where its name says so; what a row leaves out is as in ROW."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", newline="", encoding="utf-8", errors="surrogatepass") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow({**ROW, **row})
    return path


def mapping(folder: Path, text: str = MAPPING) -> Path:
    """A file with this mapping."""
    path = folder / "map.yaml"
    path.write_text(text)
    return path
