"""The same claim without Django: how fast this PostgreSQL can be at it on this machine."""

import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from coop.embedded.postgres import DATABASE, ROLE, programs

SCRIPT = Path(__file__).with_name("claim.sql")
EDITION = 50


def claims_per_second(sockets: Path, capsules: list, *, clients: int) -> float:
    """Fill these capsules, which must have consecutive ids, with pgbench."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE benchmark_turn")
    first = capsules[0]
    names = {"first": first.pk, "variant": first.variants.get().pk, "node": first.made_at_id}
    where = ["-h", str(sockets), "-U", ROLE, DATABASE]
    how = ["-n", "-c", str(clients), "-j", "2", "-t", str(len(capsules) * EDITION // clients), "-f", str(SCRIPT)]
    given = [f"-D{name}={value}" for name, value in names.items()]
    done = subprocess.run([pgbench(), *how, *given, *where], capture_output=True, text=True)
    speed = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or speed is None:
        raise RuntimeError(f"pgbench failed: {done.stderr}")
    return float(speed[1])


def pgbench() -> str:
    beside = programs() / "pgbench"
    found = str(beside) if beside.exists() else shutil.which("pgbench")
    if found is None:
        raise RuntimeError("pgbench is missing: it comes with PostgreSQL's client programs")
    return found
