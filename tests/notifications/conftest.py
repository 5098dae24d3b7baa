"""A mail server for these tests, started once."""

from collections.abc import Iterator

import pytest

from tests import outbox as outboxes
from tests.outbox import Outbox


@pytest.fixture(scope="session")
def _outbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbox]:
    with outboxes.running(outboxes.without_database(tmp_path_factory.mktemp("outbox"))) as found:
        yield found


@pytest.fixture
def outbox(_outbox: Outbox) -> Outbox:
    _outbox.clear()
    return _outbox
