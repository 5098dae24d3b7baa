"""A small pack for each test that wants one."""

from pathlib import Path

import pytest

from tests.pack import packs


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A sound pack in a folder of its own, to be changed at will."""
    target = tmp_path / "ours"
    target.mkdir()
    return packs.small(target)
