from django.apps import AppConfig


class CoopConfig(AppConfig):
    name = "coop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401
