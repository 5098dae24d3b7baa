"""The files of a pack, each read and held against its schema. What cannot be read is a fault, never an exception."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from frontdoor.cli.council import csv_reader, json_reader, schemas, yaml_reader
from frontdoor.cli.council.source import Fault, Pointer, Source, Unreadable, read_text, shown

PARTS = (
    "council.yaml", "bodies.yaml", "teams.yaml", "calendar.yaml", "areas.geojson", "assets", "addresses.csv",
    "streets.csv", "services", "templates",
)  # fmt: skip
MOST_FAULTS = 25
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*\r?\n?(.*)", re.DOTALL)


@dataclass(slots=True)
class Table:
    """A CSV file: its rows, with the line of each."""

    path: str
    name: str
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, column: str, message: str) -> None:
        """Note that a row is wrong."""
        self.faults.append(Fault(self.path, line, f"{self.name}.{column}" if column else self.name, message))


@dataclass(slots=True)
class Files:
    """Everything that was read. A part that could not be read, or does not fit its schema, is missing here."""

    root: Path
    council: Source | None = None
    bodies: Source | None = None
    teams: Source | None = None
    calendar: Source | None = None
    areas: Source | None = None
    assets: dict[str, Source] = field(default_factory=dict)
    addresses: Table | None = None
    streets: Table | None = None
    services: dict[str, Source] = field(default_factory=dict)
    templates: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def sources(self) -> Iterator[Source]:
        """All files that are not tables."""
        for one in (self.council, self.bodies, self.teams, self.calendar, self.areas):
            if one is not None:
                yield one
        for many in (self.assets, self.services, self.templates):
            yield from many.values()

    def tables(self) -> Iterator[Table]:
        yield from (table for table in (self.addresses, self.streets) if table is not None)


def folder(name: str) -> Path:
    """The folder of a pack: a path, or the word `demo` for the one that ships with the package."""
    return Path(str(resources.files("frontdoor"))) / "packs" / "demo" if name == "demo" else Path(name)


def read(root: Path) -> Files:
    """Read the pack in this folder."""
    files = Files(root)
    _strangers(files)
    files.council = _yaml(files, "council.yaml", "council", "council")
    files.bodies = _yaml(files, "bodies.yaml", "", "bodies")
    files.teams = _yaml(files, "teams.yaml", "", "teams")
    files.calendar = _yaml(files, "calendar.yaml", "calendar", "calendar")
    files.areas = _features(files, "areas.geojson", "areas", "areas")
    for name, code in _parts(files, "assets", ".geojson"):
        source = _features(files, f"assets/{name}", f"assets.{code}", "assets")
        if source:
            files.assets[code] = source
    files.addresses = _table(files, "addresses.csv", "addresses")
    files.streets = _table(files, "streets.csv", "streets")
    for name, code in _parts(files, "services", ".yaml"):
        source = _yaml(files, f"services/{name}", f"services.{code}", "service")
        if source:
            files.services[code] = source
    for name, code in _parts(files, "templates", ".md"):
        source = _template(files, f"templates/{name}", f"templates.{code}")
        if source:
            files.templates[code] = source
    return files


def _strangers(files: Files) -> None:
    """A file in the wrong place would be left out in silence, so it is named."""
    for entry in sorted(files.root.iterdir()):
        name = entry.name
        if name not in PARTS and not name.startswith((".", "README", "LICENCE", "LICENSE")):
            message = f'"{shown(name)}" is no part of a pack; parts are {", ".join(PARTS)}'
            files.faults.append(Fault(shown(entry, 200), 0, "", message))


def _parts(files: Files, folder: str, suffix: str) -> list[tuple[str, str]]:
    """The files of a folder with their codes. A file that is named otherwise is a fault."""
    place = files.root / folder
    if not place.is_dir():
        message = "this folder is missing; docs/council-pack.md says what belongs in it"
        files.faults.append(Fault(shown(place, 200), 0, "", message))
        return []
    found = []
    for entry in sorted(place.iterdir()):
        if entry.name.startswith((".", "README")):
            continue
        code = entry.name.removesuffix(suffix)
        if entry.name.endswith(suffix) and _CODE.fullmatch(code):
            found.append((entry.name, code))
        else:
            message = (
                f"name it with small letters, digits and _ and the ending {suffix}, like pothole{suffix}"
            )
            files.faults.append(Fault(shown(entry, 200), 0, "", message))
    return found


def _yaml(files: Files, name: str, title: str, schema: str) -> Source | None:
    path = files.root / name
    try:
        data, lines = yaml_reader.read_yaml(read_text(path, limit=yaml_reader.MAX_BYTES))
    except Unreadable as reason:
        _not_read(files, path, reason)
        return None
    source = Source(shown(path, 200), title, data, lambda pointer: _line(lines, pointer))
    return _fitting(files, source, schema)


def _features(files: Files, name: str, title: str, schema: str) -> Source | None:
    path = files.root / name
    try:
        data, line_of = json_reader.read_json(read_text(path, limit=json_reader.MAX_BYTES))
    except Unreadable as reason:
        _not_read(files, path, reason)
        return None
    source = Source(shown(path, 200), title, data, line_of)
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        source.fault((), 'this must be a GeoJSON object with "type": "FeatureCollection"')
    elif not isinstance(data.get("features"), list):
        source.fault((), 'this must have "features", a list')
    else:
        for number, feature in enumerate(data["features"]):
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                source.fault(("features", number), 'this must be an object with "type": "Feature"')
                continue
            for pointer, message in schemas.faults(schema, feature.get("properties")):
                source.fault(("features", number, "properties", *pointer), message)
            if len(source.faults) > MOST_FAULTS:
                break
    return _unless_faulty(files, source)


def _table(files: Files, name: str, title: str) -> Table | None:
    path = files.root / name
    table = Table(shown(path, 200), title)
    columns = schemas.schema(title)["properties"]
    needed = schemas.schema(title)["required"]
    try:
        for line, row in csv_reader.read_csv(read_text(path, limit=csv_reader.MAX_BYTES), list(columns)):
            table.rows.append((line, row))
            for column, rule in columns.items():
                if not schemas.fits(rule["pattern"]).search(row[column]):
                    empty = not row[column] and column in needed
                    said = "this is empty" if empty else f'"{shown(row[column])}" does not fit'
                    table.fault(line, column, f"{said}; {rule['x-remedy']}")
            if len(table.faults) > MOST_FAULTS:
                break
    except Unreadable as reason:
        _not_read(files, path, reason)
        return None
    if table.faults:
        files.faults += table.faults[:MOST_FAULTS]
        _more(files, table.path, len(table.faults))
        return None
    return table


def _template(files: Files, name: str, title: str) -> Source | None:
    path = files.root / name
    try:
        text = read_text(path, limit=yaml_reader.MAX_BYTES)
        match = _FRONT.fullmatch(text)
        if match is None:
            raise Unreadable("begin with a line of ---, the front matter, and another line of ---", 1)
        data, lines = yaml_reader.read_yaml(match[1])
    except Unreadable as reason:
        _not_read(files, path, reason)
        return None
    blank = len(match[2]) - len(match[2].lstrip())
    body_line = text.count("\n", 0, match.start(2) + blank) + 1
    source = Source(
        shown(path, 200),
        title,
        data,
        lambda pointer: body_line if pointer == ("body",) else _line(lines, pointer) + 1,
    )
    found = _fitting(files, source, "template")
    if found is not None:
        found.data["body"] = match[2].replace("\r\n", "\n").strip() + "\n"
        if not match[2].strip():
            files.faults.append(
                Fault(source.path, body_line, f"{title}.body", "write the text of the message")
            )
    return found


def _fitting(files: Files, source: Source, schema: str) -> Source | None:
    for pointer, message in schemas.faults(schema, source.data):
        source.fault(pointer, message)
    if schema == "service" and isinstance(source.data, dict) and isinstance(source.data.get("form"), dict):
        for pointer, message in schemas.faults("form", source.data["form"]):
            source.fault(("form", *pointer), message)
    return _unless_faulty(files, source)


def _unless_faulty(files: Files, source: Source) -> Source | None:
    if not source.faults:
        return source
    ordered = sorted(source.faults, key=lambda fault: (fault.line, fault.field))
    files.faults += ordered[:MOST_FAULTS]
    _more(files, source.path, len(ordered))
    return None


def _more(files: Files, path: str, count: int) -> None:
    if count > MOST_FAULTS:
        files.faults.append(Fault(path, 0, "", "there are more faults in this file; mend these first"))


def _not_read(files: Files, path: Path, reason: Unreadable) -> None:
    files.faults.append(Fault(shown(path, 200), reason.line, "", str(reason)))


def _line(lines: Mapping[Pointer, int], pointer: Pointer) -> int:
    while pointer not in lines and pointer:
        pointer = pointer[:-1]
    return lines.get(pointer, 1)
