"""Services, what they promise, and their forms as data."""

from frontdoor.catalogue.types.forms import (
    Condition,
    Form,
    FormFault,
    Option,
    Page,
    Question,
    QuestionType,
    Stop,
    parse_condition,
    parse_form,
)
from frontdoor.catalogue.types.listing import (
    CataloguePack,
    ResponsibilityRule,
    ServiceDetails,
    Standard,
)

__all__ = [
    "CataloguePack",
    "Condition",
    "Form",
    "FormFault",
    "Option",
    "Page",
    "Question",
    "QuestionType",
    "ResponsibilityRule",
    "ServiceDetails",
    "Standard",
    "Stop",
    "parse_condition",
    "parse_form",
]
