"""`frontdoor serve` with real processes."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.processes import FRONTDOOR, Server, alive, eventually, frontdoor, installation, serving

pytestmark = pytest.mark.once


def healthy(server: Server) -> bool:
    try:
        return server.get("/healthz")[0] == 200
    except (URLError, ConnectionError):
        return False


def complete(server: Server) -> dict[int, str]:
    """All processes of a server with one web process, once all are there."""
    found = server.processes()
    return found if len(found) == 3 else {}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(installation(tmp_path_factory.mktemp("serve")), "--workers", "1") as running:
        yield running


def test_it_says_ready_when_it_is(server: Server) -> None:
    assert server.get("/healthz") == (200, "ok\n")


def test_a_web_process_that_is_killed_is_replaced(server: Server) -> None:
    granian, *workers = server.find("granian")
    os.kill(workers[0], signal.SIGKILL)
    eventually(lambda: len(server.find("granian")) == 2 and workers[0] not in server.processes())
    eventually(lambda: healthy(server))
    assert granian in server.processes()


def test_a_web_server_that_is_killed_is_replaced_and_leaves_nothing_behind(server: Server) -> None:
    eventually(lambda: len(server.find("granian")) == 2)
    before = server.find("granian")
    os.kill(before[0], signal.SIGKILL)
    eventually(lambda: len(server.find("granian")) == 2 and not set(before) & set(server.find("granian")))
    eventually(lambda: not any(alive(pid) for pid in before))
    eventually(lambda: healthy(server))
    assert "The web server was ended by SIGKILL: starting it again in 0.5 s." in server.errors.read_text()


def test_a_job_worker_that_is_killed_is_replaced(server: Server) -> None:
    (before,) = server.find("frontdoor.cli.main worker")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: server.find("frontdoor.cli.main worker") not in ([], [before]))


def test_a_port_in_use_is_one_clear_line(server: Server, tmp_path: Path) -> None:
    port = server.address.rpartition(":")[2]
    command = [FRONTDOOR, "serve", "--port", port]
    done = subprocess.run(command, env=installation(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"frontdoor: Port {port} is in use by another program.")
    assert done.stderr.count("\n") == 1
    eventually(lambda: healthy(server))


def test_web_only_leaves_the_jobs_alone(tmp_path: Path) -> None:
    with serving(installation(tmp_path), "--web-only", "--workers", "2") as running:
        assert running.find("frontdoor.cli.main worker") == []
        assert len(running.find("granian")) == 3


def test_the_outbox_takes_the_mail_instead_of_a_mail_server(tmp_path: Path) -> None:
    with serving(installation(tmp_path), "--outbox", "--workers", "1") as running:
        (outbox,) = running.find("frontdoor.cli.main outbox")
        port = int(running.processes()[outbox].split()[-1])

        def greeting() -> str:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as caller:
                return caller.recv(100).decode()

        assert eventually(lambda: reached(greeting)).startswith("220 ")
        (worker,) = running.find("frontdoor.cli.main worker")
        given = Path(f"/proc/{worker}/environ").read_text().split("\0")
        assert f"SMTP_URL=smtp://127.0.0.1:{port}" in given
        assert "FRONTDOOR_OUTBOX=1" in given


def reached(ask: Callable[[], str]) -> str:
    """The answer; nothing while nobody listens yet."""
    try:
        return ask()
    except ConnectionError:
        return ""


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_alone_ends_when_asked(asked: signal.Signals, tmp_path: Path) -> None:
    environment = installation(tmp_path)
    frontdoor("migrate", environment=environment)
    with subprocess.Popen(
        [FRONTDOOR, "worker"], env=environment, stderr=subprocess.PIPE, text=True
    ) as worker:
        # it hears signals once it has threads: the one that listens for them is its first
        eventually(lambda: len(list(Path(f"/proc/{worker.pid}/task").iterdir())) > 1)
        worker.send_signal(asked)
        _, errors = worker.communicate(timeout=60)
        assert (worker.returncode, errors) == (0, "")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_and_all_its_processes(asked: signal.Signals, tmp_path: Path) -> None:
    with serving(installation(tmp_path), "--workers", "1") as running:
        everything = eventually(lambda: complete(running))
        running.process.send_signal(asked)
        assert running.process.wait(60) == 0
        assert not any(alive(pid) for pid in everything)


def test_its_processes_end_when_it_is_killed(tmp_path: Path) -> None:
    with serving(installation(tmp_path), "--workers", "1") as running:
        everything = eventually(lambda: complete(running))
        running.process.kill()
        eventually(lambda: not any(alive(pid) for pid in everything))


def test_no_request_is_logged(server: Server) -> None:
    before = server.errors.read_text()
    with pytest.raises(URLError):
        server.get("/no-such-page?reference=SECRET-1234")
    assert "SECRET-1234" not in server.errors.read_text()[len(before) :]


# What a browser sends before the last bytes of a form; the check of our token makes the server want them all, and it
# says so when it begins to read them.
HEAD = (
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"
    f"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken={'a' * 32}\r\n\r\n"
).encode()


def place(server: Server) -> tuple[str, int]:
    host, port = server.address.removeprefix("http://").split(":")
    return host, int(port)


def begin(server: Server) -> socket.socket:
    """Somebody who has sent half of a form, which the server has begun to read."""
    caller = socket.create_connection(place(server), timeout=60)
    caller.sendall(HEAD + b"ab")
    assert caller.recv(1000).startswith(b"HTTP/1.1 100 ")
    return caller


def test_slow_senders_do_not_hold_up_others(server: Server) -> None:
    with ExitStack() as senders:
        for _ in range(40):
            senders.enter_context(begin(server))
        for _ in range(10):
            assert server.get("/healthz")[0] == 200


def test_a_request_under_way_is_finished_before_it_ends(tmp_path: Path) -> None:
    """The server is asked to stop while it waits for the rest of a form."""
    with serving(installation(tmp_path), "--web-only", "--workers", "1") as running:
        with begin(running) as caller:
            running.process.terminate()
            time.sleep(1)
            caller.setblocking(False)
            with pytest.raises(BlockingIOError):
                caller.recv(1)  # neither answered nor cut off
            caller.settimeout(60)
            caller.sendall(b"cd")
            assert caller.recv(1000).startswith(b"HTTP/1.1 403 ")  # a form without our token
        assert running.process.wait(60) == 0
