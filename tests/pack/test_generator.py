"""The map-drawing tool draws the same county each time."""

import filecmp
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pack.packs import DEMO

pytestmark = pytest.mark.once

TOOL = Path(__file__).parents[2] / "tools" / "make_demo_geography.py"


@pytest.mark.proof  # another processor may round differently, so this is for who changes the tool
def test_the_same_seed_draws_what_is_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, TOOL, tmp_path], check=True, capture_output=True)
    drawn = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(drawn) == 9
    _, different, missing = filecmp.cmpfiles(DEMO, tmp_path, [str(path) for path in drawn], shallow=False)
    assert (different, missing) == ([], [])
