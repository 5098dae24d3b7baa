"""Files that strangers send, and links to them, as attackers use them. Numbers as in test_sign_in."""

import io
import json
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from frontdoor.accounts import queries as accounts
from frontdoor.cases import queries as cases
from frontdoor.cases.queries import Case
from frontdoor.contacts.queries import Attachment
from frontdoor.core import files
from frontdoor.core.models import StoredFile
from frontdoor.intake.queries import Draft
from tests.corpora import corpus, each_file
from tests.photos import jpeg, png
from tests.portal.resident import Resident, photo_file
from tests.portal.test_forms import at_photo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


@pytest.fixture
def resident(small_council: ModuleType) -> Resident:
    return Resident(Client(enforce_csrf_checks=True))


def upload(
    resident: Resident, data: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg"
) -> Resident:
    """Send a file with the page that asks for photos, and stay there."""
    return at_photo(resident).send("add", files={"photo": photo_file(data, name, content_type)})


def sent(
    resident: Resident, data: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg"
) -> Attachment:
    """A whole report with this photo; gives the attachment of its case."""
    upload(resident, data, name, content_type).send().send(email="sam@example.org").send()
    assert resident.heading() == "We have your report"
    return Attachment.objects.get()


def kept_files() -> list[str]:
    """Every path under the data folder that files are kept in."""
    root = Path(settings.DATA) / "files"
    return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]


# ---- 44, 46: what it is called is not what it is


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("photo.png", "image/png"),
        ("photo.svg", "image/svg+xml"),
        ("photo.jpg", "image/jpeg"),
        ("avatar.svg", "image/png"),
    ],
)
@pytest.mark.parametrize(
    "data", [SVG, HTML, b"<?xml version='1.0'?>" + SVG, b"%PDF-1.4 /JS (app.alert(1))", b"PK\x03\x04"]
)
def test_44_only_what_is_a_photo_inside_is_taken(
    resident: Resident, data: bytes, name: str, content_type: str
) -> None:
    upload(resident, data, name, content_type)
    assert resident.status == 400
    assert resident.errors() == [("The file must be a photo: a JPG, PNG, HEIC, WEBP or GIF.", "photo")]
    assert not StoredFile.objects.exists()


def test_44_46_whatever_it_is_called_a_photo_is_drawn_anew_and_shown_as_one(resident: Resident) -> None:
    polyglot = png() + HTML
    attachment = sent(resident, polyglot, "page.html", "text/html")
    answer = resident.client.get(f"/media/{attachment.token}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.content[:3] == b"\xff\xd8\xff"
    assert b"script" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)


