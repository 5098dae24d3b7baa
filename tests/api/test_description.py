"""The published description is true: whatever fits it is accepted, whatever does not is refused, nothing breaks."""

from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
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
    _exercise_all(application, mode, key, examples=40)


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
    # what is sent in a body has by far the most to it: a third as many examples will do for what is only asked
    wanted_of = {one.label: examples if one.body else examples // 3 for one in operations}
    met = {one.label: _exercise(one, mode, key, wanted_of[one.label]) for one in operations}
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
        derandomize=examples < 100,  # few random ones do not always get as far as is wanted below
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        _keep_in_the_path(case)
        # where the key was left out on purpose it stays out
        asked = {"api_key": key} if "api_key" in case.query else {}
        statuses.add(case.call_and_validate(params=asked).status_code)

    check()
    return statuses


def _keep_in_the_path(case: schemathesis.Case) -> None:
    """A list or an object in place of a part of the path: it is not quoted as strings are, and a "?" would end it."""
    for name, value in case.path_parameters.items():
        if "?" in str(value):
            case.path_parameters[name] = quote(str(value), safe="")


@pytest.mark.parametrize("part", [["?"], {"a": "?b=c"}], ids=["list", "object"])
def test_what_would_end_a_path_is_sent_as_a_part_of_it(
    small_council: ModuleType, application: Application, part: Any
) -> None:
    schema = schemathesis.openapi.from_wsgi("/open311/v2/openapi.json", application)
    operation = schema["/v2/services/{service_code}.{format}"]["GET"]
    case = operation.Case(
        path_parameters={"service_code": part, "format": "json"}, query={"jurisdiction_id": "x"}
    )
    with pytest.raises(ValueError, match="Query string is defined in the path"):
        case.call()
    _keep_in_the_path(case)
    assert case.call_and_validate().status_code in (400, 404)


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
