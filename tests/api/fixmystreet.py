"""A client that behaves as FixMyStreet's is documented to: what it sends, how it reads answers, when it gives up.

Written from its documentation and its behaviour; none of its code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from lxml import etree

BOUNDARY = "xYzZY"


@dataclass
class Report:
    """A problem that somebody reported on FixMyStreet."""

    id: int
    title: str
    detail: str
    name: str
    email: str
    latitude: float
    longitude: float
    category: str
    extra: dict[str, str] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    external_id: str = ""
    state: str = "confirmed"
    comments: dict[str, str] = field(default_factory=dict)  # by the council's update_id


class Refused(Exception):
    """The council's server answered with an error."""


@dataclass
class FixMyStreet:
    """One council's configuration in FixMyStreet."""

    endpoint: str  # with or without a slash at its end: paths are simply put behind it
    api_key: str
    jurisdiction: str

    def services(self) -> list[dict[str, str]]:
        """The list of categories, with the extra questions of those that have metadata."""
        return [_children(one) for one in self._get("services.xml").findall("service")]

    def questions(self, code: str) -> list[dict[str, Any]]:
        root = self._get(f"services/{code}.xml")
        found = []
        for one in root.findall("attributes/attribute"):
            question: dict[str, Any] = _children(one)
            question["values"] = [value.findtext("key") for value in one.findall("values/value")]
            found.append(question)
        return sorted(found, key=lambda question: int(question["order"]))

    def send(self, report: Report, uploads: Mapping[str, bytes] | None = None) -> str:
        """Send a report; its own id goes along only where the service asks for `fixmystreet_id`."""
        first, _, last = report.name.partition(" ")
        fields: list[tuple[str, str]] = [
            ("service_code", report.category),
            ("lat", f"{report.latitude:.6f}"),
            ("long", f"{report.longitude:.6f}"),
            ("first_name", first),
            ("last_name", last),
            ("email", report.email),
            (
                "description",
                f"title: {report.title}\r\n\r\ndetail: {report.detail}\r\n\r\n"
                f"url: https://fixmystreet.example/report/{report.id}\r\n\r\nSubmitted via FixMyStreet\r\n",
            ),
            *(("media_url", photo) for photo in report.photos),
            *((f"attribute[{code}]", value) for code, value in report.extra.items()),
        ]
        if any(one["code"] == "fixmystreet_id" for one in self.questions(report.category)):
            fields.append(("attribute[fixmystreet_id]", str(report.id)))
        root = self._post("requests.xml", fields, uploads)
        report.external_id = root.findtext("request/service_request_id") or self._from_token(root)
        return report.external_id

    def _from_token(self, root: Any) -> str:
        token = root.findtext("request/token")
        return self._get(f"tokens/{token}.xml").findtext("request/service_request_id") or ""

    def fetch_updates(self, reports: list[Report], now: datetime | None = None) -> int:
        """Ask for the last two hours; make a comment of each update not seen before. How many were new."""
        end = now or datetime.now(UTC)
        asked = {
            "start_date": (end - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end_date": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "api_key": self.api_key,
        }
        new = 0
        for one in self._get("servicerequestupdates.xml", asked).findall("request_update"):
            update = _children(one)
            by_own_id = [r for r in reports if update.get("fixmystreet_id") == str(r.id)]
            matching = by_own_id or [r for r in reports if r.external_id == update["service_request_id"]]
            when = update["updated_datetime"]
            if not matching or not asked["start_date"] <= when <= asked["end_date"]:
                continue
            report = matching[0]
            if update["update_id"] in report.comments:
                continue
            report.comments[update["update_id"]] = update["description"]
            report.state = _STATES.get(update["status"].lower(), update["status"].lower().replace("_", " "))
            new += 1
        return new

    def send_comment(self, report: Report, comment_id: int, text: str, status: str = "OPEN") -> str:
        """Send what a resident wrote under a report; the council's id is remembered."""
        fields = [
            ("service_request_id", report.external_id),
            ("update_id", str(comment_id)),
            ("status", status),
            ("updated_datetime", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")),
            ("description", text),
            ("first_name", "Grace"),
            ("last_name", "-"),
            ("email", "grace@example.org"),
        ]
        update_id = str(self._post("servicerequestupdates.xml", fields).findtext("request_update/update_id"))
        report.comments[update_id] = text
        return update_id

    def _get(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        query = urlencode({**(parameters or {}), "jurisdiction_id": self.jurisdiction})
        return self._ask(Request(f"{self.endpoint}{path}?{query}"))

    def _post(
        self, path: str, fields: list[tuple[str, str]], uploads: Mapping[str, bytes] | None = None
    ) -> Any:
        fields = [*fields, ("jurisdiction_id", self.jurisdiction), ("api_key", self.api_key)]
        if not uploads:
            return self._ask(Request(f"{self.endpoint}{path}", data=urlencode(fields).encode()))
        body = b"".join(_multipart(fields, uploads))
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self._ask(Request(f"{self.endpoint}{path}", data=body, headers=headers))

    def _ask(self, request: Request) -> Any:
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=300) as answer:
                return etree.fromstring(answer.read())
        except HTTPError as error:
            root = etree.fromstring(error.read())
            raise Refused(
                "; ".join(
                    f"{one.findtext('code')}: {one.findtext('description')}" for one in root.findall("error")
                )
            ) from None


_STATES = {
    "fixed": "fixed - council",
    "not_councils_responsibility": "not responsible",
    "no_further_action": "unable to fix",
    "open": "confirmed",
}


def _children(element: Any) -> dict[str, str]:
    return {child.tag: child.text or "" for child in element}


def _multipart(fields: list[tuple[str, str]], uploads: Mapping[str, bytes]) -> Iterator[bytes]:
    for name, value in fields:
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, data in uploads.items():
        yield (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.full.jpeg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        yield data + b"\r\n"
    yield f"--{BOUNDARY}--\r\n".encode()
