"""What pages may load: ours, and pictures of the map from the server that the council's pack names."""

from dataclasses import replace
from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.core.actors import SYSTEM
from frontdoor.organisation import operations
from tests import small_council as council


def images(tiles: str) -> str:
    """Where pages may load pictures from, when the pack names these tiles."""
    pack = council.organisation_pack()
    operations.load(replace(pack, council=replace(pack.council, tiles=tiles)), by=SYSTEM, at=timezone.now())
    answer = Client().get("/reports/")
    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    return policy["img-src"]


OURS = "'self' data: blob:"


@pytest.mark.parametrize(
    ("tiles", "more"),
    [
        ("", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", " https://tiles.example.org"),
        ("https://tiles.example.org:8443/base/{z}/{x}/{y}.png?key=a", " https://tiles.example.org:8443"),
        (
            "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
            " https://a.tiles.example.org https://b.tiles.example.org https://c.tiles.example.org",
        ),
        ("https://tiles.example.org;script-src *;/{z}", ""),
        ("https://tiles.example.org,*/{z}", ""),
        ("https://*/{z}", ""),
        ("https://{z}.example.org/{x}", ""),
        ("http://tiles.example.org/{z}", ""),
        ("/tiles/{z}/{x}/{y}.png", ""),
    ],
)
def test_pictures_of_the_map_come_from_the_server_that_the_pack_names(
    small_council: ModuleType, tiles: str, more: str
) -> None:
    assert images(tiles) == OURS + more
