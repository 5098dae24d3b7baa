"""Partner systems of a small council."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture
def key(small_council: ModuleType) -> str:
    """A partner system's key."""
    return _key("Partner")


@pytest.fixture
def other_key(small_council: ModuleType) -> str:
    """Another partner system's key."""
    return _key("Other partner")


def _key(name: str) -> str:
    # imported here: this file is read before Django is set up
    from django.utils import timezone

    from frontdoor.accounts import operations as accounts
    from frontdoor.core.actors import SYSTEM

    return accounts.create_api_key(name=name, scope="open311", by=SYSTEM, at=timezone.now())


@pytest.fixture
def application(db: None) -> Iterator[Callable[..., Any]]:
    """The whole application as a server calls it, on the connection (and in the transaction) of this test."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from frontdoor.config.wsgi import application

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield application
    for signal in signals:
        signal.connect(close_old_connections)
