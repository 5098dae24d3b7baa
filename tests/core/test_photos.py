"""Photos from strangers: drawn anew, or refused in plain words."""

import io
import random

import pytest
from PIL import ExifTags, Image, ImageFile, TiffImagePlugin

from frontdoor.core import photos
from tests.corpora import corpus
from tests.photos import jpeg, png

pytestmark = pytest.mark.once


def opened(photo: photos.Photo) -> Image.Image:
    image = Image.open(io.BytesIO(photo.jpeg))
    assert image.format == "JPEG"
    image.load()
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["eicar.txt", "script.svg", "svg_xxe.svg", "pdf_js.pdf", "bomb_nested.zip", "many_files_20000.zip",
     "png_truncated.png", "empty.jpg"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_in_words(name: str) -> None:
    data = corpus(f"bad/uploads/{name}").read_bytes()
    with pytest.raises(photos.NotAPhoto) as refused:
        photos.clean(data)
    assert str(refused.value).endswith(".")
    assert "Error" not in str(refused.value)


def test_a_picture_that_is_also_a_script_is_drawn_anew_or_refused() -> None:
    data = corpus("bad/uploads/gif_js_polyglot.gif").read_bytes()
    try:
        clean = photos.clean(data).jpeg
    except photos.NotAPhoto:
        return
    assert b"alert" not in clean
    assert clean.startswith(b"\xff\xd8\xff")


def test_a_photo_loses_its_place_but_proposes_it_and_stands_upright() -> None:
    path = corpus("bad/uploads/exif_gps_51.5074_-0.1278.jpg")
    before = Image.open(io.BytesIO(path.read_bytes()))
    assert before.getexif()[ExifTags.Base.Orientation] == 6
    photo = photos.clean(path.read_bytes())
    assert photo.taken_at is not None
    assert (round(photo.taken_at.lat, 4), round(photo.taken_at.long, 4)) == (51.5074, -0.1278)
    after = opened(photo)
    assert after.size == (before.height, before.width)
    assert dict(after.getexif()) == {}
    assert after.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in photo.jpeg


def test_nothing_hidden_survives() -> None:
    data = jpeg(lat=54.57, long=2.04) + b"<script>alert(1)</script>"
    photo = photos.clean(data)
    assert photo.taken_at is not None
    for hidden in (b"Camera of somebody", b"Exif", b"GPS", b"script"):
        assert hidden not in photo.jpeg
    comment = saved(Image.new("RGB", (9, 9)), "JPEG", comment=b"my name is Bob")
    assert b"Bob" not in photos.clean(comment).jpeg


@pytest.mark.parametrize(("lat", "long"), [(54.57, 2.04), (-33.9, 18.4), (0.0, -0.0001)])
def test_places_of_all_quarters_of_the_earth(lat: float, long: float) -> None:
    taken_at = photos.clean(jpeg(lat=lat, long=long)).taken_at
    assert taken_at is not None
    assert abs(taken_at.lat - lat) < 1e-5
    assert abs(taken_at.long - long) < 1e-5


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (999.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (TiffImagePlugin.IFDRational(0, 0), 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (1.0, 2.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N"},
        {2: (1.0, 2.0, 3.0), 4: (1.0, 2.0, 3.0)},
    ],
)
def test_a_place_that_makes_no_sense_is_left_out(gps: dict[int, object]) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = gps
    assert photos.clean(saved(Image.new("RGB", (9, 9)), "JPEG", exif=exif)).taken_at is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "CMYK", "I;16", "1"])
def test_every_kind_we_accept_becomes_a_jpeg(kind: str, mode: str) -> None:
    try:
        data = saved(Image.new("RGB", (320, 200), "#a03020").convert(mode), kind)
    except (OSError, ValueError, KeyError):
        data = saved(Image.new("RGB", (320, 200), "#a03020"), kind)
    photo = photos.clean(data)
    assert opened(photo).size == (320, 200)
    assert opened(photo).mode == "RGB"


def test_what_is_see_through_is_white() -> None:
    clear = saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    assert opened(photos.clean(clear)).getpixel((10, 10)) == (255, 255, 255)
    assert opened(photos.clean(png())).size == (40, 30)


@pytest.mark.parametrize("size", [(6000, 4000), (4000, 6000), (2001, 10), (10, 2001)])
def test_large_photos_are_made_smaller(size: tuple[int, int]) -> None:
    small = opened(photos.clean(saved(Image.new("RGB", size, "#777777"), "JPEG")))
    assert max(small.size) == photos.LONGEST_SIDE
    assert abs(small.width * size[1] - small.height * size[0]) <= max(size)


def test_too_many_pixels_or_bytes_are_refused_before_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = saved(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    read: list[object] = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: read.append(image))
    with pytest.raises(photos.NotAPhoto, match=r"too many pixels|could not read"):
        photos.clean(bomb)
    with pytest.raises(photos.NotAPhoto, match="smaller than 15MB"):
        photos.clean(jpeg() + b"\0" * photos.MAX_BYTES)
    assert read == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_damaged_photos_are_refused_or_drawn_and_nothing_else(kind: str) -> None:
    chance = random.Random(17)
    image = Image.effect_noise((120, 90), 60).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    whole = saved(image, kind, exif=exif) if kind != "GIF" else saved(image, kind)
    drawn = refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            opened(photos.clean(bytes(data)))
            drawn += 1
        except photos.NotAPhoto:
            refused += 1
    assert drawn + refused == 150
    assert refused
