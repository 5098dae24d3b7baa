from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "frontdoor.customers"
    label = "customers"
