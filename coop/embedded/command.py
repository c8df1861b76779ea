"""The servers for the length of one command."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import psycopg

from .ground import ServersError, not_writable
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
    """Use the servers that run, or run them until this command, and all that joined it, have ended."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command in WITHOUT_DATABASE or {"--help", "-h"} & set(arguments) or not is_embedded():
        yield
        return

    servers = Servers()
    with guests_book(servers) as book:
        started = own_or_join(servers, book)
        try:
            yield
        finally:
            if started:
                fcntl.flock(book, fcntl.LOCK_EX)  # waits for the guests
                servers.stop()


@contextmanager
def guests_book(servers: Servers) -> Iterator[IO]:
    """The file whose shared lock every guest of the servers holds."""
    try:
        servers.folder.mkdir(parents=True, exist_ok=True)
        book = (servers.folder / "guests").open("a")
    except OSError as error:
        raise not_writable(servers.folder, error) from error
    with book:
        yield book


def own_or_join(servers: Servers, book: IO) -> bool:
    """Start the servers, or join those of another process; True if they are now ours to stop."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            servers.start()
            return True
        except InUse:
            fcntl.flock(book, fcntl.LOCK_SH)
        try:
            psycopg.connect(servers.database_url).close()
            return False
        except psycopg.OperationalError as error:  # they are just starting, or just stopping
            if time.monotonic() > deadline:
                raise ServersError(f"its PostgreSQL does not answer ({error}).") from error
        fcntl.flock(book, fcntl.LOCK_UN)
        time.sleep(0.1)
