"""The project's settings, with what would only make tests slow taken away."""

from coop.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ALLOW_PRIVATE_ENDPOINTS = True
PLANNER_SECONDS = 0.2
PAGE_SECONDS = 0  # a test sees at once what it has written
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TALLY_SECONDS = float("inf")  # nothing is written behind a test's back
