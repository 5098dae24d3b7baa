"""The service list and what a service asks."""

from types import ModuleType

import pytest
from django.test import Client
from django.utils import timezone

from frontdoor.catalogue import operations as catalogue
from frontdoor.catalogue.types import CataloguePack, ServiceDetails, Standard
from frontdoor.core.actors import SYSTEM
from frontdoor.core.clocks import Limit, Unit
from tests.api.partner import Partner, fault, xml

EVERY_TYPE = {
    "pages": [
        {
            "code": "all",
            "title": "Everything",
            "questions": [
                {"code": "words", "type": "text", "label": "Words"},
                {"code": "seen", "type": "long_text", "label": "Who", "required": False, "private": True},
                {"code": "first", "type": "long_text", "label": "First"},
                {"code": "second", "type": "long_text", "label": "Second", "required": False},
                {"code": "name", "type": "full_name", "label": "Name"},
                {"code": "email", "type": "email", "label": "E-mail"},
                {"code": "phone", "type": "phone", "label": "Phone"},
                {"code": "postcode", "type": "postcode", "label": "Postcode", "required": False},
                {"code": "where", "type": "place", "label": "Where"},
                {"code": "address", "type": "address", "label": "Address", "required": False},
                {
                    "code": "one",
                    "type": "choice",
                    "label": "One",
                    "hint": "Choose the nearest",
                    "options": [{"code": "a", "label": "Aye"}, {"code": "b", "label": "Bee"}],
                },
                {
                    "code": "many",
                    "type": "choices",
                    "label": "Many",
                    "required": False,
                    "options": [{"code": "c", "label": "Sea"}],
                },
                {"code": "yes", "type": "yes_no", "label": "Yes?", "required": False},
                {"code": "day", "type": "date", "label": "Day", "required": False},
                {"code": "number", "type": "number", "label": "Number", "required": False},
                {"code": "photo", "type": "photo", "label": "Photo", "required": False},
                {"code": "note", "type": "information", "label": "Note"},
                {
                    "code": "sometimes",
                    "type": "text",
                    "label": "Sometimes",
                    "show_if": {"question": "one", "is": "a"},
                },
            ],
        }
    ]
}


def _service(code: str, **details: object) -> ServiceDetails:
    given = {
        "code": code,
        "name": f"About {code}",
        "group": "A group",
        "summary": "What it is.",
        "page": "Words.",
        "team": "highways",
        "standard": Standard("We answer.", "answer", Limit(5, Unit.WORKING_DAYS)),
        "form": EVERY_TYPE,
        "channels": ("web", "open311"),
        **details,
    }
    return ServiceDetails(**given)  # type: ignore[arg-type]


@pytest.fixture
def services(small_council: ModuleType) -> Partner:
    """A council with a public, a private, a restricted service and one that is not for partner systems."""
    pack = CataloguePack(
        (
            _service("all", public_reports=True, keywords=("everything", "whole")),
            _service("hidden", keywords=("mine",)),
            _service("secret", restricted=True),
            _service("elsewhere", channels=("web",)),
        )
    )
    catalogue.load(pack, by=SYSTEM, at=timezone.now())
    return Partner()


def test_only_services_for_partner_systems_are_listed(services: Partner) -> None:
    listed = services.get("services.json").json()
    assert [one["service_code"] for one in listed] == ["all", "hidden"]
    assert listed[0] == {
        "service_code": "all",
        "service_name": "About all",
        "description": "What it is.",
        "metadata": True,
        "type": "realtime",
        "keywords": "everything, whole",
        "group": "A group",
    }


def test_a_service_whose_reports_are_not_public_says_so_to_fixmystreet(services: Partner) -> None:
    assert services.get("services.json").json()[1]["keywords"] == "private, mine"


def test_xml_says_the_same(services: Partner) -> None:
    root = xml(services.get("services.xml"))
    assert root.tag == "services"
    (first, _) = root.findall("service")
    assert [(child.tag, child.text) for child in first] == [
        ("service_code", "all"),
        ("service_name", "About all"),
        ("description", "What it is."),
        ("metadata", "true"),
        ("type", "realtime"),
        ("keywords", "everything, whole"),
        ("group", "A group"),
    ]


def test_questions_become_attributes_unless_the_standard_has_a_parameter(services: Partner) -> None:
    definition = services.get("services/all.json").json()
    assert definition["service_code"] == "all"
    attributes = definition["attributes"]
    assert [(one["code"], one["datatype"], one["required"]) for one in attributes] == [
        ("words", "string", True),
        ("seen", "text", False),
        ("second", "text", False),
        ("postcode", "string", False),
        ("address", "string", False),
        ("one", "singlevaluelist", True),
        ("many", "multivaluelist", False),
        ("yes", "singlevaluelist", False),
        ("day", "datetime", False),
        ("number", "number", False),
        ("sometimes", "string", False),
        ("fixmystreet_id", "string", False),
    ]
    assert [one["order"] for one in attributes] == list(range(1, 13))
    by_code = {one["code"]: one for one in attributes}
    assert by_code["one"]["values"] == [{"key": "a", "name": "Aye"}, {"key": "b", "name": "Bee"}]
    assert by_code["yes"]["values"] == [{"key": "yes", "name": "Yes"}, {"key": "no", "name": "No"}]
    assert by_code["one"]["datatype_description"] == "Choose the nearest"
    assert by_code["one"]["description"] == "One"
    assert "values" not in by_code["words"]
    assert all(one["datatype_description"] for one in attributes)
    assert by_code["words"]["variable"] is True


def test_the_sending_systems_own_id_is_asked_for_and_typed_by_nobody(services: Partner) -> None:
    own = services.get("services/all.json").json()["attributes"][-1]
    assert (own["variable"], own["automated"], own["required"]) == (False, "server_set", False)


def test_a_definition_in_xml(services: Partner) -> None:
    root = xml(services.get("services/all.xml"))
    assert root.xpath("string(/service_definition/service_code)") == "all"
    assert root.xpath("count(attributes/attribute)") == 12
    assert root.xpath("string(attributes/attribute[code='one']/required)") == "true"
    assert root.xpath("attributes/attribute[code='one']/values/value/key/text()") == ["a", "b"]
    assert root.xpath("attributes/attribute[code='one']/values/value/name/text()") == ["Aye", "Bee"]


@pytest.mark.parametrize("code", ["NOPE", "secret", "elsewhere", "pothole"])
def test_what_is_not_offered_is_not_found(services: Partner, code: str) -> None:
    for suffix in ("xml", "json"):
        status, words = fault(services.get(f"services/{code}.{suffix}"))
        assert status == 404
        assert "service_code" in words


def test_no_pack_yet_is_an_empty_list(db: None, client: Client) -> None:
    from frontdoor.organisation import queries as organisation

    organisation.forget_cached()
    assert Partner(client=client).get("services.json").json() == []
    discovery = client.get("/open311/discovery.json").json()
    assert discovery["contact"] == "This council is not set up yet"


def test_an_answer_to_a_private_question_is_for_staff_alone(services: Partner, key: str) -> None:
    partner = Partner(key)
    asked = {"attribute[words]": "w", "attribute[one]": "b", "attribute[seen]": "A man in a red van"}
    answer = partner.post("requests.json", service_code="all", address_string="Here", **asked)
    assert answer.status_code == 200, answer.content
    shown = Partner().request(answer.json()[0]["service_request_id"])
    assert "van" not in str(shown)
    assert shown["description"] == "Words: w\nOne: Bee"
