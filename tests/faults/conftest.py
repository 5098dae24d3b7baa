"""What the tests of this folder share."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Any]:
    """One installation of real processes for the tests of a file."""
    from tests.faults import installation  # not before Django is set up

    with installation.running(tmp_path_factory.mktemp("council"), django_db_blocker) as found:
        yield found
