"""Which database the models of this process speak to, and how tests empty it."""

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


def emptying(operations, style, tables, **how) -> list[str]:
    """The statements that empty these tables, triggers and keys left alone: for a few rows in a fiftieth of the time.

    They lock as TRUNCATE does: what a thread of the test still writes is waited for, and goes too.
    """
    quoted = [operations.quote_name(table) for table in tables]
    return [
        f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL session_replication_role = replica",
        "; ".join(f"DELETE FROM {table}" for table in quoted),
    ]
