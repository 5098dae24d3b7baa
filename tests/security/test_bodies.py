"""Bodies and uploads made to break software, at pages and at the API: refused in words, at once, in the right form."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import ExifTags, Image

from frontdoor.core import files
from tests import corpora, photos
from tests.api.conftest import _key, application  # noqa: F401 - a fixture
from tests.api.partner import ON_MILL_LANE, fault
from tests.corpora import corpus
from tests.desk import made
from tests.security.naughty import faulty, page_of, send, some

SECONDS = 20  # of this process: only what grows with the square of its length takes as long
TYPES = {
    ".json": "application/json",
    ".xml": "text/xml",
    "form_10000_fields.txt": "application/x-www-form-urlencoded",
    "multipart_no_end.txt": "multipart/form-data; boundary=B",
}
PAGES = ["/report/pothole/danger/", "/report/pothole/check/", "/follow/", "/sign-in/", "/password/reset/"]


def _type(path: Path) -> str:
    return TYPES.get(path.name) or TYPES[path.suffix]


def _in_time(client: Client, address: str, body: bytes, content_type: str, **headers: str) -> Any:
    began = time.process_time()
    answer = client.generic("POST", address, body, content_type=content_type, headers=headers or None)
    assert time.process_time() - began < SECONDS
    return answer


def _token(client: Client) -> str:
    client.get("/follow/")
    return client.cookies["csrftoken"].value


@pytest.mark.parametrize("path", corpora.each_file("bad/bodies"))
def test_pages_refuse_them(small_council: ModuleType, path: Path) -> None:
    """Without a token nothing passes; with one, what a form cannot be read from counts as an empty form at most."""
    from frontdoor.intake.models import Draft

    stranger, visitor = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = _token(visitor)
    for page in PAGES:
        answer = _in_time(stranger, page, path.read_bytes(), _type(path))
        assert answer.status_code in (400, 403)
        page_of(answer)
        answer = _in_time(visitor, page, path.read_bytes(), _type(path), **{"X-CSRFToken": token})
        assert answer.status_code in ({400} if path.name == "form_10000_fields.txt" else {302, 400})
        if answer.status_code == 400:
            page_of(answer)
        else:  # an empty form: the page is shown again
            assert answer["Location"].startswith("/report/pothole/")
    assert not any(draft.answers for draft in Draft.objects.all())


@pytest.mark.parametrize("path", corpora.each_file("bad/bodies"))
def test_the_desk_refuses_them(small_council: ModuleType, path: Path) -> None:
    leader, case = made.signed_in(small_council.LEADER), made.case()
    for page in ("note", "reply", "close", "transfer", "assign"):
        answer = _in_time(leader, f"/desk/cases/{case.reference}/{page}/", path.read_bytes(), _type(path))
        assert answer.status_code == 400
        page_of(answer)
    assert made.again(case.reference).version == case.version


@pytest.mark.parametrize("suffix", ["json", "xml"])
@pytest.mark.parametrize("address", ["requests", "servicerequestupdates"])
@pytest.mark.parametrize("path", corpora.each_file("bad/bodies"))
def test_the_api_refuses_them_in_the_shape_of_its_standard(
    small_council: ModuleType, path: Path, address: str, suffix: str
) -> None:
    at = f"/open311/v2/{address}.{suffix}?api_key={_key('Partner')}"
    for content_type in {_type(path), "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"}:
        answer = _in_time(Client(), at, path.read_bytes(), content_type)
        assert fault(answer)[0] == 400
        assert answer["Content-Type"].startswith("text/xml" if suffix == "xml" else "application/json")


CHARSETS = [
    "utf-7",
    "utf-16",
    "utf-32",
    "raw_unicode_escape",
    "unicode_escape",
    "iso-8859-1",
    "cp037",
    "mbcs",
    "nonsense",
]
HALF = rb"a\ud800b+2AA-\x00"
HALF_ASKED = "a%5Cud800b%2B2AA-"


def _form(kind: str) -> bytes:
    if not kind.startswith("multipart"):
        return b"t0=" + HALF + b"&asked=t0"
    part = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return part % (b"t0", HALF) + part % (b"asked", b"t0") + b"--B--\r\n"


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=B", "application/x-www-form-urlencoded"])
def test_a_form_in_another_alphabet_is_refused(everything: ModuleType, kind: str, charset: str) -> None:
    """The caller names the codec: none of them puts half a character into a page or the database."""
    client, body, kind = Client(), _form(kind), f"{kind}; charset={charset}"
    for path in ("/report/everything/short/", "/follow/", "/sign-in/", "/password/reset/"):
        answer = client.generic("POST", path, body, content_type=kind)
        assert answer.status_code == 400, path
        page_of(answer)
    for path in ("/search/?q=", "/follow/?reference=", "/report/everything/short/?find="):
        page_of(client.generic("GET", path + HALF_ASKED, b"", content_type=kind))
    leader = made.signed_in(everything.LEADER)
    page_of(leader.generic("GET", f"/desk/search/?q={HALF_ASKED}", b"", content_type=kind))
    api = f"/open311/v2/requests.json?api_key={_key('Partner')}&q={HALF_ASKED}"
    assert fault(client.generic("POST", api, body, content_type=kind))[0] == 400


NO_ALPHABETS = [
    "idna",
    "punycode",
    "base64",
    "hex",
    "rot13",
    "undefined",
    "zlib",
    "bz2",
    "\x00",
    "x" * 300,
    "utf-8\r\nX: y",
    "\xe9",
]
ODD_TYPES = [
    *(f"; charset={name}" for name in NO_ALPHABETS),
    "; x*=bogus'en'y",
    "; charset*=hex''ff",
    ";;;=",
    "; charset",
    "; boundary*0=a",
]


@pytest.mark.parametrize("more", ODD_TYPES, ids=range(len(ODD_TYPES)))
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=B", "application/x-www-form-urlencoded", ""])
def test_a_codec_that_is_none_for_text(
    small_council: ModuleType,
    application: Callable[..., Any],  # noqa: F811
    kind: str,
    more: str,
) -> None:
    """As the server hands it on: the framework reads the content type before anything of ours could answer."""
    for method, path in (
        ("GET", "/follow/?reference=x"),
        ("POST", "/follow/"),
        ("POST", "/open311/v2/requests.json"),
    ):
        answered: list[Any] = []
        environ = RequestFactory().generic(method, path, _form(kind)).environ | {"CONTENT_TYPE": kind + more}
        body = b"".join(
            application(
                environ, lambda status, headers, answered=answered: answered.append((status, dict(headers)))
            )
        )
        ((status, headers),) = answered
        assert status[:3] in ({"200"} if method == "GET" else {"400", "403"}), (path, status)
        shape = "application/json" if path.startswith("/open311") else "text/html"
        assert headers["Content-Type"].startswith(shape)
        assert body


@pytest.mark.parametrize("cut", [0, 2, 3, 40])
def test_of_a_form_that_was_cut_off_nothing_is_kept(
    small_council: ModuleType,
    application: Callable[..., Any],  # noqa: F811
    cut: int,
) -> None:
    """As the server hands it on: with its end it is answered and kept, without it is refused in words."""
    from frontdoor.intake.models import Draft

    token = "a" * 32
    part = '--B\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'.format
    body = (part("asked", "danger") + part("danger", "no") + part("unasked", "x" * 60) + "--B--").encode()
    body = body[: len(body) - cut]
    path, kind = "/report/pothole/danger/", "multipart/form-data; boundary=B"
    request = RequestFactory().generic("POST", path, body, kind, headers={"X-CSRFToken": token})
    answered: list[str] = []
    environ = request.environ | {"HTTP_COOKIE": f"csrftoken={token}"}
    page = b"".join(application(environ, lambda status, _headers: answered.append(status)))
    assert answered[0][:3] == ("400" if cut else "302")
    assert [draft.answers for draft in Draft.objects.all()] == ([] if cut else [{"danger": False}])
    assert (b"We could not read what was sent" in page) is bool(cut)


def _photo(
    client: Client, data: bytes, name: str = "a.jpg", content_type: str = "image/jpeg", **more: str
) -> Any:
    sent = {"photo": SimpleUploadedFile(name, data, content_type), "asked": "photo", **more}
    return client.post("/report/pothole/photo/", sent)


def _at_the_photo(client: Client) -> None:
    """As far as the page for photos."""
    send(client, "/report/pothole/danger/", {"asked": "danger", "danger": "no"})
    place = {"asked": "where", "where-lat": ON_MILL_LANE["lat"], "where-long": ON_MILL_LANE["long"]}
    send(client, "/report/pothole/where/", place)
    assert send(client, "/report/pothole/details/", {"asked": "size", "size": "lid"}).status_code == 302
    assert client.get("/report/pothole/photo/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["eicar.txt", "script.svg", "svg_xxe.svg", "pdf_js.pdf", "bomb_nested.zip", "many_files_20000.zip",
     "png_truncated.png", "empty.jpg"],
)  # fmt: skip
@pytest.mark.parametrize(
    "said", [("a.jpg", "image/jpeg"), ("a.svg", "image/svg+xml"), ("a.php", "text/html")]
)
def test_what_is_no_photo_is_refused_in_words_whatever_it_calls_itself(
    small_council: ModuleType, name: str, said: tuple[str, str]
) -> None:
    from frontdoor.core.models import StoredFile

    client = Client()
    _at_the_photo(client)
    began = time.process_time()
    answer = _photo(client, corpus(f"bad/uploads/{name}").read_bytes(), *said)
    assert time.process_time() - began < SECONDS
    assert answer.status_code == 400
    assert faulty(page_of(answer)) == {"photo"}
    assert not StoredFile.objects.exists()
    _finish(client)


def _finish(client: Client) -> str:
    """Send the form; the reference it became."""
    send(client, "/report/pothole/photo/", {"asked": "photo"})
    about = {"asked": "name email phone postcode", "name": "Sam Hill", "email": "sam@example.org"}
    assert send(client, "/report/pothole/about_you/", about)["Location"] == "/report/pothole/check/"
    draft = client.session["drafts"]["pothole"]
    answer = send(client, "/report/pothole/check/", {"draft": draft})
    if answer["Location"].endswith("/nearby/"):
        answer = send(client, "/report/pothole/nearby/", {"draft": draft, "which": "none"})
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def _clean(data: bytes) -> Image.Image:
    """A picture in which nothing is hidden: no details of the camera, of the place, no second meaning."""
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    assert dict(image.getexif()) == {}
    assert not {"exif", "comment", "xmp", "icc_profile", "photoshop"} & set(image.info)
    assert b"Exif" not in data
    assert b"GPS" not in data
    return image


@pytest.mark.parametrize("name", ["exif_gps_51.5074_-0.1278.jpg", "gif_js_polyglot.gif"])
def test_a_photo_is_drawn_anew_before_it_is_kept(small_council: ModuleType, name: str) -> None:
    """What is stored, and what is given to the reporter and to staff, has no place in it and stands upright."""
    from frontdoor.core.models import StoredFile

    data = corpus(f"bad/uploads/{name}").read_bytes()
    client, leader = Client(), made.signed_in(small_council.LEADER)
    _at_the_photo(client)
    answer = _photo(client, data, name)
    if answer.status_code == 400:
        assert name.endswith(".gif")
        assert faulty(page_of(answer)) == {"photo"}
        return
    (stored,) = StoredFile.objects.all()
    kept, _ = files.read(stored.pk)
    sent = Image.open(io.BytesIO(data))
    turned = sent.getexif().get(ExifTags.Base.Orientation) == 6
    assert turned == name.endswith(".jpg")
    assert _clean(kept).size == (sent.size[::-1] if turned else sent.size)
    assert client.get(f"/report/pothole/photos/{stored.pk}/").content == kept
    assert Client().get(f"/report/pothole/photos/{stored.pk}/").status_code == 404
    reference = _finish(client)
    mine = page_of(client.get(f"/follow/{reference}/"))
    (shown,) = mine.xpath("//img[contains(@class, 'fd-photo')]/@src")
    for who in (client, leader):
        given = who.get(shown)
        assert given.content == kept
        assert given["Content-Type"] == "image/jpeg"
        assert given["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given["Content-Security-Policy"]
    assert Client().get(shown).status_code == 404


def test_names_of_files_are_only_words(small_council: ModuleType) -> None:
    """Names that climb out of folders, or hold code, go nowhere but to the desk, as text."""
    from frontdoor.core.models import StoredFile

    client, leader = Client(), made.signed_in(small_council.LEADER)
    names = [one for one in some(40) if one.strip() and "\x00" not in one]
    for number, name in enumerate(names[:55]):
        _at_the_photo(client)
        part = b'--B\r\nContent-Disposition: form-data; name="%s"'
        body = part % b"asked" + b"\r\n\r\nphoto\r\n" + part % b"photo"
        body += b'; filename="' + name.replace('"', "").encode() + b'"\r\nContent-Type: image/jpeg\r\n\r\n'
        body += photos.jpeg(size=(40 + number, 30)) + b"\r\n--B--\r\n"
        answer = client.generic(
            "POST", "/report/pothole/photo/", body, content_type="multipart/form-data; boundary=B",
            REMOTE_ADDR=f"10.1.0.{number}",
        )  # fmt: skip
        assert answer.status_code in (302, 400), name
        if number % 10 == 0:
            reference = _finish(client)
            page_of(leader.get(f"/desk/cases/{reference}/reports/"))
            page_of(client.get(f"/follow/{reference}/"))
    for row in StoredFile.objects.all():
        _clean(files.read(row.pk)[0])


def test_too_many_photos_and_files(small_council: ModuleType) -> None:
    client = Client()
    _at_the_photo(client)
    several = [SimpleUploadedFile(f"{n}.jpg", photos.jpeg(size=(40 + n, 30))) for n in range(6)]
    answer = client.post("/report/pothole/photo/", {"photo": several, "asked": "photo"})
    assert answer.status_code == 400
    assert faulty(page_of(answer)) == {"photo"}
    eleven = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(11)]
    answer = client.post("/report/pothole/photo/", {"photo": eleven, "asked": "photo"})
    assert answer.status_code == 400
    page_of(answer)


@pytest.mark.parametrize("path", ["/report/pothole/", "/desk/cases/x/note/", "/open311/v2/requests.xml"])
def test_more_than_we_take_at_once(small_council: ModuleType, path: str) -> None:
    """A body of three megabytes of words is refused in the form that the address has."""
    leader = made.signed_in(small_council.LEADER)
    body = b"words=" + b"x" * (3 * 1024 * 1024)
    answer = _in_time(leader, path, body, "application/x-www-form-urlencoded")
    if path.startswith("/open311"):
        assert fault(answer)[0] in (400, 403, 413)
    elif path.startswith("/desk"):
        assert answer.status_code in (400, 404, 413)
        page_of(answer)
    assert answer.status_code < 500
    assert quote(path) == path
