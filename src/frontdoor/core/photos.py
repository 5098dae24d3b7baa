"""Photos from strangers: recognised by content, turned upright, and drawn anew, so that nothing hides in them."""

import io
import threading
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from frontdoor.core.geography import Point

pillow_heif.register_heif_opener()
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2000
_ACCEPTED = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")  # Pillow goes by content, never by name
_ONE_AT_A_TIME = threading.Lock()  # a large photo takes hundreds of megabytes while it is drawn


class NotAPhoto(ValueError):
    """The file cannot be used as a photo; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A clean JPEG with no hidden data, and where the camera said it was taken (never stored with it)."""

    jpeg: bytes
    taken_at: Point | None


def clean(data: bytes) -> Photo:
    """Draw the photo anew as a JPEG of at most 2,000 pixels a side, upright, with nothing hidden in it.

    Raises NotAPhoto for anything that is no photo or cannot be drawn.
    """
    if not data:
        raise NotAPhoto("The file is empty. Choose another photo.")
    if len(data) > MAX_BYTES:
        raise NotAPhoto("The photo must be smaller than 15MB.")
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # of damaged details: what matters is whether the picture can be drawn
        taken_at, flat = _drawn_anew(data)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82, optimize=True)
    return Photo(out.getvalue(), taken_at)


def _drawn_anew(data: bytes) -> tuple[Point | None, Image.Image]:
    try:
        image = Image.open(io.BytesIO(data), formats=_ACCEPTED)
        if image.width * image.height > MAX_PIXELS:
            raise NotAPhoto("The photo has too many pixels. Choose a smaller one.")
        taken_at = _taken_at(image)
        image.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG need not be read in full detail
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return taken_at, _on_white(upright)
    except NotAPhoto:
        raise
    except UnidentifiedImageError as fault:
        raise NotAPhoto("The file must be a photo: a JPG, PNG, HEIC, WEBP or GIF.") from fault
    except Image.DecompressionBombError as fault:
        raise NotAPhoto("The photo has too many pixels. Choose a smaller one.") from fault
    except Exception as fault:  # a decoder may fail in any way on a file made to break it
        raise NotAPhoto("This photo is damaged. Choose another one.") from fault


def _on_white(image: Image.Image) -> Image.Image:
    """The picture as plain RGB on white, in a fresh image that carries no metadata."""
    rgba = image.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def _taken_at(image: Image.Image) -> Point | None:
    """Where the camera says it was, if it says so in a form that makes sense."""
    try:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        long = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
        return Point(lat, long)
    except (KeyError, ValueError, TypeError, ZeroDivisionError, OSError, SyntaxError, IndexError):
        return None


def _degrees(parts: tuple[float, float, float], ref: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if ref == negative else value
