"""`manage.py up` on a clean folder, as somebody meets it on the first day."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start():
    """Start `up` in a folder; whatever a failed test leaves running is ended."""
    started = []

    def start(folder, port):
        environment = {"PATH": os.environ["PATH"], "COOP_FOLDER": str(folder), "PORT": str(port), "DEMO": "no"}
        command = [sys.executable, "manage.py", "up"]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines) + process.stderr.read())


def processes_of(folder):
    """Whoever was started for `folder`: its path is in every child's environment or command line."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            known = b"".join(Path(f"/proc/{pid}/{part}").read_bytes() for part in ("environ", "cmdline"))
        except OSError:
            continue
        if os.fsencode(folder) in known and int(pid) != os.getpid():
            found.append(int(pid))
    return found


def wait_for_none(folder, seconds=10):
    deadline = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("up")


@linux
def test_up_answers_restarts_what_dies_and_leaves_nothing_behind(start, folder):
    port = free_port()
    process = start(folder, port)
    greeting = "".join(read_until(process, "Ctrl-C stops everything"))
    assert f"Coop is at http://127.0.0.1:{port}" in greeting
    assert f"Set the co-op up at http://127.0.0.1:{port}/welcome/" in greeting
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/") as answer:
        assert answer.status == 200

    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/o/Zk3-secret/?code=K7Q2F")
    said = "".join(read_until(process, "GET /o/"))
    assert ("/o/…/" in said, "Zk3-secret" in said, "K7Q2F" in said) == (True, False, False)

    beat = next(pid for pid in processes_of(folder) if b"\0beat\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(beat, signal.SIGKILL)
    read_until(process, "beat   | ended with -9; starting it again")

    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors, output.splitlines()[-1]) == (0, "", "coop   | stopped")
    assert wait_for_none(folder) == []


@linux
def test_nothing_is_left_when_up_itself_is_killed(start, folder):
    process = start(folder, free_port())
    read_until(process, "Ctrl-C stops everything")
    process.kill()
    process.communicate()
    assert wait_for_none(folder, seconds=20) == []


def test_a_port_in_use_is_said_in_one_line(start, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path, port)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (
        1,
        "",
        f"Coop cannot start: cannot listen on 127.0.0.1:{port} (Address already in use): "
        "stop what runs there, or choose another with `make up PORT=8001`.\n",
    )


def test_a_broken_data_folder_is_said_in_one_line(start, tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.6")
    process = start(tmp_path, free_port())
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (
        1,
        f"Coop cannot start: {tmp_path}/postgres holds no PostgreSQL data: move it away, and Coop starts afresh.\n",
    )
