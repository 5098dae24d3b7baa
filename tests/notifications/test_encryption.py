"""Encryption on the way to the mail server: used where offered, verified always, needed for a password."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from frontdoor.notifications.adapters.smtp import Mail, Outcome, Result, SmtpServer
from tests.outbox import free_port

pytestmark = pytest.mark.once

MAIL = Mail("a@example.org", "Hello", "Hello\n", "<1@wold.example>", datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for `localhost` (not for 127.0.0.1), with its key in the same file."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", "key", "-out", "certificate"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    (folder / "both").write_bytes((folder / "key").read_bytes() + (folder / "certificate").read_bytes())
    return folder / "both"


class Taker:
    """Takes mail and remembers it, and whether the connection was encrypted."""

    def __init__(self) -> None:
        self.encrypted: list[bool] = []
        self.signed_in: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.encrypted.append(
            session.ssl is not None
            or isinstance(server.transport.get_extra_info("ssl_object"), ssl.SSLObject)
        )
        return "250 OK"

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss word", handled=False)


@pytest.fixture
def taker() -> Taker:
    return Taker()


def serving(taker: Taker, **options: Any) -> Iterator[int]:
    controller = Controller(taker, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def starttls(taker: Taker, certificate: Path) -> Iterator[int]:
    yield from serving(
        taker, tls_context=context(certificate), authenticator=taker.check, auth_required=False
    )


@pytest.fixture
def smtps(taker: Taker, certificate: Path) -> Iterator[int]:
    yield from serving(taker, ssl_context=context(certificate))


@pytest.fixture
def plain(taker: Taker) -> Iterator[int]:
    yield from serving(taker, authenticator=taker.check, auth_require_tls=False)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def send(url: str) -> Result:
    with closing(SmtpServer(url, sender="help@wold.example", sender_name="Little Wold")) as server:
        return server.send(MAIL, about_to_hand_over=lambda: True)


@pytest.mark.usefixtures("trusted")
def test_starttls_is_used_where_it_is_offered(starttls: int, taker: Taker) -> None:
    assert send(f"smtp://localhost:{starttls}").outcome is Outcome.ACCEPTED
    assert taker.encrypted == [True]


@pytest.mark.usefixtures("trusted")
def test_smtps(smtps: int, taker: Taker) -> None:
    assert send(f"smtps://localhost:{smtps}").outcome is Outcome.ACCEPTED
    assert taker.encrypted == [True]


@pytest.mark.parametrize("kind", ["starttls", "smtps"])
def test_a_certificate_nobody_vouches_for_gets_no_mail(
    kind: str, taker: Taker, request: pytest.FixtureRequest
) -> None:
    port = request.getfixturevalue(kind)
    result = send(f"{'smtp' if kind == 'starttls' else 'smtps'}://localhost:{port}")
    assert result == Result(Outcome.LATER, "The mail server cannot be reached: SSLCertVerificationError")
    assert taker.encrypted == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("kind", ["starttls", "smtps"])
def test_a_certificate_for_another_name_gets_no_mail(
    kind: str, taker: Taker, request: pytest.FixtureRequest
) -> None:
    port = request.getfixturevalue(kind)
    result = send(f"{'smtp' if kind == 'starttls' else 'smtps'}://127.0.0.1:{port}")
    assert result.reason == "The mail server cannot be reached: SSLCertVerificationError"
    assert taker.encrypted == []


@pytest.mark.usefixtures("trusted")
def test_a_password_goes_over_encryption_only(starttls: int, taker: Taker) -> None:
    assert send(f"smtp://us%40er:p%40ss%20word@localhost:{starttls}").outcome is Outcome.ACCEPTED
    assert taker.signed_in == [(b"us@er", b"p@ss word")]


def test_a_password_is_never_sent_in_the_open(plain: int, taker: Taker) -> None:
    result = send(f"smtp://user:p%40ss%20word@localhost:{plain}")
    assert result.outcome is Outcome.LATER
    assert taker.signed_in == []
    assert taker.encrypted == []
    assert send(f"smtp://localhost:{plain}").outcome is Outcome.ACCEPTED
    assert taker.encrypted == [False]


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_loses_no_mail_and_is_not_told(starttls: int) -> None:
    result = send(f"smtp://user:secret@localhost:{starttls}")
    assert result == Result(
        Outcome.LATER, "The mail server does not accept our user name and password (SMTP_URL)"
    )