@pytest.mark.parametrize(
    "content_type", ["text/html", "image/svg+xml", "application/pdf", "image/png", "text/plain"]
)
def test_46_what_is_not_our_own_drawing_is_only_ever_a_download(
    resident: Resident, content_type: str
) -> None:
    attachment = sent(resident, jpeg())
    attachment.file = files.keep(HTML, content_type=content_type)
    attachment.save()
    answer = resident.client.get(f"/media/{attachment.token}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_photos_lose_where_and_by_what_they_were_taken(resident: Resident) -> None:
    attachment = sent(resident, jpeg(lat=54.57, long=2.04))
    data = resident.client.get(f"/media/{attachment.token}/").content
    assert not Image.open(io.BytesIO(data)).getexif()
    assert b"Camera of somebody" not in data
    assert b"GPS" not in data


# ---- 45, 47: names that lead somewhere

NAMES = [
    ".htaccess", "..htaccess", ".hta\u200bccess", "shell.php\u200b", "photo.jpg/../../../etc/passwd",
    "../../../../settings.py", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini", "a" * 5000 + ".jpg",
    "photo.jpg\x00.php", "%2e%2e%2fphoto.jpg", "CON.jpg", "-rf", "photo\r\nSet-Cookie: a=b.jpg", "\u202egpj.exe",
    '"><script>alert(1)</script>.jpg',
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_45_47_a_name_is_never_a_path_nor_a_header_nor_html(resident: Resident, name: str) -> None:
    before = set(kept_files())
    attachment = sent(resident, jpeg(size=(50, 40)), name)
    for path in set(kept_files()) - before:
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}", path), path
    answer = resident.client.get(f"/media/{attachment.token}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert "Set-Cookie" not in answer
    page = resident.go(f"/follow/{cases.public().get().reference}/").answer.content.decode()
    assert "<script>alert(1)" not in page
    assert len(attachment.name) <= 200


@pytest.mark.parametrize(
    "token",
    [
        "..%2f..%2fsecret_key",
        "../secret_key",
        "....//secret_key",
        "%00",
        "x" * 5000,
        "' or 1=1 --",
        "*",
        "a/b",
    ],
)
def test_47_links_to_files_are_tokens_and_nothing_else(resident: Resident, token: str) -> None:
    assert resident.client.get(f"/media/{token}/").status_code == 404


def test_47_a_zip_is_no_photo_and_is_never_opened(resident: Resident) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.py", "print(1)")
    upload(resident, packed.getvalue(), "photos.zip", "application/zip")
    assert resident.status == 400
    assert not StoredFile.objects.exists()


# ---- who may open a link to a file


@pytest.fixture
def attachment(resident: Resident) -> Attachment:
    return sent(resident, jpeg())


def opened(client: Client, attachment: Attachment) -> int:
    return client.get(f"/media/{attachment.token}/").status_code


def test_a_link_is_long_random_and_the_files_number_opens_nothing(
    resident: Resident, attachment: Attachment
) -> None:
    assert re.fullmatch(r"[\w-]{43}", attachment.token)
    for guess in (attachment.pk, attachment.file_id, attachment.file.sha256):
        assert Client().get(f"/media/{guess}/").status_code == 404


def test_a_photo_opens_for_who_sent_it_and_for_nobody_else(
    resident: Resident, attachment: Attachment
) -> None:
    assert opened(resident.client, attachment) == 200
    assert opened(Client(), attachment) == 404
    resident.go(f"/follow/{cases.public().get().reference}/").send(form=-1)
    assert opened(resident.client, attachment) == 404, "forgotten on this device"


def test_a_photo_opens_for_staff_who_may_see_its_case(
    small_council: ModuleType, attachment: Attachment, client: Client
) -> None:
    client.force_login(accounts.by_email(small_council.OTHER_OFFICER))
    assert opened(client, attachment) == 200
    Case.objects.update(restricted=True, is_public=False)
    assert opened(client, attachment) == 404
    client.force_login(accounts.by_email(small_council.OFFICER))
    assert opened(client, attachment) == 200


def test_a_public_photo_is_public_only_while_its_case_is(client: Client, attachment: Attachment) -> None:
    Attachment.objects.update(is_public=True)
    assert opened(client, attachment) == 200
    Case.objects.update(restricted=True)
    assert opened(client, attachment) == 404
    Case.objects.update(restricted=False, is_public=False)
    assert opened(client, attachment) == 404


# ---- 54: links that lead away


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "%2f%2fevil.example"]
)
def test_54_no_page_of_residents_leads_away(resident: Resident, target: str) -> None:
    for path in (
        f"/follow/{target}/", f"/follow/?reference={target}&next={target}", f"/search/?q={target}&next={target}",
        f"/reports/?before={target}&service={target}", f"/report/pothole/?next={target}", f"/{target}",
    ):  # fmt: skip
        answer = resident.client.get(path)
        location = answer.get("Location", "/")
        assert location.startswith("/"), (path, location)
        assert not location.startswith(("//", "/\\")), (path, location)


def test_54_a_pack_links_only_to_the_web(resident: Resident, small_council: ModuleType) -> None:
    from frontdoor.organisation.queries import Body
    from tests.portal.test_places import at_place, point

    Body.objects.filter(code="national-roads").update(web="javascript:alert(1)")
    at_place(resident).send(**point(small_council.ON_TRUNK_ROAD))
    assert "javascript:" not in resident.answer.content.decode()


# ---- 55: an address that acts when it is merely opened


