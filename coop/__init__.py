from . import environment  # noqa: F401  (first: what follows reads it)
from .celery import app as celery_app

__all__ = ["celery_app"]
