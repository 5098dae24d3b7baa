"""How people are found again, and when two records are surely of one person."""

import phonenumbers

from frontdoor.core import text
from frontdoor.customers.types import Identity, Keys


def keys(identity: Identity) -> Keys:
    """By what this person is found again."""
    return Keys(name_key(identity.name), email_key(identity.email), phone_key(identity.phone))


def email_key(email: str) -> str:
    """An e-mail address for comparing: its case does not matter."""
    return text.fold(email)[:254]


def name_key(name: str) -> str:
    """A name for comparing: without accents, case or titles' dots."""
    return text.fold(name.replace(".", " "))[:200]


def phone_key(phone: str) -> str:
    """A telephone number for comparing, in international form; empty where it is none."""
    try:
        number = phonenumbers.parse(phone[:60], "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[:20]


def surely_same(identity: Identity, *, name: str, email: str, phone: str) -> bool:
    """Is this the person of a record with these keys? Same full name and same e-mail or phone.

    A shared mailbox or telephone alone proves nobody; a name alone even less.
    """
    if not name or name_key(identity.name) != name:
        return False
    same_email = bool(email) and email_key(identity.email) == email
    same_phone = bool(phone) and phone_key(identity.phone) == phone
    return same_email or same_phone
