"""Start-up checks: a view without a word on who may call it never goes live."""

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

THEIRS = ("allauth.", "health_check.")
"""Views of packages that guard their own. What other packages serve for us, we answer for: ninja's is our API."""


def every_view(patterns=None, prefix=""):
    """Yield (address pattern, view) for each URL of the project."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_view(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


@register()
def views_say_who_may_call_them(app_configs, **kwargs):
    return [
        Error(
            f"The view of “{address}” does not say who may call it.",
            hint="Decorate it with one of coop.access: public, secret_link, member, maker_only, …",
            obj=f"{view.__module__}.{getattr(view, '__qualname__', view)}",
            id="coop.E001",
        )
        for address, view in every_view()
        if not view.__module__.startswith(THEIRS) and not hasattr(view, "access")
    ]
