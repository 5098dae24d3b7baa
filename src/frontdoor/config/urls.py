"""Every address of the installation. Each room lists its own."""

from django.urls import include, path

from frontdoor.config.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("", include("frontdoor.portal.urls")),
    path("desk/", include("frontdoor.desk.urls")),
    path("open311/", include("frontdoor.api.open311.urls")),
    path("", include("frontdoor.counterparts.urls")),
]
handler400 = "frontdoor.config.faults.bad_request"
handler403 = "frontdoor.config.faults.forbidden"
handler404 = "frontdoor.config.faults.not_found"
handler500 = "frontdoor.config.faults.fault"