def test_55_opening_any_address_changes_nothing(
    resident: Resident, small_council: ModuleType, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    at_photo(resident).send("add", files={"photo": photo_file(jpeg())})
    draft = str(Draft.objects.get().pk)
    paths = [
        "/", "/report/pothole/", "/report/pothole/where/?find=mill&pick=0", "/report/pothole/photo/?remove=1&add=1",
        f"/report/pothole/check/?draft={draft}", f"/report/pothole/nearby/?which=none&draft={draft}",
        "/report/pothole/elsewhere/", "/report/pothole/stop/", "/follow/?reference=FD-1&fact=x", "/reports/",
        "/sign-in/?login=a&password=b", "/sign-out/", "/password/reset/?email=a@example.org",
    ]  # fmt: skip
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            resident.client.get(path)
        written = [
            q["sql"][:90] for q in queries
            if q["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in q["sql"]
        ]  # fmt: skip
        assert written == [], path
    assert Draft.objects.count() == 1
    assert not cases.public().exists()


# ---- the files that others collected


@pytest.mark.parametrize("path", each_file("bad/uploads"))
def test_bad_uploads_are_refused_in_words_or_drawn_anew(resident: Resident, path: Path) -> None:
    upload(resident, path.read_bytes(), path.name, "image/jpeg")
    if resident.status == 200:
        assert path.suffix in {".jpg", ".gif"}
        (shown,) = resident.page.xpath("//main//img")
        again = resident.client.get(shown.get("src"))
        image = Image.open(io.BytesIO(again.content))
        assert image.format == "JPEG"
        assert not image.getexif()
    else:
        assert resident.status == 400
        assert resident.errors()
        assert not StoredFile.objects.exists()


def test_a_photo_lying_on_its_side_is_turned_up(resident: Resident) -> None:
    data = corpus("bad/uploads/exif_gps_51.5074_-0.1278.jpg").read_bytes()
    before = Image.open(io.BytesIO(data))
    assert before.getexif()[0x0112] == 6
    attachment = sent(resident, data)
    after = Image.open(io.BytesIO(resident.client.get(f"/media/{attachment.token}/").content))
    assert after.size == (before.height, before.width)


@pytest.mark.parametrize("path", each_file("bad/bodies"))
def test_bad_bodies_are_a_4xx(small_council: ModuleType, path: Path) -> None:
    client = Client(raise_request_exception=False)
    data = path.read_bytes()
    for content_type in (
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
        "application/json", "text/plain",
    ):  # fmt: skip
        for where in ("/follow/", "/report/pothole/danger/", "/sign-in/"):
            answer = client.post(where, data, content_type=content_type)
            assert 400 <= answer.status_code < 500, (where, content_type, answer.status_code)
            assert b"<h1" in answer.content


def _strings() -> list[object]:
    return each_file("bad/strings", "*.json")


@pytest.mark.parametrize("path", _strings())
def test_bad_strings_are_kept_as_they_are_or_refused(resident: Resident, path: Path) -> None:
    """Every text of the form, every word of a search: shown back the same and never run."""
    texts = [one for one in _texts(json.loads(path.read_text())) if one.strip()]
    assert texts
    resident.go("/report/something-else/")
    for words in texts[:60]:
        if any("\ud800" <= letter <= "\udfff" for letter in words):  # half a character: no UTF-8 has it
            half = words.encode("utf-8", "surrogatepass")
            assert Client().post("/follow/", {"reference": half, "fact": half}).status_code < 500
            continue
        resident.go("/report/something-else/question/").send(question=words)
        assert resident.status in {200, 400}, words
        if resident.status == 200:
            kept = Draft.objects.get().answers["question"]
            assert kept == words.replace("\r\n", "\n").replace("\r", "\n")
            shown = resident.go("/report/something-else/question/")
            assert _lines(shown.value("question")) == _lines(kept)
        found = resident.client.get("/search/", {"q": words})
        assert found.status_code == 200
        body = found.content.decode()
        if "<" in words and len(words) < 150 and "\x00" not in words:
            assert words.strip() not in body.replace("&lt;", "[")
        for where, name in (
            ("/follow/", "reference"),
            ("/report/pothole/where/", "find"),
            ("/reports/", "before"),
        ):
            assert resident.client.get(where, {name: words}).status_code in {200, 302}


def _lines(value: str) -> str:
    """As a text box holds it: HTML drops one line end at its start, and knows only one kind of line end."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _texts(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = list(data.values())
    return [text for one in data for text in _texts(one)] if isinstance(data, list) else []
