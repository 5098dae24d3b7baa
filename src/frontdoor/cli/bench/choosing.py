"""Chooses what to ask for: long cases, words that many or few cases have, places for new reports."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import connection
from django.utils import timezone

from frontdoor.accounts import operations as accounts
from frontdoor.accounts import queries as account_queries
from frontdoor.accounts.types import Role
from frontdoor.api.open311 import definitions
from frontdoor.cases import queries as cases
from frontdoor.cases.types import Where
from frontdoor.catalogue import policies
from frontdoor.catalogue.queries import ServiceShown
from frontdoor.catalogue.types import Question, QuestionType
from frontdoor.cli.bench.targets import Followed, Reporter, Targets
from frontdoor.cli.council.reading import folder
from frontdoor.cli.demo import answers, setting
from frontdoor.core import text
from frontdoor.core.actors import SYSTEM
from frontdoor.core.geography import Point
from frontdoor.intake import queries as intake

_PLACES = 1500  # for reports that nobody looks at before they are sent
_SPOTS = 15_000  # tried: enough of them have to be far from each other
_ENOUGH = 10  # timeline entries that a page shows: with fewer it would be too easy
_SHOWN_TO_REPORTERS = "('public', 'customer')"


def choose(rng: Random, *, team: str, service: str, key_name: str) -> Targets:
    """Targets of the database at hand. It makes an API key, as a partner system would have."""
    council = setting.read()
    shown = council.services[service]
    own = council.team_for(service, team)
    staff = account_queries.users([member.id for member in own.members])
    officer = next(user for user in staff.values() if user.role == Role.OFFICER)
    manager = next(user for user in staff.values() if user.role == Role.MANAGER)
    words = _words(rng)
    spots = (council.places.on_a_road(rng).point for _ in range(_SPOTS))
    ours = [point for point in spots if _is_ours(point, shown)]
    given = _given(shown, rng)
    wanted = {question.code for question in definitions.asked(shown.form).attributes}
    return Targets(
        cases=_number("SELECT count(*) FROM cases_case"),
        entries=_number("SELECT count(*) FROM cases_timelineentry"),
        password=yaml.safe_load(Path(folder("demo"), "teams.yaml").read_text())["demonstration_password"],
        officer=officer.email,
        manager=manager.email,
        api_key=accounts.create_api_key(name=key_name, scope="open311", by=SYSTEM, at=timezone.now()),
        long_cases=_references(
            "SELECT case_id FROM cases_timelineentry WHERE kind <> 'told'"
            f" GROUP BY case_id HAVING count(*) >= {_ENOUGH}"
        ),
        followed=_followed(),
        open_cases=_references(
            "SELECT c.id FROM cases_case c JOIN customers_sourcerecord r ON r.id = c.source_record_id"
            f" WHERE c.status <> 'closed' AND r.email <> '' AND c.team_id = {own.id}"
        ),
        public_cases=_references("SELECT id FROM cases_case WHERE is_public AND NOT restricted"),
        rare_words=words[0],
        common_words=words[1],
        word_pairs=words[2],
        service=shown.code,
        points=[(point.lat, point.long) for point in ours[:_PLACES]],
        apart=_apart(ours[_PLACES:], shown.id),  # what is reported at the others must not be near
        fields={
            page.code: _fields(page.questions, given) for page in policies.pages_for(shown.form, given)
        },
        attributes={
            code: value if isinstance(value, str) else str(value).lower()
            for code, value in given.items()
            if isinstance(value, str | bool) and code in wanted
        },
        reporters=_reporters(),
    )  # fmt: skip


def _is_ours(point: Point, shown: ServiceShown) -> bool:
    """Whether a report at this place, or some metres from it, is for the council."""
    around = (replace(point, lat=point.lat + north) for north in (-0.0004, 0.0, 0.0004))
    found = [intake.settle(Where(point=one), shown, {}) for one in around]
    return all(one.inside and one.responsibility.ours for one in found)


def _apart(points: Iterable[Point], service_id: int) -> list[tuple[float, float]]:
    """Places with nothing reported nearby, and so far from each other that a report at one is not near another.

    They are in every other square of a grid.
    """
    found: dict[tuple[int, int], Point] = {}
    for point in points:
        square = int(point.lat / 0.002), int(point.long / 0.0035)  # some 220 metres
        if square[0] % 2 == square[1] % 2 == 0:
            found.setdefault(square, point)
    free = (point for point in found.values() if not cases.nearby_open(point, service_ids=[service_id]))
    return [(point.lat, point.long) for point in free]


def _given(service: ServiceShown, rng: Random) -> dict[str, Any]:
    """Answers to the form of a service that lead to its end, as somebody without a photo gives them."""
    said: dict[str, Any] = {
        "long_text": "There is a hole outside number 14. It gets larger each week, and bikes go round it.",
        "name": "Siân Okafor",
        "email": "sian.okafor@example.org",
        "phone": "07700 900142",
        "place": {"lat": 0.0, "long": 0.0},
        "kind": "hole",
        "part": "road",
        "depth": "medium",
        "width": "middle",
        "danger": False,
        "damage": False,
    }
    return answers.fill_in(service.form, said, rng, day=timezone.now().date())


def _fields(questions: Iterable[Question], given: dict[str, Any]) -> dict[str, str]:
    """The fields of a page as a browser sends them. The place is filled in for each report."""
    fields: dict[str, str] = {}
    for question in questions:
        value = given.get(question.code)
        if question.type is QuestionType.PLACE:
            fields |= {
                f"{question.code}-lat": "{lat}",
                f"{question.code}-long": "{long}",
                f"{question.code}-words": "",
            }
        elif question.type is QuestionType.YES_NO and value is not None:
            fields[question.code] = "yes" if value else "no"
        elif isinstance(value, str):
            fields[question.code] = value
    return fields


def _words(rng: Random) -> tuple[list[str], list[str], list[str]]:
    """Words that few cases have, words that very many have, and pairs of a common word with another."""
    whole = _number("SELECT count(*) FROM cases_case")
    texts = _rows("SELECT description, place FROM cases_case ORDER BY id DESC LIMIT 3000")
    seen = Counter(
        word for row in texts for word in set(re.findall(r"[^\W\d_]{4,}", text.fold(" ".join(row))))
    )
    common = [word for word, count in seen.most_common(12) if count > 0.1 * len(texts)]
    candidates = sorted(word for word, count in seen.items() if count <= 2)
    rng.shuffle(candidates)
    most = max(2, whole // 2000)
    rare = [word for word in candidates[:400] if 1 <= _matches(word) <= most][:25]
    middling = sorted(word for word, count in seen.items() if 0.004 * len(texts) < count < 0.05 * len(texts))
    rng.shuffle(middling)
    pairs = [f"{common[n % len(common)]} {word}" for n, word in enumerate(middling[:120])]
    pairs = [pair for pair in pairs if _matches(*pair.split()) >= 25][:25]
    return rare, common, pairs


def _matches(*words: str) -> int:
    """How many cases have all these words."""
    if connection.vendor == "sqlite":
        match = " ".join(f'"{word}"' for word in words)
        return _number("SELECT count(*) FROM cases_search WHERE cases_search MATCH %s", match)
    return _number(
        "SELECT count(*) FROM cases_search WHERE words @@ to_tsquery('simple', %s)", " & ".join(words)
    )


def _followed() -> list[Followed]:
    rows = _rows(
        "SELECT c.reference, r.email FROM cases_case c JOIN customers_sourcerecord r ON r.id = c.source_record_id"
        " JOIN cases_timelineentry t ON t.case_id = c.id WHERE r.email <> ''"
        f" AND t.visibility IN {_SHOWN_TO_REPORTERS} GROUP BY c.reference, r.email"
        f" HAVING count(*) >= {_ENOUGH} ORDER BY max(c.id) DESC LIMIT 60"
    )
    return [Followed(reference, email) for reference, email in rows]


def _reporters() -> list[Reporter]:
    """People who wrote before, with all that a partner system says of somebody."""
    rows = _rows(
        "SELECT name, email, phone FROM customers_sourcerecord WHERE name LIKE '%% %%' AND email <> '' AND phone <> ''"
        " ORDER BY id DESC LIMIT 500"
    )
    people = dict.fromkeys(map(tuple, rows))
    return [
        Reporter(first_name, last_name, email, phone)
        for (first_name, _, last_name), email, phone in (
            (name.partition(" "), email, phone) for name, email, phone in people
        )
    ]


def _references(case_ids: str) -> list[str]:
    """References of the newest cases among these."""
    rows = _rows(f"SELECT reference FROM cases_case WHERE id IN ({case_ids}) ORDER BY id DESC LIMIT 400")
    return [reference for (reference,) in rows]


def _number(sql: str, *values: str) -> int:
    return int(_rows(sql, *values)[0][0])


def _rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())
