"""Beat rings tasks by name and runs none: with an app of its own, and no fixup for Django, it loads no app of ours."""

from celery import Celery

app = Celery("beat", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
