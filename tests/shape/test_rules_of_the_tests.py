"""The rules that conftest.py keeps, each broken on purpose."""

import os
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]


def run(folder: Path, *codes: str, options: tuple[str, ...] = (), **environment: str) -> str:
    """What pytest says about files of tests, run under our conftest in a process of its own."""
    for number, code in enumerate(codes):
        (folder / f"test_sample_{number}.py").write_text(code)
    ours = ("FRONTDOOR_", "PYTEST_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", "-p", "tests.conftest"]
    done = subprocess.run(
        [*command, "-c", "pyproject.toml", *options, str(folder)],
        cwd=ROOT,
        env=plain | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_silent_skip_fails(tmp_path: Path) -> None:
    said = run(
        tmp_path,
        "import pytest\ndef test(): pytest.skip('not today')",
        "import pytest\n@pytest.mark.skip\ndef test(): pass",
        "import pytest\n@pytest.mark.xfail\ndef test(): assert False",
        "import pytest\n@pytest.mark.parametrize('x', [])\ndef test(x): pass",
    )
    assert said.count("The only allowed skip is an absent corpus.") == 4
    assert "2 failed, 2 errors" in said.splitlines()[-1]


def test_a_silent_skip_of_a_whole_file_fails(tmp_path: Path) -> None:
    said = run(tmp_path, "import pytest\npytest.importorskip('no_such_module')\ndef test(): pass")
    assert "The only allowed skip is an absent corpus." in said
    assert "1 error" in said.splitlines()[-1]


def test_an_absent_corpus_is_named_above_the_last_line(tmp_path: Path) -> None:
    code = (
        "import pytest\nfrom tests.corpora import corpus, each_file\n"
        "def test_one(): corpus('requests/requests.csv.gz')\n"
        "@pytest.mark.parametrize('path', each_file('mail'))\ndef test_each(path): pass\n"
    )
    said = run(tmp_path, code)
    assert "Absent corpora (set FRONTDOOR_CORPORA to use them): mail, requests/requests.csv.gz" in said
    assert "2 skipped" in said.splitlines()[-1]


def test_a_corpus_missing_from_a_given_folder_fails(tmp_path: Path) -> None:
    code = "from tests.corpora import corpus\ndef test(): corpus('requests/requests.csv.gz')"
    assert "1 failed" in run(tmp_path, code, FRONTDOOR_CORPORA=str(tmp_path))


def test_the_network_is_out_of_bounds_even_if_forgiven(tmp_path: Path) -> None:
    said = run(
        tmp_path,
        "import socket\ndef test():\n"
        " try: socket.socket().connect(('192.0.2.1', 80))\n except Exception: pass",
        "import socket\ndef test():\n try: socket.getaddrinfo('example.org', 80)\n except Exception: pass",
        "import socket\ndef test(): socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
    )
    assert said.count("NetworkUsed: tests use no network, and this one wanted") >= 3
    assert "3 failed" in said.splitlines()[-1]


def test_loopback_is_home() -> None:
    """This test runs under our conftest itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_warning_fails() -> None:
    with pytest.raises(UserWarning, match="old"):
        warnings.warn("old", stacklevel=1)


def test_a_long_run_waits_to_be_asked_for(tmp_path: Path) -> None:
    code = "import pytest\ndef test(): pass\n@pytest.mark.proof\ndef test_long(): pass"
    assert "1 passed, 1 deselected" in run(tmp_path, code)
    assert "1 passed, 1 deselected" in run(tmp_path, code, options=("-m", "proof"))


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_settings_use_the_folder_of_the_run_and_it_is_removed(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    code = (
        "import os, pathlib\ndef test():\n from django.conf import settings\n"
        " assert str(settings.DATA) == os.environ['FRONTDOOR_DATA']\n"
        f" pathlib.Path({str(tmp_path)!r}, 'used').write_text(str(settings.DATA))\n"
    )
    assert "1 passed" in run(tmp_path, code, options=workers)
    used = Path((tmp_path / "used").read_text())
    assert used.name.startswith("frontdoor-tests-")
    assert not used.exists()
