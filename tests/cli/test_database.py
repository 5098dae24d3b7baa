"""Commands that need the database, each run as a person runs it."""

import json
import os
import string
import subprocess
from pathlib import Path

import pytest

from tests.postgres import cluster
from tests.processes import FRONTDOOR, frontdoor, in_django, installation


def test_a_missing_database_is_made_and_the_next_command_finds_it(tmp_path: Path) -> None:
    environment = installation(tmp_path / "new" / "folder")
    first = frontdoor("migrate", "--json", environment=environment)
    assert (first.returncode, json.loads(first.stdout)) == (0, {"migrated": True})
    assert first.stderr == "Setting up the database ...\n"
    again = frontdoor("migrate", "--json", environment=environment)
    assert (again.returncode, json.loads(again.stdout), again.stderr) == (0, {"migrated": False}, "")
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o077 == 0, "others may read the data folder"


def test_an_older_database_is_brought_up_to_this_version(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    frontdoor("migrate", environment=environment)
    back = "from django.core.management import call_command\ncall_command('migrate', 'sessions', 'zero', verbosity=0)"
    in_django(back, environment=environment)
    done = frontdoor("migrate", "--json", environment=environment)
    assert json.loads(done.stdout) == {"migrated": True}
    count = "from django.contrib.sessions.models import Session\nprint(Session.objects.count())"
    assert in_django(count, environment=environment) == "0\n"


def test_of_several_that_start_at_once_only_one_migrates(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    running = [
        subprocess.Popen(
            [FRONTDOOR, "migrate", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    outcomes = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * 4, outcomes
    assert sorted(json.loads(out)["migrated"] for out, _ in outcomes) == [False, False, False, True]


# The database is made by another process just after this one was told that there is none.
BEATEN_TO_IT = """
import psycopg
from django.db import connection
from frontdoor.cli.setup import database

connect, beaten = psycopg.connect, []

def slower(there, **settings):
    try:
        return connect(there, **settings)
    except psycopg.OperationalError:
        if not beaten:
            beaten.append(True)
            with connect(psycopg.conninfo.make_conninfo(there, dbname="postgres"), autocommit=True) as other:
                other.execute(f'create database "{connection.settings_dict["NAME"]}"')
        raise

psycopg.connect = slower
with database() as migrated:
    print(migrated, beaten)
"""


@pytest.mark.once
def test_who_is_told_that_there_is_no_database_when_another_makes_it_goes_on(tmp_path: Path) -> None:
    with cluster() as url:
        environment = installation(tmp_path) | {"DATABASE_URL": f"{url.rpartition('/')[0]}/soon_there"}
        assert in_django(BEATEN_TO_IT, environment=environment) == "True [True]\n"


@pytest.mark.once
def test_what_starts_a_command_with_the_database_loads_nothing_that_only_its_work_needs(
    tmp_path: Path,
) -> None:
    """Starting takes under half a second of processor time, which `frontdoor bench` measures."""
    code = (
        "from frontdoor.cli.setup import database\n"
        "with database(): pass\n"
        "import sys\n"
        "slow = 'granian h3 holidays jsonschema markdown_it nh3 phonenumbers PIL shapely smtplib yaml'.split()\n"
        "print(*(name for name in slow if name in sys.modules))"
    )
    assert in_django(code, environment=installation(tmp_path) | {"DATABASE_URL": ""}) == "\n"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"FRONTDOOR_DATA": "/dev/null/data"}, "Cannot use /dev/null/data: Not a directory."),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, "Cannot connect to the database"),
        ({"DATABASE_URL": "sqlite:///dev/null/data/file"}, "Cannot use /dev/null/data: Not a directory."),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"FRONTDOOR_SQLITE_SYNC": "OFF", "DATABASE_URL": ""}, "FRONTDOOR_SQLITE_SYNC"),
    ],
)
def test_a_place_that_cannot_be_used_is_one_clear_line(
    changes: dict[str, str], says: str, tmp_path: Path
) -> None:
    done = frontdoor("migrate", environment=installation(tmp_path) | changes)
    assert done.returncode == 1
    assert done.stdout == ""
    assert says in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear council, " * 500)
    done = frontdoor("migrate", environment=installation(tmp_path) | {"DATABASE_URL": f"sqlite://{letter}"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "damaged or is something else" in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert letter.read_text() == "Dear council, " * 500


def test_an_api_key_is_all_that_is_printed(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    create = ("api-key", "create", "Partner", "--scope", "open311")
    made = frontdoor(*create, environment=environment)
    assert made.returncode == 0
    key = made.stdout.removesuffix("\n")
    assert len(key) >= 40
    assert set(key) <= set(string.ascii_letters + string.digits + "-_")
    kept = "from frontdoor.accounts.models import ApiKey\nprint([row.digest for row in ApiKey.objects.all()])"
    assert key not in in_django(kept, environment=environment), "the key itself is kept"

    taken = frontdoor(*create, environment=environment)
    assert (taken.returncode, taken.stdout, taken.stderr.count("\n")) == (1, "", 1)
    assert frontdoor("api-key", "revoke", "Partner", environment=environment).returncode == 0
    assert frontdoor("api-key", "revoke", "Partner", environment=environment).returncode == 1


def test_an_api_key_as_json(tmp_path: Path) -> None:
    made = frontdoor(
        "api-key", "create", "Partner", "--scope", "open311", "--json", environment=installation(tmp_path)
    )
    assert json.loads(made.stdout).keys() == {"name", "scope", "key"}


@pytest.mark.parametrize("arguments", [("", "--scope", "open311"), ("Partner", "--scope", "everything")])
def test_a_key_for_nobody_or_for_anything_is_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = frontdoor("api-key", "create", *arguments, environment=installation(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    setting_up, complaint = done.stderr.splitlines()
    assert setting_up == "Setting up the database ..."
    assert complaint.startswith("frontdoor: ")


def test_the_audit_trail_is_verified_and_tampering_is_found(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    frontdoor("api-key", "create", "Partner", "--scope", "open311", environment=environment)
    whole = frontdoor("audit", "verify", "--json", environment=environment)
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"whole": True, "faults": []})
    tamper = "from frontdoor.core.models import AuditEntry\nprint(AuditEntry.objects.update(actor='staff:7'))"
    assert in_django(tamper, environment=environment) == "1\n"
    broken = frontdoor("audit", "verify", environment=environment)
    assert broken.returncode == 1
    assert "was changed" in broken.stdout


def test_ctrl_c_ends_a_command_quietly(tmp_path: Path) -> None:
    environment = installation(tmp_path) | {"PYTHONUNBUFFERED": "1"}
    # whoever runs the tests in the background ignores Ctrl-C, and so would all that they start
    command = ["env", "--default-signal=INT", FRONTDOOR, "migrate"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Setting up the database ...\n"
        os.kill(process.pid, 2)
        assert process.stderr.read() == ""
        assert process.wait(30) == 130
