"""Pictures that stand in for residents' photos: drawn by chance and small. They show what a photo does to a page."""

import io
import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter

KINDS = ("pothole", "pavement", "bags", "furniture", "rubble", "tyres", "light", "drain", "tree", "sign")
EACH = 3
_SIZE = (640, 480)


def draw(kind: str, number: int, seed: int) -> bytes:
    """One picture as a JPEG of some 30 kilobytes."""
    rng = Random(f"{seed}:picture:{kind}:{number}")
    image = _ground(rng, kind)
    pen = ImageDraw.Draw(image)
    _DRAWN.get(kind, _heap)(pen, rng)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.frombytes("L", (320, 240), rng.randbytes(320 * 240)).resize(_SIZE).convert("RGB")
    image = Image.blend(image, grain, 0.12)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=68, optimize=True)
    return out.getvalue()


def _ground(rng: Random, kind: str) -> Image.Image:
    """Tarmac, paving or grass, with a kerb or a hedge behind."""
    shade = rng.randint(88, 125)
    image = Image.new("RGB", _SIZE, (shade, shade, shade + 3))
    pen = ImageDraw.Draw(image)
    horizon = rng.randint(90, 170)
    pen.rectangle(
        (0, 0, 640, horizon), fill=(rng.randint(60, 110), rng.randint(95, 130), rng.randint(60, 90))
    )
    pen.line((0, horizon, 640, horizon + rng.randint(-12, 12)), fill=(165, 163, 158), width=9)
    for _ in range(700):
        x, y = rng.randint(0, 640), rng.randint(horizon, 480)
        tone = shade + rng.randint(-26, 26)
        pen.ellipse((x, y, x + rng.randint(1, 5), y + rng.randint(1, 3)), fill=(tone, tone, tone))
    if kind == "pavement":
        for x in range(rng.randint(-60, 0), 700, 120):
            pen.line((x, horizon, x * 2 - 320, 480), fill=(shade - 30,) * 3, width=4)
    return image


def _hole(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    middle, low = rng.randint(240, 400), rng.randint(290, 370)
    wide, high = rng.randint(90, 190), rng.randint(35, 75)
    for ring in range(5):
        part = 1 - ring * 0.16
        points = [
            (
                middle + wide * part * x * rng.uniform(0.85, 1.1),
                low + high * part * y * rng.uniform(0.85, 1.1),
            )
            for x, y in _circle(18)
        ]
        tone = 84 - ring * 14
        pen.polygon(points, fill=(tone, tone - 2, tone - 6))


def _circle(corners: int) -> list[tuple[float, float]]:
    return [(math.cos(math.tau * n / corners), math.sin(math.tau * n / corners)) for n in range(corners)]


def _bags(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(5, 11)):
        x, y, wide = rng.randint(140, 460), rng.randint(210, 350), rng.randint(55, 110)
        tone = rng.choice((22, 30, 38, 200))
        pen.ellipse((x, y, x + wide, y + wide * 0.8), fill=(tone, tone, tone + 4))
        pen.arc((x + 10, y + 8, x + wide - 8, y + wide * 0.6), 200, 320, fill=(tone + 40,) * 3, width=3)


def _furniture(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    x, y = rng.randint(110, 200), rng.randint(200, 260)
    colour = rng.choice(((150, 120, 95), (190, 180, 165), (95, 105, 125), (205, 205, 210)))
    dark = tuple(tone - 35 for tone in colour)
    pen.rectangle((x, y, x + rng.randint(260, 330), y + 75), fill=colour, outline=dark, width=4)
    pen.polygon(((x, y + 75), (x + 300, y + 75), (x + 330, y + 150), (x - 25, y + 150)), fill=dark)
    for leg in (x, x + 270):
        pen.rectangle((leg, y + 150, leg + 16, y + 178), fill=(60, 45, 35))


def _tyres(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(6, 13)):
        x, y, wide = rng.randint(100, 470), rng.randint(200, 360), rng.randint(70, 105)
        pen.ellipse((x, y, x + wide, y + wide * 0.6), fill=(28, 28, 30))
        pen.ellipse((x + wide * 0.28, y + wide * 0.16, x + wide * 0.72, y + wide * 0.44), fill=(85, 88, 80))


def _post(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    lean = rng.randint(-40, 40)
    pen.line((320, 440, 320 + lean, 60), fill=(70, 74, 78), width=13)
    pen.ellipse((290 + lean, 40, 390 + lean, 72), fill=rng.choice(((235, 225, 170), (80, 82, 84))))


def _heap(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    browns = ((150, 80, 60), (175, 168, 158), (120, 95, 70), (205, 200, 195), (90, 85, 78))
    for _ in range(rng.randint(50, 90)):
        x, y = rng.gauss(320, 90), rng.gauss(330, 38)
        wide, high = rng.randint(14, 60), rng.randint(8, 26)
        pen.polygon(
            ((x, y), (x + wide, y + rng.randint(-8, 8)), (x + wide, y + high), (x, y + high)),
            fill=rng.choice(browns),
        )


_DRAWN = {
    "pothole": _hole,
    "pavement": _hole,
    "drain": _hole,
    "bags": _bags,
    "furniture": _furniture,
    "tyres": _tyres,
    "light": _post,
    "sign": _post,
}
