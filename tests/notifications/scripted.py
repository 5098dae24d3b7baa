"""A mail server that says exactly what a test tells it to, for answers no sane server gives."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

ORDINARY = {
    "": "220 scripted.example",
    "EHLO": "250 scripted.example",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    ".": "250 Kept",
    "NOOP": "250 OK",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}


@dataclass
class Scripted:
    """`answers` by the first word of a command; "." is the end of a message, "" the greeting; "" says nothing."""

    port: int
    answers: dict[str, str]
    lines: list[str] = field(default_factory=list)  # every line it got, messages included
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def talk(self, connection: socket.socket) -> None:
        self.connections += 1
        with connection, connection.makefile("rwb") as stream:
            in_message = False
            word = ""
            while True:
                answer = self.answers[word]
                if answer == "hang up":
                    return
                if answer:
                    stream.write(answer.encode() + b"\r\n")
                    stream.flush()
                in_message = answer.startswith("354")
                line = self._next(stream.readline())
                while in_message and line not in (".", None):
                    line = self._next(stream.readline())
                if line is None or word == "QUIT":
                    return
                word = line.split(" ")[0].upper()

    def _next(self, line: bytes) -> str | None:
        if not line:
            return None
        text = line.decode("latin-1").removesuffix("\r\n")
        self.lines.append(text)
        return text


@contextmanager
def server(**answers: str) -> Iterator[Scripted]:
    """Run one: server(MAIL="550 No") says that to MAIL and is ordinary otherwise."""
    given: Mapping[str, str] = {{"DOT": ".", "GREETING": ""}.get(k, k): v for k, v in answers.items()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scripted = Scripted(listener.getsockname()[1], {**ORDINARY, **given})

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=_quietly, args=(scripted, connection), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        yield scripted
        listener.shutdown(socket.SHUT_RDWR)


def _quietly(scripted: Scripted, connection: socket.socket) -> None:
    with suppress(OSError):
        scripted.talk(connection)
