from django.apps import AppConfig
from django.core.signals import request_finished


class CapsulesConfig(AppConfig):
    name = "capsules"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import receivers  # noqa: F401
        from .actions.counting import write_tally

        request_finished.connect(write_tally)
