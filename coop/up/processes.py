"""Child processes whose lines are labelled, who are started again when they die, and who never outlive us."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from coop.embedded.ground import die_with_parent

PATIENCE_S = 15
SETTLED_S = 5  # who dies younger is started again only after a pause


class Process:
    """One labelled child in a process group of its own."""

    def __init__(self, label: str, command: list[str], *, say: Callable[[str, str], None]):
        self.label = label
        self.command = command
        self.say = say
        self.popen: subprocess.Popen | None = None
        self.started_at = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.popen = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGTERM),
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=self._relay, args=[self.popen.stdout], daemon=True).start()

    def keep_alive(self) -> None:
        """Start it again when it has died."""
        if self.popen is None or self.popen.poll() is None:
            return
        if time.monotonic() - self.started_at < SETTLED_S:
            time.sleep(1)
        self.say(self.label, f"ended with {self.popen.returncode}; starting it again")
        self._signal(signal.SIGKILL)  # whatever of its group is left
        self.start()

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM, only_leader=True)

    def wait(self, deadline: float) -> None:
        """Wait for its end until `deadline`, then make sure that none of its group is left."""
        if self.popen is None:
            return
        try:
            self.popen.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(self.label, "does not stop by itself; ending it")
        self._signal(signal.SIGKILL)
        self.popen.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals, *, only_leader: bool = False) -> None:
        if self.popen is None:
            return
        try:
            if only_leader:
                self.popen.send_signal(number)
            else:
                os.killpg(self.popen.pid, number)
        except (ProcessLookupError, PermissionError):
            pass  # gone already

    def _relay(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(self.label, line.rstrip())


def stop_all(processes: list[Process]) -> None:
    """Ask all at once, wait for each, end who does not listen. A second Ctrl-C stops the waiting."""
    deadline = time.monotonic() + PATIENCE_S

    def hurry(*_: object) -> None:
        for process in processes:
            process.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hurry)
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.wait(deadline)
