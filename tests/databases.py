"""Which database the models of this process speak to."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from environ import Env


@contextmanager
def models_on(database_url: str) -> Iterator[None]:
    """Let the models of this process, in all its threads, speak to another PostgreSQL for a while."""
    address = connections.settings["default"]
    before = dict(address)
    connections.close_all()
    address.update(Env.db_url_config(database_url))
    try:
        yield
    finally:
        connections.close_all()
        address.clear()
        address.update(before)
