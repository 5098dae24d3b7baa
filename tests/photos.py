"""Photos to send: drawn here, with or without a place hidden in them."""

import io

from PIL import ExifTags, Image, ImageDraw


def jpeg(*, lat: float | None = None, long: float | None = None, size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture of a hole in a road as a camera writes it; with `lat` and `long` it says where it was taken."""
    image = Image.new("RGB", size, "#7c7f80")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.ellipse(
        (width * 0.3, height * 0.35, width * 0.7, height * 0.7), fill="#2c2b29", outline="#55534f", width=9
    )
    draw.line((0, height * 0.15, width, height * 0.12), fill="#e8e6dc", width=10)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of somebody"
    if lat is not None and long is not None:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
            ExifTags.GPS.GPSLatitude: _parts(abs(lat)),
            ExifTags.GPS.GPSLongitudeRef: "E" if long >= 0 else "W",
            ExifTags.GPS.GPSLongitude: _parts(abs(long)),
        }
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round(((degrees - whole) * 60 - minutes) * 60, 4)
