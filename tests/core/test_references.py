"""References: read out on the phone, mistyped, and told apart."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.core import references

pytestmark = pytest.mark.once

NUMBERS = st.integers(0, 99_999_999)
SAMPLE = [0, 1, 9, 10, 97, 98, 9_999_999, 10_000_000, 50_000_000, 99_999_999]
SAMPLE += [random.Random(17).randrange(10**8) for _ in range(300)]


def digits(reference: str) -> str:
    return reference.replace("-", "").removeprefix("FD")


def test_every_single_wrong_digit_is_found() -> None:
    for number in SAMPLE:
        right = digits(references.from_number(number))
        for place, was in enumerate(right):
            for other in "0123456789":
                if other != was:
                    assert references.parse(right[:place] + other + right[place + 1 :]) is None


def test_every_swap_of_neighbours_is_found() -> None:
    swaps = 0
    for number in SAMPLE:
        right = digits(references.from_number(number))
        for place in range(9):
            a, b = right[place], right[place + 1]
            if a != b:
                swaps += 1
                assert references.parse(right[:place] + b + a + right[place + 2 :]) is None
    assert swaps > 2000


def test_a_lost_or_added_digit_is_found() -> None:
    for number in SAMPLE:
        right = digits(references.from_number(number))
        for place in range(10):
            assert references.parse(right[:place] + right[place + 1 :]) is None
            assert references.parse(right[:place] + "7" + right[place:]) is None


@given(NUMBERS)
def test_a_reference_is_read_back_however_it_is_typed(number: int) -> None:
    reference = references.from_number(number)
    bare = digits(reference)
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", " "),
        reference.replace("-", ""),
        bare,
        f"  {reference}.\n",
        f"fd {bare[:2]} {bare[2:4]} {bare[4:6]} {bare[6:8]} {bare[8:]}",
        reference.replace("-", "–"),
        bare.replace("0", "O").replace("1", "l"),
        bare.replace("0", "o").replace("1", "I"),
    ):
        assert references.parse(typed) == reference


@given(st.text(max_size=200))
def test_anything_typed_gives_a_reference_or_none(typed: str) -> None:
    found = references.parse(typed)
    assert found is None or references.parse(found) == found


@pytest.mark.parametrize("typed", ["", "FD", "FD-", "FD-1234-5678", "٣١٨٤٤٢٠٩٥٧", "0" * 10, "1" * 1_000_000])
def test_what_is_no_reference(typed: str) -> None:
    assert references.parse(typed) is None


def test_new_ones_are_not_sequential_and_do_not_repeat() -> None:
    made = [references.new() for _ in range(1000)]
    assert all(references.parse(one) == one for one in made)
    assert len(set(made)) > 990
    steps = {int(digits(b)[:8]) - int(digits(a)[:8]) for a, b in pairwise(made)}
    assert len(steps) > 900
