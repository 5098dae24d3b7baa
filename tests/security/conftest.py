"""What the tests of attacks have in common."""

from types import ModuleType

import pytest


@pytest.fixture
def everything(small_council: ModuleType) -> ModuleType:
    """The small council with one service more, that asks for every kind of answer: /report/everything/."""
    from tests.security.naughty import load_everything

    load_everything(small_council)
    return small_council
