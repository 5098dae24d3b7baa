"""A database that is there and of this version, for every command that needs one."""

import fcntl
import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Any number will do, as long as every process of this program uses the same.
_MIGRATION_LOCK = 7_236_871


@contextmanager
def database() -> Iterator[bool]:
    """Run a command with the database ready: created where it is missing, migrated where it is older.

    Yields whether anything had to be done.

    Import rooms and Django only inside (`with database():`, or in a function decorated `@database()`).
    When nothing is to be done this costs one query. Two processes starting at once migrate once.
    """
    _load_django()
    from django.db import connection, connections

    migrated = False
    try:
        _make_room()
        if _outstanding():
            with _only_one():
                if _outstanding():  # another process may have done it while we waited
                    _migrate()
                    migrated = True
        yield migrated
    finally:
        connections.close_all()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def data_folder() -> Path:
    """Where this installation keeps its database, files and keys."""
    _load_django()
    from django.conf import settings

    return Path(settings.DATA)


def _load_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdoor.config.settings")
    import django

    django.setup()


def _make_room() -> None:
    """The folder of an SQLite database, or the PostgreSQL database itself, where it does not exist yet."""
    from django.db import connection

    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        _create_in_postgresql()


def _create_in_postgresql() -> None:
    # Asked for directly and not through the pool, which waits and then cannot say what was wrong.
    import psycopg
    from django.db import OperationalError, connection

    given = connection.settings_dict
    name = str(given["NAME"])
    there = psycopg.conninfo.make_conninfo(
        dbname=name,
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        connect_timeout=5,
    )
    refused = _refusal(there)
    if refused is None:
        return
    beside = psycopg.conninfo.make_conninfo(there, dbname="postgres")
    try:
        with psycopg.connect(beside, autocommit=True) as session:
            session.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        refused = _refusal(there)  # it was there, or another process was quicker
    except psycopg.Error:
        pass
    else:
        refused = None
    if refused is not None:
        raise OperationalError(str(refused)) from refused


def _refusal(there: str) -> Exception | None:
    """Why PostgreSQL lets nobody in at this address, None where it does."""
    import psycopg

    try:
        psycopg.connect(there).close()
    except psycopg.OperationalError as refused:
        return refused
    return None


def _outstanding() -> bool:
    """Whether this version has a migration that the database has not had."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    wanted = {
        (app.label, found.name)
        for app in apps.get_app_configs()
        for found in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not found.name.startswith("_")
    }
    return not wanted <= MigrationRecorder(connection).applied_migrations().keys()


@contextmanager
def _only_one() -> Iterator[None]:
    from django.db import connection

    if connection.vendor == "sqlite":
        with open(f"{connection.settings_dict['NAME']}.migrating", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _migrate() -> None:
    from django.core.management import call_command

    print("Setting up the database ...", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
