"""Addresses of the pages that show pieces, stock and notices."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []
