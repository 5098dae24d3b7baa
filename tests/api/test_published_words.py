"""Words fit for everybody: contact details are taken out, quickly whatever somebody wrote."""

import time

import pytest

from frontdoor.core import text


@pytest.mark.parametrize(
    "words",
    [
        "call 01632 960 001",
        "call (01632) 960 001 now",
        "call 01632-960-001.",
        "on 07700 900123 or",
        "on +44 7700 900 123",
        "on +44 (0)7700 900123",
        "on 0044 7700 900123,",
        "on +353 1 496 0123",
    ],
)
def test_a_phone_number_is_taken_out(words: str) -> None:
    shown = text.without_contact_details(words)
    assert "[phone number removed]" in shown
    assert "900" not in shown
    assert "960" not in shown
    assert "0123" not in shown


@pytest.mark.parametrize("words", ["ada@wold.example", "<Ada.Q+x@mail.wold.example>", "mailto:a@b.example!"])
def test_an_email_address_is_taken_out(words: str) -> None:
    shown = text.without_contact_details(words)
    assert "@" not in shown
    assert "[e-mail address removed]" in shown


@pytest.mark.parametrize(
    "words",
    [
        "Case FD-3184-4209-57, 12 potholes, 2026-01-31, house 100012345678",
        "£1,000.50 on the A1790 at 10:45",
        "USRN 99990001",
    ],
)
def test_other_figures_stay(words: str) -> None:
    assert text.without_contact_details(words) == words


@pytest.mark.parametrize("unit", ["a", "a.", "a@", "@a", "0 ", "+44 ", "0(", "a@a.", "+1-", "0-"])
def test_no_words_take_long(unit: str) -> None:
    """It takes some hundredths of a second; what grows with the square of the length would take minutes."""
    words = unit * (100_000 // len(unit))
    began = time.process_time()
    text.without_contact_details(words)
    assert time.process_time() - began < 10
