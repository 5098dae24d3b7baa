from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "frontdoor.design"
    label = "design"
