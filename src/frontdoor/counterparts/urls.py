"""Addresses of the local counterparts of outside services."""

from django.urls import path

from frontdoor.counterparts import outbox

urlpatterns = [
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/<str:key>/", outbox.show, name="outbox-message"),
]
