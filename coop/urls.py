"""Every address of the project: the pages of `coop` itself, then each app's own."""

from django.urls import include, path
from health_check.views import HealthCheckView

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("health/", HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])),
    path("", include("capsules.urls")),
    path("", include("scheduling.urls")),
    path("", include("fulfillment.urls")),
]
