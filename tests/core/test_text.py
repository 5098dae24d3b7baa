"""Words as people type them."""

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.core import text
from tests.corpora import corpus

pytestmark = pytest.mark.once

ANYTHING = st.text(alphabet=st.characters(), max_size=300)


def strings(name: str) -> list[str]:
    return list(json.loads(corpus(f"bad/strings/{name}.json").read_text()))


@pytest.mark.parametrize(
    "name", ["blns", "unicode", "fuzzdb_null", "fuzzdb_xss", "fuzzdb_sqli", "fuzzdb_fmt"]
)
def test_bad_strings_are_kept_as_they_are_or_refused(name: str) -> None:
    given_strings = strings(name)
    refused = 0
    for one in given_strings:
        if "\0" in one or any(0xD800 <= ord(c) <= 0xDFFF for c in one):
            refused += 1
            with pytest.raises(text.NotText, match="Remove it"):
                text.kept(one)
        else:
            kept = text.kept(one)
            assert kept == one.replace("\r\n", "\n").replace("\r", "\n")
            kept.encode()  # can be stored and shown
    assert refused < len(given_strings) / 2


@given(st.text(alphabet=st.characters(categories=None), max_size=100))
def test_what_is_kept_can_be_written_as_utf_8(typed: str) -> None:
    if any(c == "\0" or 0xD800 <= ord(c) <= 0xDFFF for c in typed):
        with pytest.raises(text.NotText):
            text.kept(typed)
    else:
        text.kept(typed).encode()


@given(ANYTHING)
def test_one_line_has_no_line_end_of_any_kind(typed: str) -> None:
    line = text.one_line(typed)
    assert line.splitlines() in ([], [line])
    assert not any(unicodedata.category(c) == "Cc" for c in line)
    assert text.one_line(line) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siân", "sian"),
        ("Siân", unicodedata.normalize("NFD", "SIÂN")),
        ("Ŵyn Ŷnys", "wyn ynys"),
        ("Łukasz", "LUKASZ"),
        ("straße", "STRASSE"),
        ("ｆｕｌｌ", "full"),
        ("ℂ", "c"),
        ("İstanbul", "istanbul"),
        ("Diyarbakır", "diyarbakir"),
        ("  two   words ", "two words"),
    ],
)
def test_the_same_words_fold_to_the_same(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_every_character_folds_the_same_however_it_is_written() -> None:
    for number in range(0x110000):
        one = chr(number)
        if unicodedata.category(one) in {"Cn", "Co", "Cs"}:  # no character, or nobody's but its user's
            continue
        folded = text.fold(one)
        assert text.fold(folded) == folded
        assert text.fold(unicodedata.normalize("NFC", one)) == folded
        assert text.fold(unicodedata.normalize("NFD", one)) == folded


@given(ANYTHING)
def test_folding_twice_changes_nothing(typed: str) -> None:
    folded = text.fold(typed)
    assert text.fold(folded) == folded
    assert text.fold(unicodedata.normalize("NFC", typed)) == text.fold(unicodedata.normalize("NFD", typed))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Call me on 07700 900982 please", "Call me on [phone number removed] please"),
        ("+44 7700 900 982", "[phone number removed]"),
        ("(01632) 960 001", "([phone number removed]"),
        ("write to siân.o'neil@example.org.", "write to [e-mail address removed]."),
        ("a.b+c@mail.example.org, or", "[e-mail address removed], or"),
        ("lamp 0123456 is out", "lamp 0123456 is out"),
        ("order 4000123400012340001", "order 4000123400012340001"),
        ("FD-3184-4209-57", "FD-3184-4209-57"),
        ("UPRN 010023456789", "UPRN 010023456789"),
        (
            "Tel: 0044 1632 960001 or +33 6 12 34 56 78",
            "Tel: [phone number removed] or [phone number removed]",
        ),
    ],
)
def test_contact_details_are_taken_out_of_public_words(typed: str, shown: str) -> None:
    assert text.without_contact_details(typed) == shown


@pytest.mark.parametrize(
    "typed", ["a" * 100_000, "0" * 100_000, "a@" * 50_000, "a.-" * 35_000, "0 (" * 35_000]
)
def test_long_nonsense_is_read_quickly(typed: str) -> None:
    """What grows with the square of the length would take minutes."""
    started = time.process_time()
    text.without_contact_details(typed)
    text.fold(typed)
    text.one_line(typed)
    assert time.process_time() - started < 10
