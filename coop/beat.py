"""Beat rings tasks by name and runs none: with an app of its own it loads neither the apps nor the solver."""

from celery import Celery

app = Celery("beat")
app.config_from_object("django.conf:settings", namespace="CELERY")
