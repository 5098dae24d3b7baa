"""What holds for every test: a data folder of its own, no network, no silent skip."""

import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import pytest
from hypothesis import settings as hypothesis_settings

from tests import outbox as outboxes
from tests.corpora import ABSENT
from tests.outbox import Outbox

_OURS = {"FRONTDOOR_CORPORA", "FRONTDOOR_SHOTS"}  # what the tests themselves read

# Settings are read from the environment when Django is first loaded, which is after this file.
for _name in [name for name in os.environ if name.startswith("FRONTDOOR_") and name not in _OURS]:
    del os.environ[_name]
os.environ.pop("SMTP_URL", None)
_data = os.environ["FRONTDOOR_DATA"] = tempfile.mkdtemp(prefix="frontdoor-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "frontdoor.config.settings"
# What drives the browser leaves an event loop in this thread: Django would refuse the tests after it the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long one example takes says nothing on a machine that does other things as well.
# In continuous integration the examples are the same each time; at home they are new ones.
hypothesis_settings.register_profile(
    "frontdoor", deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
hypothesis_settings.load_profile("frontdoor")


class NetworkUsed(BaseException):
    """Not an Exception: code that forgives a failed connection must not hide it."""


def _stay_at_home(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path or None: not the network
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host and not _is_here(str(host)):
        raise NetworkUsed(f"tests use no network, and this one wanted {host}")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


sys.addaudithook(_stay_at_home)


def pytest_configure() -> None:
    django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers inherit the environment: they too must load the settings only after this file."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    shutil.rmtree(_data, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The database of this run, made for tests that ask for `db` and for those that ask for `lasting_db`.

    SQLite is in a file as in production, so that several threads of a test meet real locks.
    """
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(_data) / "test.sqlite3")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def lasting_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real, for tests with several threads; left as migrations left it."""
    with django_db_blocker.unblock():
        yield
        _empty_the_database()


def _empty_the_database() -> None:
    from django.db import connection

    from frontdoor.core import audit
    from frontdoor.core.models import AuditHead
    from frontdoor.organisation import queries as organisation

    kept = {"django_migrations", "django_content_type"}
    tables = [name for name in connection.introspection.table_names() if name not in kept]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for name in tables:
                if not name.startswith("cases_search_"):  # the parts of cases_search
                    cursor.execute(f"DELETE FROM {name}")
            cursor.execute("PRAGMA foreign_keys = ON")
    AuditHead.objects.bulk_create(AuditHead(partition=n) for n in range(audit.PARTITIONS))
    organisation.forget_cached()
    connection.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of this run: starting it takes long, and a thread can drive only one."""
    from tests.design.gallery import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def running_outbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    with outboxes.running(outboxes.without_database(tmp_path_factory.mktemp("outbox"))) as found:
        yield found


@pytest.fixture
def outbox(running_outbox: Outbox) -> Outbox:
    """A real mail server in another process, empty and accepting."""
    running_outbox.clear()
    return running_outbox


@pytest.fixture
def lasting_council(lasting_db: None) -> None:
    """The small council in a database in which commits are real."""
    from django.utils import timezone

    from tests import small_council as council

    council.load(at=timezone.now())


@pytest.fixture
def small_council(db: None) -> Iterator[ModuleType]:
    """The council of tests/small_council.py, loaded; its names are that module's."""
    from django.utils import timezone

    from frontdoor.organisation import queries as organisation
    from tests import small_council as council

    organisation.forget_cached()
    council.load(at=timezone.now())
    yield council
    organisation.forget_cached()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long runs only when asked for: `-m proof`."""
    if "proof" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("proof")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    return _no_silent_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    return _no_silent_skip((yield))


def _no_silent_skip(report):
    """A skip or an expected failure is a failure, unless a corpus is absent."""
    if report.outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if ABSENT not in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}\nThe only allowed skip is an absent corpus."
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that names the absent corpora."""
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])]
    absent = sorted({reason.partition(ABSENT)[2] for reason in reasons})
    if absent:
        terminalreporter.write_line(
            f"Absent corpora (set FRONTDOOR_CORPORA to use them): {', '.join(absent)}"
        )
