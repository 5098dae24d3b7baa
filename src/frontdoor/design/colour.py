"""The council's own colour, made safe to read.

A council gives one colour; what the pages need from it must keep the contrast that WCAG 2.2 asks for
(1.4.3: 4.5 to 1 for text, 1.4.11: 3 to 1 for parts of controls), whatever the colour is.
"""

import re
from collections.abc import Callable

_INK = (0x14, 0x25, 0x2B)
_WHITE = (0xFF, 0xFF, 0xFF)
_BLACK = (0, 0, 0)

Rgb = tuple[int, int, int]


def parse(text: str) -> Rgb | None:
    """#rgb or #rrggbb as three numbers; None for anything else, so nothing else reaches a stylesheet."""
    found = re.fullmatch(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text.strip(), re.ASCII)
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(2 * d for d in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours by WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stylesheet(colour: str) -> str:
    """The council stylesheet for one colour, or "" where it is no colour (our own then stays).

    --council-colour     the colour as given: bands and bars
    --council-on-colour  white, ink or black, whichever can be read on it
    --council-strong     the same hue, darkened until white text on it reaches 7 to 1: buttons, links
    --council-soft       the same hue, lightened until it reads on the dark desk
    """
    given = parse(colour)
    if given is None:
        return ""
    # One of white and black always reaches 4.58 to 1; ink is kinder than black where it is enough.
    on = next(text for text in (_WHITE, _INK, _BLACK) if contrast(text, given) >= 4.5)
    strong = _mixed(given, _BLACK, lambda c: contrast(c, _WHITE) >= 7)
    soft = _mixed(given, _WHITE, lambda c: contrast(c, _INK) >= 7)
    return (
        ":root{"
        f"--council-colour:{_hex(given)};--council-on-colour:{_hex(on)};"
        f"--council-strong:{_hex(strong)};--council-soft:{_hex(soft)}"
        "}\n"
    )


def _mixed(colour: Rgb, towards: Rgb, enough: Callable[[Rgb], bool]) -> Rgb:
    for step in range(21):
        part = step / 20
        mixed = (
            round(colour[0] + (towards[0] - colour[0]) * part),
            round(colour[1] + (towards[1] - colour[1]) * part),
            round(colour[2] + (towards[2] - colour[2]) * part),
        )
        if enough(mixed):
            return mixed
    return towards


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
