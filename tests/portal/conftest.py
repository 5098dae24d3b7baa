"""Somebody at the residents' pages, as Django's test client."""

from types import ModuleType

import pytest
from django.core.cache import cache
from django.test import Client

from tests.portal.resident import Resident


@pytest.fixture
def resident(small_council: ModuleType) -> Resident:
    """A visitor who holds CSRF tokens like a browser does: nothing passes without one."""
    cache.clear()
    return Resident(Client(enforce_csrf_checks=True))
