"""What a stranger's request may leave in the log: one short line, and nothing of what was sent."""

import io
import logging
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.test import Client

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Whatever is written to the log of this installation."""
    written = io.StringIO()
    handlers: set[logging.StreamHandler[io.TextIOBase]] = set()
    for name in ("", "django", "django.security"):
        handlers |= {one for one in logging.getLogger(name).handlers if type(one) is logging.StreamHandler}
    streams = {handler: handler.setStream(written) for handler in handlers}
    yield written
    for handler, stream in streams.items():
        handler.setStream(stream)


@pytest.mark.parametrize(
    ("body", "headers", "name"),
    [
        (b"words=" + b"secretword" * 400_000, {}, "RequestDataTooBig"),
        (b"secretword=1&" * 600, {}, "TooManyFieldsSent"),
        (b"words=x", {"Host": "secretword.example"}, "DisallowedHost"),
    ],
    ids=["too big", "too many fields", "another host"],
)
def test_a_request_that_is_refused_leaves_one_short_line(
    small_council: ModuleType, log: io.StringIO, body: bytes, headers: dict[str, str], name: str
) -> None:
    answer = Client().generic("POST", "/follow/?secretword", body, content_type=FORM, headers=headers)
    assert answer.status_code == 400
    (line,) = log.getvalue().splitlines()
    assert name in line
    assert "secretword" not in line
    assert len(line) < 120


def test_a_fault_of_ours_keeps_its_traceback(log: io.StringIO) -> None:
    try:
        raise ValueError("ours")
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error", exc_info=True)
    assert "Traceback" in log.getvalue()
