from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "frontdoor.organisation"
    label = "organisation"
