"""The published description is true: whatever fits it is accepted, whatever does not is refused, nothing breaks."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from frontdoor.api.open311.routes import ROUTES

Application = Callable[..., Any]
MODES = [
    pytest.param(GenerationMode.POSITIVE, id="what fits"),
    pytest.param(GenerationMode.NEGATIVE, id="what does not"),
]


@pytest.mark.parametrize("mode", MODES)
def test_every_operation_keeps_to_the_description(
    small_council: ModuleType, key: str, application: Application, mode: GenerationMode
) -> None:
    _exercise_all(application, mode, key, examples=25)


@pytest.mark.proof
@pytest.mark.parametrize("mode", MODES)
def test_every_operation_keeps_to_it_for_long(
    small_council: ModuleType, key: str, application: Application, mode: GenerationMode
) -> None:
    _exercise_all(application, mode, key, examples=500)


def _exercise_all(application: Application, mode: GenerationMode, key: str, *, examples: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/open311/v2/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == sum(1 + bool(route.post) for route in ROUTES)
    met = {operation.label: _exercise(operation, mode, key, examples) for operation in operations}
    wanted = 200 if mode is GenerationMode.POSITIVE else 400
    assert wanted in met["POST /v2/requests.{format}"], "no example got as far as it should"


def _exercise(operation: APIOperation, mode: GenerationMode, key: str, examples: int) -> set[int]:
    """Send what fits (or does not fit) the description of one operation; the statuses it was answered with."""
    statuses = set()

    @settings(
        max_examples=examples,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        # where the key was left out on purpose it stays out
        asked = {"api_key": key} if "api_key" in case.query else {}
        try:
            statuses.add(case.call_and_validate(params=asked).status_code)
        except ValueError as fault:
            # a "?" in a path: it is the test's own client that refuses it, before the application is asked
            assume("Query string is defined" not in str(fault))
            raise

    check()
    return statuses


def test_real_answers_have_the_shape_that_is_published(
    small_council: ModuleType, key: str, client: Client
) -> None:
    description = client.get("/open311/v2/openapi.json").json()
    schemas = description["components"]["schemas"]

    def fits(name: str, path: str, **sent: Any) -> Any:
        answer = client.post(path, sent) if sent else client.get(path)
        assert answer.status_code == 200, answer.content
        jsonschema.validate(
            answer.json(), schemas[name], format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        assert answer.json(), "an empty answer shows nothing"
        return answer.json()

    fits("discovery", "/open311/discovery.json")
    for service in fits("services", "/open311/v2/services.json"):
        fits("service_definition", f"/open311/v2/services/{service['service_code']}.json")
    report = {
        "api_key": key,
        "service_code": "pothole",
        "lat": "54.57",
        "long": "2.04",
        "attribute[danger]": "no",
        "attribute[size]": "lid",
    }
    sent = fits("filed", "/open311/v2/requests.json", **report)[0]["service_request_id"]
    fits("service_requests", f"/open311/v2/requests/{sent}.json")
    fits("tokens", f"/open311/v2/tokens/{sent}.json")
    update = {
        "api_key": key,
        "service_request_id": sent,
        "update_id": "1",
        "status": "FIXED",
        "updated_datetime": "2026-01-31T09:00:00Z",
    }
    fits("updated", "/open311/v2/servicerequestupdates.json", **update)
    fits("service_request_updates", "/open311/v2/servicerequestupdates.json")
    wrong = client.get("/open311/v2/requests/1.json")
    assert wrong.status_code == 404
    jsonschema.validate(wrong.json(), schemas["errors"])
