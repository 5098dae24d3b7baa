"""Data to test with that does not ship with the project: found by FRONTDOOR_CORPORA, a folder.

Its absence is the only reason for which a test may be skipped. Where FRONTDOOR_CORPORA is set, a missing
file is a failure.
"""

import os
from pathlib import Path

import pytest

ABSENT = "corpus absent: "
_root = os.environ.get("FRONTDOOR_CORPORA")


def corpus(name: str) -> Path:
    """That file or folder, e.g. `requests/requests.csv.gz`; skips the test where there is none."""
    if not _root:
        pytest.skip(ABSENT + name)
    path = Path(_root) / name
    assert path.exists(), f"FRONTDOOR_CORPORA is set, but {path} is missing"
    return path


def each_file(name: str, pattern: str = "*") -> list[object]:
    """Every file of a folder, for `pytest.mark.parametrize`; one skipped case where there is none."""
    if not _root:
        return [pytest.param(None, marks=pytest.mark.skip(reason=ABSENT + name), id=name)]
    folder = Path(_root) / name
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    assert found, f"FRONTDOOR_CORPORA is set, but there is no {pattern} in {folder}"
    return [pytest.param(path, id=str(path.relative_to(folder))) for path in found]
