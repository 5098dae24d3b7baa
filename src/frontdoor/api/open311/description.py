"""The OpenAPI description of what is here, made from the table of routes and so always of this council."""

from typing import Any

from frontdoor.api.open311 import definitions, formats, parameters, schemas
from frontdoor.api.open311.endpoint import Answer
from frontdoor.api.open311.parameters import Call
from frontdoor.api.open311.routes import ROUTES, Operation, Route

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_FAULTS = {
    "400": "Something is missing or wrong: the description says what",
    "403": "The api_key is missing or wrong. After many wrong ones from an address: wait as long as Retry-After says",
    "503": "Nothing can be saved or looked up just now: try again",
}


def openapi(call: Call) -> Answer:
    """The description as an answer."""
    del call
    return "openapi", description()


def description() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2 with updates",
            "version": "2",
            "description": (
                "Report to the council, and follow what becomes of it. Without a format, answers are XML. "
                "An empty parameter counts as not sent."
            ),
        },
        "servers": [{"url": "/open311"}],
        "paths": {f"/{route.path}.{{format}}": _path(route) for route in ROUTES},
        "components": {
            "schemas": {
                **schemas.ANSWERS,
                "request_form": schemas.request_form(definitions.offered()),
                "update_form": schemas.update_form(),
            },
            "securitySchemes": {"api_key": {"type": "apiKey", "in": "query", "name": "api_key"}},
        },
    }


def _path(route: Route) -> dict[str, Any]:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    path: dict[str, Any] = {
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": schemas.PATH[name]}
            for name in (*names, "format")
        ],
        "get": _operation(route, route.get, "get"),
    }
    if route.post:
        path["post"] = _operation(route, route.post, "post")
    return path


def _operation(route: Route, operation: Operation, method: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{method}_{route.name}",
        "summary": operation.says,
        "parameters": [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in (
                ("jurisdiction_id", _jurisdiction()),
                *((name, schemas.QUERY[name]) for name in operation.takes),
            )
        ],
        "responses": _responses(route, operation),
        "security": [{"api_key": []}] if operation.needs_key else [{}, {"api_key": []}],
    }
    if operation.form:
        body = {"schema": {"$ref": f"#/components/schemas/{operation.form}_form"}}
        found["requestBody"] = {"required": True, "content": dict.fromkeys(_FORMS, body)}
    return found


def _jurisdiction() -> dict[str, Any]:
    ours = parameters.jurisdiction()
    return {"type": "string", "enum": [ours, ""]} if ours else {"type": "string"}


def _responses(route: Route, operation: Operation) -> dict[str, Any]:
    missing = f"{operation.missing} or jurisdiction_id" if operation.missing else "jurisdiction_id"
    said = {**_FAULTS, "404": f"{missing} was not found"}
    return {
        "200": {
            "description": "OK",
            "content": {
                route.content_types.get("json", formats.TYPES["json"]): {
                    "schema": {"$ref": f"#/components/schemas/{operation.gives}"}
                },
                route.content_types.get("xml", formats.TYPES["xml"]): {},
            },
        },
        **{
            status: {
                "description": words,
                "content": {
                    formats.TYPES["json"]: {"schema": {"$ref": "#/components/schemas/errors"}},
                    formats.TYPES["xml"]: {},
                },
            }
            for status, words in sorted(said.items())
        },
    }
