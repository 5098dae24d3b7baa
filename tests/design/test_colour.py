import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.design import colour

pytestmark = pytest.mark.once

any_colour = st.tuples(*[st.integers(0, 255)] * 3).map("#{0[0]:02x}{0[1]:02x}{0[2]:02x}".format)


def test_contrast_is_that_of_wcag() -> None:
    assert colour.contrast((255, 255, 255), (0, 0, 0)) == 21
    assert colour.contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert colour.contrast((10, 20, 30), (10, 20, 30)) == 1


@given(any_colour)
def test_whatever_the_council_chooses_can_be_read(chosen: str) -> None:
    sheet = dict(re.findall(r"--council-([\w-]+):(#[0-9a-f]{6})", colour.stylesheet(chosen)))
    given_, on, strong, soft = (colour.parse(sheet[n]) for n in ("colour", "on-colour", "strong", "soft"))
    assert given_
    assert on
    assert strong
    assert soft
    assert sheet["colour"] == chosen
    assert colour.contrast(on, given_) >= 4.5
    assert colour.contrast(strong, (255, 255, 255)) >= 7
    assert colour.contrast(soft, (0x14, 0x25, 0x2B)) >= 7


def test_three_digits_will_do() -> None:
    assert "--council-colour:#552277;" in colour.stylesheet("#527")


@pytest.mark.parametrize(
    "text", ["", "red", "#12", "#12345", "#1234567", "#ggg", "#fff;}body{display:none", "#٣٣٣", "url(x)"]
)
def test_nothing_else_reaches_the_style_sheet(text: str) -> None:
    assert colour.stylesheet(text) == ""
