"""What must fit together between the files of a pack. Each rule notes faults with file, line and field."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from frontdoor.accounts.types import Role
from frontdoor.catalogue.types import FormFault, QuestionType, parse_condition, parse_form
from frontdoor.cli.council import places
from frontdoor.cli.council.reading import Files, read
from frontdoor.cli.council.source import Fault, Pointer, Source, shown
from frontdoor.notifications.types import FIELDS

TEMPLATES = {
    "case_received": "to whoever sent a report or question, when it has come in",
    "case_update": "to everybody who asked to be kept told, when the status changes",
    "case_reply": "to whoever sent it, when an officer writes an answer",
    "case_resolved": "to everybody who asked to be kept told, when it is closed",
    "passed_on": "to the body that looks after it, when we pass it on",
    "report_joined": "to somebody who reported what others had reported before",
    "handed_on": "to whoever sent it, when it is passed on to another body",
    "overdue_owner": "to the owner of a case, when it is late",
    "overdue_leader": "to the leaders of the team, when a case is late",
    "after_closing": "to the owner, or else the leaders of the team, when a customer writes about a closed case",
    "password_reset": "to a member of staff who asked for a new password",
}
"""The messages that the software sends: a pack has wording for each."""

_BRACKETS = re.compile(r"\(\(([^()\n]*)(\)\))?")
_LEADS = {Role.TEAM_LEADER, Role.MANAGER, Role.ADMINISTRATOR}
_IN_A_TEAM = {Role.ADVISOR, Role.OFFICER, Role.TEAM_LEADER}


def check(root: Path) -> tuple[Files, list[Fault]]:
    """Read and check the pack in this folder: what was read, and everything that is wrong with it."""
    files = read(root)
    for rule in _RULES:
        rule(files)
    faults = list(files.faults)
    for source in files.sources():
        faults += source.faults
    for table in files.tables():
        faults += table.faults
    return files, sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.field, fault.message))


def _council(files: Files) -> None:
    if files.council is None:
        return
    data = files.council.data
    bounds, centre = data["bounds"], data["centre"]
    for low, high in (("west", "east"), ("south", "north")):
        if bounds[low] >= bounds[high]:
            files.council.fault(("bounds", low), f"this must be less than {high}")
    if not places.inside(bounds, centre["longitude"], centre["latitude"], margin=0):
        files.council.fault(("centre",), "this lies outside bounds")


def _bodies(files: Files) -> None:
    if files.bodies is None:
        return
    rows = files.bodies.data["bodies"]
    _once(files.bodies, "bodies", rows, "code")
    ours = [number for number, row in enumerate(rows) if row["handoff"] == "ours"]
    if not ours:
        files.bodies.fault(("bodies",), 'no body has handoff "ours"; give it to the council itself')
    for number in ours[1:]:
        files.bodies.fault(
            ("bodies", number, "handoff"), f'"{rows[ours[0]]["code"]}" is ours already; only one body can be'
        )
    for number, row in enumerate(rows):
        if row["handoff"] == "forward" and not row.get("email"):
            files.bodies.fault(("bodies", number), 'what is forwarded goes by e-mail; add "email"')
        if row["handoff"] == "signpost" and not any(row.get(way) for way in ("phone", "email", "web")):
            files.bodies.fault(("bodies", number), "say how to reach them; add phone, email or web")


def _teams(files: Files) -> None:
    if files.teams is None:
        return
    teams, staff = files.teams.data["teams"], files.teams.data["staff"]
    _once(files.teams, "teams", teams, "code")
    _once(files.teams, "staff", staff, "email", fold=str.lower)
    codes = [team["code"] for team in teams]
    people = {person["email"].lower(): person for person in staff}
    for number, person in enumerate(staff):
        for place, code in enumerate(person.get("teams", [])):
            if code not in codes:
                files.teams.fault(("staff", number, "teams", place), _none("team", code, codes))
        if person["role"] in _IN_A_TEAM and not person.get("teams"):
            role = person["role"].replace("_", " ")
            files.teams.fault(("staff", number), f'a person with the role {role} is in a team; add "teams"')
    for number, team in enumerate(teams):
        leader = people.get(team["leader"].lower())
        if leader is None:
            files.teams.fault(
                ("teams", number, "leader"),
                f"nobody in staff has the address {shown(team['leader'])}; add them",
            )
        elif leader["role"] not in _LEADS:
            roles = ", ".join(sorted(_LEADS))
            files.teams.fault(("teams", number, "leader"), f"a leader has one of the roles {roles}")
    demonstration = files.council is not None and files.council.data.get("demonstration", False)
    if "demonstration_password" in files.teams.data and files.council is not None and not demonstration:
        files.teams.fault(
            ("demonstration_password",), "take this out: only an invented council may have a known password"
        )


def _calendar(files: Files) -> None:
    if files.calendar is None:
        return
    seen: set[str] = set()
    for group in ("proclaimed", "closing_days"):
        for number, row in enumerate(files.calendar.data.get(group, [])):
            pointer: Pointer = (group, number, "day")
            try:
                day = date.fromisoformat(row["day"])
            except ValueError:
                files.calendar.fault(pointer, f"there is no day {row['day']}")
                continue
            if not 2000 <= day.year <= 2100:
                files.calendar.fault(pointer, "give a day between 2000 and 2100")
            if row["day"] in seen:
                files.calendar.fault(pointer, "this day is here twice; keep one of the two")
            seen.add(row["day"])


def _services(files: Files) -> None:
    teams = [team["code"] for team in files.teams.data["teams"]] if files.teams else None
    for code, source in files.services.items():
        data = source.data
        if data["code"] != code:
            source.fault(("code",), f'this must be "{code}", as the file is named')
        if teams is not None and data["team"] not in teams:
            source.fault(("team",), _none("team", data["team"], teams))
        for number, layer in enumerate(data.get("responsibility", {}).get("layers", [])):
            if files.assets and layer not in files.assets:
                source.fault(
                    ("responsibility", "layers", number), _none("layer", layer, sorted(files.assets))
                )
        _form(source)
    if not files.services and not any("services" in fault.path for fault in files.faults):
        message = "there is no service; add one as a .yaml file"
        files.faults.append(Fault(str(files.root / "services"), 0, "", message))


def _form(source: Source) -> None:
    try:
        form = parse_form(source.data["form"])
    except FormFault as fault:
        source.fault(("form", *_steps(fault)), fault.message)
        return
    when = source.data.get("responsibility", {}).get("when")
    if when is not None:
        try:
            parse_condition(when, form)
        except FormFault as fault:
            source.fault(("responsibility", "when", *_steps(fault)), fault.message)
    if source.data["public_reports"] and form.of_type(QuestionType.PLACE) is None:
        source.fault(
            ("public_reports",), "public reports need a place; add a question of type place to the form"
        )
    if source.data["public_reports"] and source.data.get("restricted", False):
        source.fault(
            ("restricted",), "a service with public reports cannot be restricted; take one of the two out"
        )


def _steps(fault: FormFault) -> Pointer:
    return tuple(int(step) if step.isdecimal() else step for step in fault.path.split("/") if step)


def _templates(files: Files) -> None:
    for code, source in files.templates.items():
        if source.data["code"] != code:
            source.fault(("code",), f'this must be "{code}", as the file is named')
        if code not in TEMPLATES:
            source.fault(("code",), f"nothing sends this message; messages are {', '.join(TEMPLATES)}")
        for part in ("subject", "body"):
            _fields(source, part)
    folder = files.root / "templates"
    for code in TEMPLATES:
        path = folder / f"{code}.md"
        if folder.is_dir() and not path.exists():
            files.faults.append(
                Fault(str(path), 0, "", "this file is missing: the software sends this message")
            )


def _fields(source: Source, part: str) -> None:
    text = source.data[part]
    for match in _BRACKETS.finditer(text):
        if match[1] not in FIELDS or not match[2]:
            line = source.line_of((part,)) + text.count("\n", 0, match.start())
            message = f"there is no field (({shown(match[1])})); fields are {', '.join(sorted(FIELDS))}"
            source.faults.append(Fault(source.path, line, f"{source.name}.{part}", message))


def _once(source: Source, name: str, rows: Sequence[Any], key: str, fold: Callable[[str], str] = str) -> None:
    """Each row of a list has a key of its own."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        value = fold(row[key])
        if value in seen:
            source.fault((name, number, key), f'"{shown(row[key])}" is here twice; each is different')
        seen.add(value)


def _none(what: str, code: str, codes: Sequence[str]) -> str:
    return f'there is no {what} "{shown(code)}"; {what}s are {", ".join(codes[:40])}'


_RULES = (
    _council, _bodies, _teams, _calendar, places.areas, places.assets, places.addresses, places.streets,
    _services, _templates,
)  # fmt: skip
