"""The map's layers: what lies in the box, and not more than a phone wants."""

import gzip
import json
from types import ModuleType

import pytest
from django.test import Client

from frontdoor.organisation import queries as organisation


def layer(client: Client, name: str, box: str) -> list[dict]:
    answer = client.get("/map/layers.json", {"layer": name, "bbox": box})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/geo+json"
    return json.loads(answer.content)["features"]


def test_only_what_lies_in_the_box(small_council: ModuleType, client: Client) -> None:
    (road,) = layer(client, "roads", "2.03,54.565,2.05,54.575")
    assert road["properties"] == {"name": "Mill Lane"}
    assert road["geometry"] == {"type": "LineString", "coordinates": [[2.0, 54.57], [2.16, 54.57]]}
    assert layer(client, "roads", "2.03,54.40,2.05,54.41") == []
    assert [f["properties"]["name"] for f in layer(client, "trunk_roads", "2.03,54.54,2.05,54.56")] == [
        "A991"
    ]
    assert len(layer(client, "boundary", "2.0,54.5,2.16,54.6")) == 3  # the council and its two districts


def test_single_points_only_in_a_narrow_view(small_council: ModuleType, client: Client) -> None:
    assert len(layer(client, "street_lights", "2.035,54.565,2.045,54.575")) == 1
    assert layer(client, "street_lights", "2.0,54.5,2.1,54.6") == []


def test_a_layer_the_council_does_not_have_is_empty(small_council: ModuleType, client: Client) -> None:
    assert layer(client, "rivers", "2.0,54.5,2.1,54.6") == []


@pytest.mark.parametrize(
    "query",
    [
        {}, {"layer": "roads"}, {"layer": "people", "bbox": "2,54,3,55"}, {"layer": "roads", "bbox": "1,2,3"},
        {"layer": "roads", "bbox": "nan,54,3,55"}, {"layer": "roads", "bbox": "3,54,2,55"},
        {"layer": "roads", "bbox": "inf,54,inf,55"}, {"layer": "roads", "bbox": "2,54,3,1e400"},
        {"layer": "roads", "bbox": "2,54,3,55,6"}, {"layer": "roads", "bbox": "x" * 10_000},
    ],
)  # fmt: skip
def test_anything_else_is_a_clear_400(small_council: ModuleType, client: Client, query: dict) -> None:
    answer = client.get("/map/layers.json", query)
    assert answer.status_code == 400
    assert "bbox" in json.loads(answer.content)["error"]


def test_an_answer_is_kept_and_packed(
    small_council: ModuleType, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"layer": "roads", "bbox": "2.03,54.565,2.05,54.575"}
    plain = client.get("/map/layers.json", query)
    assert plain["Cache-Control"] == "public, max-age=3600"
    assert client.get("/map/layers.json", query, headers={"If-None-Match": plain["ETag"]}).status_code == 304
    monkeypatch.setattr("frontdoor.portal.views.look._WORTH_PACKING", 10)
    packed = client.get("/map/layers.json", query, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_another_load_is_another_map(small_council: ModuleType, client: Client) -> None:
    from dataclasses import replace

    from django.utils import timezone

    from frontdoor.core.actors import SYSTEM
    from frontdoor.organisation import operations

    box = "2.03,54.565,2.05,54.575"
    assert len(layer(client, "roads", box)) == 1
    pack = small_council.organisation_pack()
    left = tuple(asset for asset in pack.assets if asset.code != "R1")
    operations.load(replace(pack, assets=left), by=SYSTEM, at=timezone.now())
    assert layer(client, "roads", box) == []


def test_trunk_roads_and_short_forms_can_be_searched_for(small_council: ModuleType) -> None:
    assert [place.name for place in organisation.find_places("a991")] == ["A991, Little Wold", "A991"]
    assert organisation.find_places("High St")[0].name == "High Street, Little Wold"
    assert organisation.find_places("mill lane, little wold")[0].name == "Mill Lane, Little Wold"
    assert organisation.find_places("2 Mill Ln, Little Wold")[0].uprn == small_council.UPRN + 1
    assert organisation.find_places("zzz") == []
