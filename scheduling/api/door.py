"""The one door into the API: who is let in, and the addresses behind it."""

from ninja import NinjaAPI
from ninja.security import HttpBearer

from coop.models import ApiKey, User

from .bookings import bookings
from .problems import HANDLERS
from .stations import stations

OPEN_TO_ALL = ("openapi-json", "api-root")
"""The description, and an address at which there is nothing."""


class Key(HttpBearer):
    """“Authorization: Bearer coop_…”: the program is the key's user."""

    def authenticate(self, request, token: str) -> User | None:
        key = ApiKey.objects.that_is(token)
        if key is None:
            return None
        ApiKey.objects.note_use(key)
        request.user = key.user
        return key.user


# No page of documentation: ninja's asks another site for its scripts, and the content security policy forbids those.
api = NinjaAPI(
    title="Coop node API",
    version="1.0.0",
    description="Stations, free slots and bookings. Every rule of the board holds here; times carry their offset.",
    auth=Key(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("stations/", stations)
api.add_router("bookings/", bookings)
for kind, handler in HANDLERS.items():
    api.add_exception_handler(kind, handler)  # type: ignore[arg-type]

patterns, app_name, namespace = api.urls
for pattern in patterns:
    pattern.callback.access = "public" if pattern.name in OPEN_TO_ALL else "api_key"  # type: ignore[union-attr]
urls = (patterns, app_name, namespace)
