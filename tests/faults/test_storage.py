"""Disk full, database locked: people are told the truth, keep what they typed, and nothing is half-done."""

import itertools
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from frontdoor.cases.models import Case
from frontdoor.core.models import StoredFile
from tests import small_council
from tests.faults import people
from tests.faults.installation import Installation
from tests.faults.people import Browser
from tests.photos import jpeg

_number = itertools.count(1)
UNABLE = "Sorry, we cannot save anything just now"
SQLITE = connection.vendor == "sqlite"
_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


@contextmanager
def small_files(council: Installation, size: int) -> Iterator[None]:
    """The web processes can write no file beyond this size: as a full disk does, but for them alone."""
    pids = council.server.find("granian")
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[0][1]))
    try:
        yield
    finally:
        for pid, limit in zip(pids, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


@contextmanager
def full_database(council: Installation, table: str) -> Iterator[None]:
    """SQLite meets a real limit. PostgreSQL's own disk is not ours to fill: it says what it says when it is full."""
    if SQLITE:
        with small_files(council, 4096):
            yield
        return

    def run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    council.look(lambda: run(_FULL.format(table=table)))
    try:
        yield
    finally:
        council.look(lambda: run("DROP FUNCTION full_disk CASCADE"))


@contextmanager
def locked_database(council: Installation) -> Iterator[None]:
    """Somebody else holds what writers need."""
    if SQLITE:
        holder = sqlite3.connect(council.folder / "frontdoor.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        return
    with psycopg.connect(council.environment["DATABASE_URL"]) as holder:
        holder.execute("LOCK TABLE cases_case, intake_draft IN EXCLUSIVE MODE")
        yield
        holder.rollback()


def cases_with(council: Installation, words: str) -> int:
    return council.look(Case.objects.filter(description__contains=words).count)


def told_the_truth(browser: Browser) -> None:
    assert browser.status == 503, browser.words()
    assert browser.heading() == UNABLE
    assert browser.headers["retry-after"] == "60"
    assert "Traceback" not in browser.body.decode()
    assert "01632 960 100" in browser.words()


def test_a_form_sent_to_a_full_database(council: Installation) -> None:
    words = f"Why number {next(_number)}?"
    browser = people.question_ready(Browser(council.address), words, "full@example.org")
    with full_database(council, "cases_case"):
        told_the_truth(browser.send())
        told_the_truth(browser.send())  # the page's own button, still full
        assert cases_with(council, words) == 0
    assert council.broken() == []
    browser.send()
    assert "/sent/" in browser.url, browser.words()
    assert cases_with(council, words) == 1
    assert council.broken() == []


def test_a_page_of_a_form_sent_to_a_full_database_keeps_what_was_typed(council: Installation) -> None:
    browser = Browser(council.address).go("/report/something-else/")
    words = "Line one.\r\nSiân asked: \"why <b>?\" & 'how'"
    with full_database(council, "intake_draft"):
        told_the_truth(browser.send(question=words))
        assert browser.value("question") == words.replace("\r\n", "\n")
    browser.send()
    assert browser.url.endswith("/about_you/"), browser.words()
    browser.send(name="Siân", email="s@example.org")
    assert "Line one." in browser.words()


def test_a_photo_on_a_full_disk(council: Installation) -> None:
    photo = jpeg(size=(640, 480))
    browser = people.pothole_ready(Browser(council.address), "p@example.org", photo=photo, send_photo=False)
    stored = council.look(StoredFile.objects.count)
    with small_files(council, 2048):
        told_the_truth(browser.send(files={"photo": ("hole.jpg", photo)}))
        assert "photo" in browser.words()
    files = council.folder / "files"
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert council.look(StoredFile.objects.count) == stored
    browser.go("/report/pothole/photo/").send(files={"photo": ("hole.jpg", photo)})
    browser.send(name="", email="p@example.org", phone="", postcode="")
    assert browser.body.count(b'src="/report/pothole/photos/') == 1
    assert council.broken() == []


def test_a_partner_is_told_that_the_database_is_full(council: Installation) -> None:
    words = f"Request number {next(_number)}"
    request = {"api_key": council.key, "service_code": "something-else", "description": words,
               "email": "a@example.org", "first_name": "Ann", "address_string": "here"}  # fmt: skip
    browser = Browser(council.address)
    with full_database(council, "cases_case"):
        browser.post("/open311/v2/requests.json", request)
        assert browser.status == 503
        assert browser.headers["retry-after"] == "60"
        assert b"We cannot save" in browser.body
    assert cases_with(council, words) == 0
    assert browser.again().status == 200
    assert cases_with(council, words) == 1
    assert council.broken() == []


def test_an_officer_keeps_the_words_of_a_reply(council: Installation) -> None:
    sent = people.question_ready(Browser(council.address), "What now?", "w@example.org").send()
    reference = sent.url.split("/")[-2]
    officer = people.sign_in(Browser(council.address), small_council.ADVISOR)
    officer.go(f"/desk/cases/{reference}/reply/")
    with full_database(council, "cases_case"):
        told_the_truth(officer.send(words="A long and careful reply"))
        assert officer.value("words") == "A long and careful reply"
    officer.send()
    assert (officer.status, officer.url.split("/")[-2]) == (200, reference), officer.words()
    assert "A long and careful reply" in officer.words()
    assert council.broken() == []


def test_a_password_is_never_written_into_a_page(council: Installation) -> None:
    browser = Browser(council.address).go("/sign-in/")
    with full_database(council, "core_auditentry"):
        browser.send(login=small_council.ADVISOR, password=small_council.PASSWORD)
        assert browser.status == 503
        assert small_council.PASSWORD not in browser.body.decode()
    browser.go("/sign-in/").send(login=small_council.ADVISOR, password=small_council.PASSWORD)
    assert "/desk/" in browser.url


def test_a_locked_database_is_waited_for_and_then_told(council: Installation) -> None:
    words = f"Why number {next(_number)}?"
    browser = people.question_ready(Browser(council.address), words, "locked@example.org")
    with locked_database(council):
        told_the_truth(browser.send())
        assert Browser(council.address).go("/services/").status == 200  # reading goes on meanwhile
    assert cases_with(council, words) == 0
    assert council.broken() == []
    browser.send()
    assert "/sent/" in browser.url, browser.words()
    assert cases_with(council, words) == 1


def test_a_lock_shorter_than_our_patience_is_not_noticed(council: Installation) -> None:
    words = f"Why number {next(_number)}?"
    browser = people.question_ready(Browser(council.address), words, "short@example.org")
    sending = threading.Thread(target=browser.send)
    with locked_database(council):
        sending.start()
        sending.join(2)
        assert sending.is_alive()
    sending.join(60)
    assert "/sent/" in browser.url, browser.words()
    assert cases_with(council, words) == 1
    assert council.broken() == []
