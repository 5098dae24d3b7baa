"""A partner system as tests play it: requests with a key, answers as XML or as plain data."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import etree

BASE = "/open311/v2"
ON_MILL_LANE = {"lat": "54.57", "long": "2.04"}
ASKED = {"attribute[danger]": "no", "attribute[size]": "lid"}
POTHOLE = {"service_code": "pothole", **ON_MILL_LANE, **ASKED}


@dataclass(frozen=True)
class Partner:
    """One partner; `key` "" is somebody without one."""

    key: str = ""
    client: Client = field(default_factory=Client)

    def get(self, path: str, **parameters: Any) -> HttpResponse:
        """The answer to a GET below /open311/v2."""
        own = {"api_key": self.key} if self.key else {}
        return self.client.get(f"{BASE}/{path}", {**own, **parameters})

    def post(self, path: str, **parameters: Any) -> HttpResponse:
        """The answer to a POST of multipart form data."""
        own = {"api_key": self.key} if self.key else {}
        return self.client.post(f"{BASE}/{path}", {**own, **parameters})

    def report(self, **changes: Any) -> str:
        """Send a pothole on Mill Lane that is right, with these changes; its id."""
        answer = self.post("requests.json", **{**POTHOLE, **changes})
        assert answer.status_code == 200, answer.content
        return str(answer.json()[0]["service_request_id"])

    def request(self, service_request_id: str) -> dict[str, Any]:
        """One request as JSON gives it."""
        answer = self.get(f"requests/{service_request_id}.json")
        assert answer.status_code == 200, answer.content
        (found,) = answer.json()
        return dict(found)

    def ids(self, **parameters: Any) -> list[str]:
        """The ids of a list of requests."""
        answer = self.get("requests.json", **parameters)
        assert answer.status_code == 200, answer.content
        return [one["service_request_id"] for one in answer.json()]

    def update(self, service_request_id: str, status: str, update_id: str = "1", **more: Any) -> HttpResponse:
        """Say something about a request."""
        values = {
            "service_request_id": service_request_id,
            "update_id": update_id,
            "status": status,
            "updated_datetime": "2026-01-31T09:00:00+00:00",
            **more,
        }
        return self.post("servicerequestupdates.json", **values)


def fault(answer: HttpResponse) -> tuple[int, str]:
    """Status and description of an error, whose shape is checked on the way."""
    if answer["Content-Type"] == "application/json; charset=utf-8":
        (error,) = answer.json()
        assert sorted(error) == ["code", "description"]
        code, description = error["code"], error["description"]
    else:
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        root = etree.fromstring(answer.content)
        assert [element.tag for element in root.iter()] == ["errors", "error", "code", "description"]
        code, description = int(root.findtext("error/code")), root.findtext("error/description")
    assert code == answer.status_code
    assert description
    return answer.status_code, str(description)


def xml(answer: HttpResponse) -> Any:
    """The document of an answer."""
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return etree.fromstring(answer.content)
