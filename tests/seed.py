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
from tests.databases import models_on


def sow(folder: Path) -> None:
    """Lay the data of a migrated PostgreSQL into `folder`, where none lies yet."""
    if (folder / "postgres").exists():
        return
    seed = Path(os.environ["COOP_FOLDER"]) / "seed"
    once(seed / "ripe", lambda: grow(seed))
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", seed / "postgres", folder / "postgres"], check=True)


def grow(seed: Path) -> None:
    with Servers(seed, durable=False) as servers, models_on(servers.database_url):
        migrate()


def make_template() -> str:
    """Migrate the database that the settings name, for test databases to be copied from it; its name."""
    once(Path(os.environ["COOP_FOLDER"]) / "template-is-made", migrate)
    return connection.settings_dict["NAME"]


def migrate() -> None:
    with closing(connection):  # a database is copied while nobody is in it
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


def once(done: Path, make: Callable[[], object]) -> None:
    """Make it in the first process that asks; the others wait. `done` says that it is made."""
    done.parent.mkdir(parents=True, exist_ok=True)
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make()
            done.touch()
