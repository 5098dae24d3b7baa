"""What is asked: each row of the table of figures."""

import json
import re
import secrets
from dataclasses import asdict
from itertools import count

from frontdoor.cli.bench.client import Answer, Client, Unexpected
from frontdoor.cli.bench.site import Site
from frontdoor.cli.bench.targets import Reporter, Targets

ROWS, ENTRIES = 25, 10  # the least a page must show to count
ROW, TIMELINE = '<th scope="row"', '<li class="fd-timeline__item'
_ONWARD = ("scheduled", "investigating")


class Nothing:
    """A task that needs nothing before it and checks only that it was answered."""

    def ready(self, count: int) -> None:
        """Nothing to do."""

    def check(self, answer: Answer) -> None:
        answer.expect(200)


class Pages(Nothing):
    """What is read: one address after the other, again from the beginning when all were.

    `mark` must be in the answer `least` times; `pages` must come with a content security policy.
    """

    def __init__(
        self, client: Client, paths: list[str], *, mark: str = "", least: int = 0, pages: bool = True
    ) -> None:
        if not paths:
            raise Unexpected("there is nothing of this kind to ask for")
        self._client, self._paths, self._mark, self._least, self._pages = client, paths, mark, least, pages

    def ask(self, number: int) -> Answer:
        return self._client.get(self._paths[number % len(self._paths)])

    def check(self, answer: Answer) -> None:
        answer.expect(200)
        if self._mark and answer.body.count(self._mark) < self._least:
            shown = answer.body.count(self._mark)
            raise Unexpected(f"{answer.path} shows {shown} of {self._mark!r}, not {self._least}")
        if self._pages and "content-security-policy" not in answer.headers:
            raise Unexpected(f"{answer.path} has no content security policy")


# shared by all, so that no two reports are at the same place
_points, _places_apart = count(), count()


def begin() -> None:
    """Another database: all of its places are free."""
    global _points, _places_apart
    _points, _places_apart = count(), count()


class Create(Nothing):
    """A partner's request becomes a case, over Open311."""

    def __init__(self, site: Site) -> None:
        self._client, self._targets = site.visitor(), site.targets

    def ask(self, number: int) -> Answer:
        del number
        place = next(_points)
        lat, long = _next_point(self._targets.points, place)
        attributes = {f"attribute[{code}]": value for code, value in self._targets.attributes.items()}
        fields = {
            "api_key": self._targets.api_key, "service_code": self._targets.service, "lat": str(lat), "long": str(long),
            "description": "There is a hole outside number 14. It gets larger each week, and bikes go round it.",
            **attributes, **asdict(_reporter(self._targets, place)),
        }  # fmt: skip
        return self._client.post("/open311/v2/requests.json", fields)

    def check(self, answer: Answer) -> None:
        if not json.loads(answer.expect(200).body)[0]["service_request_id"]:
            raise Unexpected("no case was made")


