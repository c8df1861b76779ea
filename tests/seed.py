"""A database that is migrated already: made once per test run, and copied by whoever needs one."""

import fcntl
import os
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from coop.embedded import Servers
from coop.embedded.postgres import programs
from tests.databases import models_on


def sow(folder: Path) -> None:
    """Lay the data of a migrated PostgreSQL into `folder`, where none lies yet."""
    if (folder / "postgres").exists():
        return
    seed = Path(os.environ["COOP_FOLDER"]) / "seed"
    once(seed / "ripe", lambda: grow(seed))
    folder.mkdir(parents=True, exist_ok=True)
    run(["cp", "-a", seed / "postgres", folder / "postgres"])


def grow(seed: Path) -> None:
    with Servers(seed, durable=False) as servers:
        fill(servers.database_url)


def make_template() -> str:
    """Fill the database that the settings name, for test databases to be copied from it; its name."""
    once(Path(os.environ["COOP_FOLDER"]) / "template-is-made", lambda: fill(os.environ["DATABASE_URL"]))
    return connection.settings_dict["NAME"]


def fill(database_url: str) -> None:
    """Migrate an empty database, or write into it what another one was migrated to: that is much quicker."""
    dump = Path(os.environ["COOP_FOLDER"]) / "migrated.sql"

    def migrate() -> None:
        with models_on(database_url), closing(connection):  # a database is copied while nobody is in it
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
        run([programs() / "pg_dump", "--file", dump, database_url])

    if not once(dump.with_suffix(".done"), migrate):
        quiet = ["-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1"]
        run([programs() / "psql", *quiet, "-f", dump, database_url])


def run(command: list) -> None:
    subprocess.run(command, check=True)


def once(done: Path, make: Callable[[], object]) -> bool:
    """Make it in the first process that asks, which alone hears True; the others wait. `done` says that it is made."""
    done.parent.mkdir(parents=True, exist_ok=True)
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return False
        make()
        done.touch()
        return True
