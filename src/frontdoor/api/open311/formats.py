"""Answers as XML and as JSON, from the same plain data."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# how XML names the entries of a list; JSON has bare arrays
_ENTRY = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Data = Mapping[str, Any] | Sequence[Any]


def response(
    root: str, data: Data, suffix: str, *, status: int = 200, content_type: str = ""
) -> HttpResponse:
    """The data as the body of an answer: `root` is the outermost element in XML."""
    kind = suffix if suffix in TYPES else "xml"
    body = as_json(data) if kind == "json" else as_xml(root, data)
    return HttpResponse(body, content_type=content_type or TYPES[kind], status=status)


def as_json(data: Data) -> bytes:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def as_xml(root: str, data: Data) -> bytes:
    """The data as a document. Characters that XML cannot hold are shown as �."""
    element = ElementTree.Element(root)
    _fill(element, data)
    declared: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return declared


def w3c(moment: datetime | None) -> str | None:
    """A moment as the standard wants it: to the second, with its offset (always Z)."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def suffix_of(path: str) -> str:
    """The format a path asks for: json, or xml where it names none or one we do not have."""
    return "json" if path.rstrip("/").endswith(".json") else "xml"


def _fill(element: ElementTree.Element, data: Any) -> None:
    if isinstance(data, Mapping):
        for name, value in data.items():
            _fill(ElementTree.SubElement(element, name), value)
    elif isinstance(data, list | tuple):
        for value in data:
            _fill(ElementTree.SubElement(element, _ENTRY[element.tag]), value)
    elif isinstance(data, bool):
        element.text = "true" if data else "false"
    elif data is not None:
        element.text = _NOT_IN_XML.sub("\ufffd", str(data))
