"""Every address of the project: the pages of `coop` itself, then each app's own."""

from django.urls import include, path
from health_check.views import HealthCheckView

from coop.views import journal, nodes, welcome

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("home/", welcome.home, name="home"),
    path("office/nodes/", nodes.nodes, name="nodes"),
    path("office/nodes/new/", nodes.node_new, name="node-new"),
    path("office/nodes/<slug:slug>/", nodes.node_edit, name="node-edit"),
    path("office/closures/<int:pk>/reopen/", nodes.node_reopen, name="node-reopen"),
    path("office/nodes/<slug:slug>/add-hours/", nodes.node_add_hours, name="node-add-hours"),
    path("office/extra-hours/<int:pk>/take-back/", nodes.node_take_hours_back, name="node-take-hours-back"),
    path("office/journal/", journal.journal, name="journal"),
    path("accounts/", include("allauth.urls")),
    path(
        "health/",
        HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"]),
    ),
    path("", include("capsules.urls")),
    path("", include("scheduling.urls")),
    path("", include("fulfillment.urls")),
]