class SubmitForm:
    """A resident sends a form whose pages were filled in before: the request that writes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._waiting: list[tuple[Client, str, dict[str, str]]] = []

    def ready(self, count: int) -> None:
        self._waiting = [self._filled_in() for _ in range(count)]

    def ask(self, number: int) -> Answer:
        client, path, fields = self._waiting[number]
        return client.post(path, fields)

    def check(self, answer: Answer) -> None:
        answer.expect(302)
        if "/sent/" not in answer.headers["location"]:
            raise Unexpected(f"the form led to {answer.headers['location']}")

    def _filled_in(self) -> tuple[Client, str, dict[str, str]]:
        """A visitor who has answered every page and sees nothing nearby that was reported before."""
        for _ in range(20):
            client = self._site.visitor()
            page = fill_in(client, self._site)
            if client.get(f"/report/{self._site.targets.service}/nearby/").status == 302:
                return client, page.path, page.hidden(page.path)
        raise Unexpected("every place has a report nearby")


class WholeForm(SubmitForm):
    """A resident fills in a form, page by page, and sends it: all of its requests together."""

    def ready(self, count: int) -> None:
        """Nothing to do."""

    def ask(self, number: int) -> Answer:
        del number
        client = self._site.visitor()
        page = fill_in(client, self._site)
        answer = client.post(page.path, page.hidden(page.path))
        if answer.headers.get("location", "").endswith("/nearby/"):
            near = client.follow(answer).expect(200)
            answer = client.post(near.path, {**near.hidden(near.path), "which": "none"})
        return answer


class Follow:
    """A resident's own case page, after showing the second fact."""

    def __init__(self, site: Site) -> None:
        self._pages: list[tuple[Client, str]] = []
        for one in site.targets.followed:
            client = site.visitor()
            page = client.get("/follow/").expect(200)
            client.post(
                "/follow/", {**page.hidden("/follow/"), "reference": one.reference, "fact": one.fact}
            ).expect(302)
            self._pages.append((client, f"/follow/{one.reference}/"))

    def ready(self, count: int) -> None:
        """Nothing to do."""

    def ask(self, number: int) -> Answer:
        client, path = self._pages[number % len(self._pages)]
        return client.get(path)

    def check(self, answer: Answer) -> None:
        shown = answer.expect(200).body.count(TIMELINE)
        if shown < ENTRIES:
            raise Unexpected(f"{answer.path} shows {shown} entries")


class Act:
    """A member of staff does something to an open case: the request that writes. Each round takes other cases."""

    def __init__(self, site: Site, doing: str) -> None:
        self._client, self._doing, self._cases = (
            site.signed_in(site.targets.officer),
            doing,
            site.targets.open_cases,
        )
        self._forms: list[tuple[str, dict[str, str]]] = []

    @property
    def most(self) -> int:
        """How many can be asked for in one round."""
        return len(self._cases)

    def ready(self, count: int) -> None:
        self._forms = []
        for reference in self._cases[:count]:
            path = f"/desk/cases/{reference}/{self._doing}/"
            page = self._client.get(path).expect(200)
            fields = {
                **page.hidden(path),
                "words": "We have looked at it, and the work is planned for next week.",
            }
            if self._doing == "status":
                offered = re.findall(r'name="status"[^>]*value="(\w+)"', page.body)
                fields["status"] = next(one for one in _ONWARD if one in offered)
            self._forms.append((path, fields))

    def ask(self, number: int) -> Answer:
        path, fields = self._forms[number]
        return self._client.post(path, fields)

    def check(self, answer: Answer) -> None:
        answer.expect(302)


def _reporter(targets: Targets, number: int) -> Reporter:
    """Every other report is by somebody who wrote before; the others are by people nobody knows."""
    if number % 2:
        return targets.reporters[number // 2 % len(targets.reporters)]
    fresh = secrets.token_hex(5)
    return Reporter(
        "Siân", f"Okafor-{fresh}", f"{fresh}@example.org", f"07700 {900_000 + number // 2 % 1000}"
    )


def _next_point(points: list[tuple[float, float]], number: int) -> tuple[float, float]:
    """A place some metres from any used before."""
    lat, long = points[number % len(points)]
    return round(lat + number // len(points) * 0.00004, 6), long


def fill_in(client: Client, site: Site) -> Answer:
    """Answer every page of the form; returns the page on which the answers are checked."""
    targets = site.targets
    check = f"/report/{targets.service}/check/"
    lat, long = _next_point(targets.apart, next(_places_apart))
    page = client.follow(client.get(f"/report/{targets.service}/"))
    for _ in range(40):
        page.expect(200)
        if page.path == check:
            return page
        code = page.path.rstrip("/").rpartition("/")[2]
        fields = {name: value.format(lat=lat, long=long) for name, value in targets.fields[code].items()}
        page = client.follow(client.post(page.path, {**page.hidden(page.path), **fields}))
    raise Unexpected("the form has no end")
