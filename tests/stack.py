"""The whole of Coop as it runs in earnest: PostgreSQL, Redis, web, worker and beat as processes, and a mail server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Set
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings

from coop.embedded import Servers
from coop.embedded.ground import die_with_parent
from coop.up.commands import BEAT, WEB, WORKER
from tests.databases import models_on
from tests.postbox import Postbox
from tests.seed import once, sow

ROOT = Path(__file__).parent.parent
PATIENCE_S = 60
EVERYTHING = frozenset({"web", "worker", "beat"})


class Process:
    """One of Coop's processes, with everything that it starts itself."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path, files=()):
        self.name, self.command, self.environment, self.files = name, command, dict(environment), files
        self.log = log
        self.popen: subprocess.Popen | None = None

    @property
    def pid(self) -> int | None:
        return self.popen.pid if self.popen else None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.files,
                preexec_fn=partial(die_with_parent, signal.SIGTERM),
            )

    def kill(self) -> None:
        """kill -9 of the process and its children, as when the machine's power fails."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        self.stop()
        self.start()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        if self.popen is None:
            return
        if how == signal.SIGTERM:
            self.popen.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(15)
        self.popen = None


class Stack:
    """`with Stack(SWEEP_SECONDS=1) as stack:` runs everything on its own data, sockets and ports.

    `only` names the processes that start; other keywords are their environment variables. `durable` data would outlive
    the machine's death and not only that of any process, as in earnest: figures are measured so. Inside, the test's
    own models read and write the same database. `stack.web`, `stack.worker`, `stack.beat`, `stack.servers.postgres`
    and `stack.servers.redis` can be killed and started alone.
    """

    def __init__(
        self, folder: Path | None = None, *, durable: bool = False, only: Set[str] = EVERYTHING, **environment
    ):
        self.only = only
        self.folder = folder or Path(tempfile.mkdtemp(prefix="coop-s-", dir="/tmp"))
        self.servers = Servers(self.folder, durable=durable)
        self.postbox = Postbox()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.environment = os.environ | self._addresses() | {name: str(value) for name, value in environment.items()}
        door = self._door.fileno()
        self.web = self._process("web", [*WEB, "--bind", f"fd://{door}"], files=[door])
        self.worker = self._process("worker", WORKER)
        self.beat = self._process("beat", [*BEAT, "--max-interval", "1"])

    def _addresses(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "coop.settings",
            "COOP_FOLDER": str(self.folder),
            "DATABASE_URL": self.servers.database_url,
            "REDIS_URL": self.servers.redis_url,
            "EMAIL_URL": self.postbox.url,
            "PUBLIC_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "no",
            "HTTPS": "no",
            "PAGE_SECONDS": "0",
            "SWEEP_SECONDS": "1",
            "PLANNER_SECONDS": "0.4",
            "PLANNER_LEASE_SECONDS": "4",
            "PYTHONUNBUFFERED": "1",
        }

    def _process(self, name: str, command: list[str], files=()) -> Process:
        return Process(name, command, self.environment, self.folder / f"{name}.log", files)

    @property
    def processes(self) -> list[Process]:
        return [process for process in (self.web, self.worker, self.beat) if process.name in self.only]

    @property
    def pids(self) -> list[int]:
        """Of all that runs, without the children that it starts itself."""
        running = [*self.processes, self.servers.postgres, self.servers.redis]
        return [each.pid for each in running if each.pid]

    def mend(self) -> None:
        """Start again what ended by itself, as `make up` does: a worker that loses Redis amid a task ends so."""
        for process in self.processes:
            if process.popen and process.popen.poll() is not None:
                process.start()

    def manage(self, *command: str) -> None:
        """Run one of Coop's commands on this data."""
        command = [sys.executable, "manage.py", *command]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        self._collect_static_files()
        sow(self.folder)
        self.servers.start()
        self.postbox.start()
        for process in self.processes:
            process.start()
        self.wait_for_web()

    def wait_for_web(self) -> None:
        eventually(self._answers, "the web process to answer")

    def _collect_static_files(self) -> None:
        """Gather them once for all stacks of a test run: squeezing them takes seconds."""
        shared = Path(os.environ["COOP_FOLDER"]) / "static-of-stacks"
        shared.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "static").exists():
            (self.folder / "static").symlink_to(shared)
        once(shared.with_suffix(".done"), lambda: self.manage("collectstatic", "--no-input", "-v0"))

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/health/", timeout=5).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
        self.postbox.stop()
        self.servers.stop()
        self._door.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Stack":
        try:
            self.start()
        except BaseException as error:
            error.add_note(self.logs())
            self.stop()
            raise
        self._models = models_on(self.servers.database_url)
        self._models.__enter__()
        return self

    def __exit__(self, *reason) -> None:
        self._models.__exit__(*reason)
        self.stop()

    def logs(self) -> str:
        """The last lines of every process."""
        return "\n".join(f"--- {process.name}\n{process.said()[-6000:]}" for process in self.processes)


def eventually(look: Callable, what: str, seconds: float = PATIENCE_S):
    """Look until what is found is true, and give it back."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s for {what}")
        time.sleep(0.05)
