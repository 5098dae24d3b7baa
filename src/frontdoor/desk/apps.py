from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "frontdoor.desk"
    label = "desk"
