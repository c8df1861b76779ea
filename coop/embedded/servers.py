"""Both servers of one folder, and the rule that a folder has one owner at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from .ground import FOLDER, ServersError, claim_socket_folder, let_walk_to, not_writable, server_user, socket_folder
from .postgres import SOCKET, Postgres
from .redis import Redis


def is_embedded() -> bool:
    """Are both servers ours to run? Naming one of them means that the other must be named too."""
    named = {name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if len(named) == 1:
        missing = ({"DATABASE_URL", "REDIS_URL"} - named).pop()
        raise ServersError(
            f"{named.pop()} is set and {missing} is not: set both, or neither to use Coop's own servers."
        )
    return not named


class InUse(ServersError):
    """Another process owns the servers of this folder, and they run."""


class Servers:
    """PostgreSQL and Redis on the data in `folder`.

    `with Servers(folder) as servers:` starts both and stops both. `database_url` and `redis_url` are known before
    the start. `servers.postgres` and `servers.redis` can be stopped, killed and started alone.
    """

    def __init__(self, folder: Path = FOLDER, *, durable: bool = True):
        self.folder = folder.absolute()
        self.sockets = socket_folder(self.folder, SOCKET)
        self.postgres = Postgres(self.folder, self.sockets, durable=durable)
        self.redis = Redis(self.folder, self.sockets)
        self._lock: IO | None = None

    @property
    def database_url(self) -> str:
        return self.postgres.url

    @property
    def redis_url(self) -> str:
        return self.redis.url

    def start(self) -> None:
        """Own the folder and start both; raises InUse when another process owns it."""
        self._own()
        try:
            claim_socket_folder(self.sockets)
            self.postgres.start()
            self.redis.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        if self._lock:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> "Servers":
        self.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()

    def _own(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if server_user():
                let_walk_to(self.folder / "postgres")
            self._lock = (self.folder / "owner").open("a+")
        except OSError as error:
            raise not_writable(self.folder, error) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            owner = self._lock.read().strip() or "?"
            self._lock.close()
            self._lock = None
            raise InUse(f"process {owner} already runs the servers of {self.folder}.") from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()
