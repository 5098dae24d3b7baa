"""The mail counterpart in a process of its own: a real SMTP server whose behaviour a test chooses."""

import mailbox
import os
import re
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.processes import FRONTDOOR, eventually


@dataclass(frozen=True)
class Outbox:
    """A running mail server, and what it kept."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def behave(self, word: str) -> None:
        """From now on it accept-s, refuse-s, defer-s, drop-s, ...: see frontdoor.counterparts.mail."""
        fresh = self.folder / "behaviour.fresh"
        fresh.write_text(word)
        fresh.replace(self.folder / "behaviour")

    def kept(self) -> list[EmailMessage]:
        """Every delivery, in the order of arrival."""
        found = [message_from_bytes(raw, policy=policy.default) for raw in self.raw()]
        return [message for message in found if isinstance(message, EmailMessage)]

    def raw(self) -> list[bytes]:
        """Every delivery as it came."""
        box = mailbox.Maildir(self.folder, create=True)
        return [box.get_bytes(key) for key in sorted(box.keys(), key=_when)]

    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.kept()]

    def clear(self) -> None:
        """Forget every message, and accept again."""
        mailbox.Maildir(self.folder, create=True).clear()
        self.behave("accept")


def _when(name: str) -> tuple[int, ...]:
    """When a message was kept, by the name that Maildir gives its file: 1795325171.M66232P18102Q1.vm"""
    return tuple(int(number) for number in re.findall(r"\d+", name)[:2])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(environment: Mapping[str, str], *, port: int = 0) -> Iterator[Outbox]:
    """Run `frontdoor outbox` in that installation until the end of the block."""
    port = port or free_port()
    process = subprocess.Popen([FRONTDOOR, "outbox", "--port", str(port)], env=environment)
    try:
        eventually(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None
        yield Outbox(port, Path(environment["FRONTDOOR_DATA"]) / "outbox", process)
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def without_database(folder: Path) -> dict[str, str]:
    """The environment of an installation that only takes mail."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDOOR_")}
    plain.pop("DATABASE_URL", None)
    return {**plain, "FRONTDOOR_DATA": str(folder)}
