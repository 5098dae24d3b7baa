"""References that people read out on the phone: FD-3184-4209-57.

Eight random digits and two check digits (ISO 7064 MOD 97-10), which catch every single wrong digit,
every swap of neighbours and nearly every other slip. They are not sequential, and no secret either.
"""

import re
import secrets

PREFIX = "FD"
_LETTERS_FOR_DIGITS = str.maketrans("OIL", "011")


def new() -> str:
    """A fresh random reference, such as FD-3184-4209-57. The caller's unique column settles the rare clash."""
    return from_number(secrets.randbelow(10**8))


def from_number(number: int) -> str:
    """The reference of a number from 0 to 99,999,999: for tests and bulk loading."""
    body = f"{number:08d}"
    check = 98 - (int(body) * 100) % 97
    return f"{PREFIX}-{body[:4]}-{body[4:]}-{check:02d}"


def parse(text: str) -> str | None:
    """The reference meant by what somebody typed, or None where it is mistyped.

    Case, spaces, hyphens and a missing prefix do not matter; O counts as 0, I and L as 1.
    """
    compact = re.sub(r"[^0-9A-Z]", "", text.strip().upper()[:60]).removeprefix(PREFIX)
    digits = compact.translate(_LETTERS_FOR_DIGITS)
    if not re.fullmatch(r"[0-9]{10}", digits, re.ASCII) or int(digits) % 97 != 1:
        return None
    return f"{PREFIX}-{digits[:4]}-{digits[4:8]}-{digits[8:]}"
