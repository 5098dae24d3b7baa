"""Requests are taken in whole before the application begins."""

import io
import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig

from frontdoor.config.receiving import AT_ONCE, MAX_BYTES, Unhurried, ending, received

pytestmark = pytest.mark.once


class Arriving(io.BytesIO):
    """What is sent, a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7))


@pytest.mark.parametrize("length", [1, 7, 1000, 1_500_000])
def test_all_of_it_is_there(length: int) -> None:
    sent = bytes(n % 251 for n in range(length))
    with received(Arriving(sent + b"the next request"), length) as whole:
        assert whole.read() == sent


def test_half_a_form_does_not_pass_for_a_whole_one() -> None:
    with pytest.raises(ConnectionAbortedError):
        received(Arriving(b"description=The brid"), 40).read()


def test_a_sender_whose_connection_breaks_is_not_answered_as_if_they_had_finished() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        received(Broken(), 40).readline()


PART = b'--B\r\nContent-Disposition: form-data; name="description"\r\n\r\nThe bridge\r\n'
MULTIPART = "multipart/form-data; boundary=B"


@pytest.mark.parametrize("end", [b"--B--", b"--B--\r\n", b"--B--\r\nwhat follows the form"])
@pytest.mark.parametrize("kind", [MULTIPART, 'Multipart/Form-Data; charset=utf-8; boundary="B"'])
def test_a_form_in_parts_is_whole_when_it_has_its_end(kind: str, end: bytes) -> None:
    with received(Arriving(PART + end), len(PART + end), ending(kind)) as whole:
        assert whole.read() == PART + end


@pytest.mark.parametrize("end", [b"", b"--B", b"--B-", b"--B\r\n", b"--A--\r\n"])
def test_a_form_in_parts_without_its_end_was_cut_off(end: bytes) -> None:
    with pytest.raises(BadRequest):
        received(Arriving(PART + end), len(PART + end), ending(MULTIPART)).read()


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "", "multipart/form-data", "text/plain"]
)
def test_other_bodies_have_no_end_of_their_own(kind: str) -> None:
    with received(Arriving(PART), len(PART), ending(kind)) as whole:
        assert whole.read() == PART


def test_too_much_is_refused_before_it_is_read() -> None:
    source = Arriving(b"x" * 100)
    with pytest.raises(RequestDataTooBig):
        received(source, MAX_BYTES + 1).read(10)
    assert source.tell() == 0


@pytest.mark.parametrize("length", [None, "", "0", "nonsense", "-1", "٤"])
def test_what_announces_no_length_is_left_as_it_is(length: str | None) -> None:
    source = io.BytesIO(b"abc")
    environ: dict[str, Any] = {"wsgi.input": source} | ({} if length is None else {"CONTENT_LENGTH": length})

    def application(environ: dict[str, Any], _start: object) -> Iterable[bytes]:
        assert environ["wsgi.input"] is source
        return [b"done"]

    assert Unhurried(application)(environ, lambda *_: lambda _: None) == [b"done"]


def test_only_a_few_work_at_once_and_waiting_for_a_sender_is_not_work() -> None:
    working, most = 0, 0
    lock = threading.Lock()
    arrived, full = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], _start: object) -> Iterable[bytes]:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
            if working == AT_ONCE:
                full.set()
        assert full.wait(60)
        time.sleep(0.05)  # time for one too many to come
        with lock:
            working -= 1
        return [environ["wsgi.input"].read()]

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            arrived.wait(120)
            return super().read(size)

    server = Unhurried(application)
    answers: list[Iterable[bytes]] = []

    def ask(source: io.BytesIO) -> None:
        answers.append(server({"wsgi.input": source, "CONTENT_LENGTH": "3"}, lambda *_: lambda _: None))

    slow = [threading.Thread(target=ask, args=[Slow(b"abc")]) for _ in range(3 * AT_ONCE)]
    quick = [threading.Thread(target=ask, args=[io.BytesIO(b"abc")]) for _ in range(3 * AT_ONCE)]
    for thread in [*slow, *quick]:
        thread.start()
    for thread in quick:
        thread.join(60)
    assert answers == [[b"abc"]] * len(quick), "quick senders wait for slow ones"
    arrived.set()
    for thread in slow:
        thread.join(60)
    assert answers == [[b"abc"]] * (len(quick) + len(slow))
    assert most == AT_ONCE
