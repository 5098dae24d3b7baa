"""What is asked for when measuring: chosen where the data is, read where the requests are made."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Followed:
    """A case with the second fact of its reporter."""

    reference: str
    fact: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reports things, as a partner system names them."""

    first_name: str
    last_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything that the measuring needs to know of a database."""

    cases: int
    entries: int
    password: str
    officer: str  # signs in and works cases
    manager: str  # sees the teams' whole work
    api_key: str
    long_cases: list[str]  # references of cases with at least 10 timeline entries
    followed: list[Followed]  # cases with at least 10 entries that their reporter sees
    open_cases: list[str]  # references of open cases with somebody to write to, of the officer's team
    public_cases: list[str]
    rare_words: list[str]
    common_words: list[str]
    word_pairs: list[str]
    service: str  # the code of the service that new reports are for
    points: list[tuple[float, float]]  # places of the council's own for them
    apart: list[tuple[float, float]]  # such places, none near another
    fields: dict[str, dict[str, str]]  # what to send on each page of its form, by the page's code
    attributes: dict[str, str]  # what the service asks of Open311 clients
    reporters: list[Reporter]  # people who wrote before

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> Targets:
    """Targets as `to_json` wrote them."""
    data: dict[str, Any] = json.loads(text)
    data["followed"] = [Followed(**one) for one in data["followed"]]
    data["reporters"] = [Reporter(**one) for one in data["reporters"]]
    for places in ("points", "apart"):
        data[places] = [(lat, long) for lat, long in data[places]]
    return Targets(**data)
