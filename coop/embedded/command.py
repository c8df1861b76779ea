"""The servers for the length of one command."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from .servers import InUse, Servers, is_embedded

WITHOUT_DATABASE = {
    "up",
    "help",
    "version",
    "--help",
    "--version",
    "-h",
    "check",
    "collectstatic",
    "states",
    "findstatic",
}
PATIENCE_S = 30


@contextmanager
def servers_for_command(arguments: list[str]) -> Iterator[None]:
    """Use the servers that run, or run them until the command ends."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command in WITHOUT_DATABASE or {"--help", "-h"} & set(arguments) or not is_embedded():
        yield
        return

    servers = Servers()
    try:
        servers.start()
    except InUse:
        wait_until_they_answer(servers)
        yield
        return
    try:
        yield
    finally:
        servers.stop()


def wait_until_they_answer(servers: Servers) -> None:
    """Another process has just begun to start them, or they have been running for days."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return psycopg.connect(servers.database_url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                sys.exit(f"Coop cannot start: its PostgreSQL does not answer: {error}")
            time.sleep(0.1)
