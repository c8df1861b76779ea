"""What both servers stand on: a folder, a user who is not root, a child process that cannot outlive us."""

import ctypes
import hashlib
import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

FOLDER = Path(os.environ.get("COOP_FOLDER") or Path(__file__).resolve().parents[2] / ".coop")

LONGEST_SOCKET = 100  # bytes; Linux takes 107, macOS 103, and both count the file name
PR_SET_PDEATHSIG = 1


class ServersError(Exception):
    """Why the servers do not run, in one line that says what to do."""


@cache
def server_user() -> pwd.struct_passwd | None:
    """The user who runs the servers when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    for name in ("pgserver", "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServersError(
        "PostgreSQL must not run as root: add a system user with `useradd pgserver`, or run as yourself."
    )


def make_private(folder: Path) -> None:
    """A folder that only the servers' user may read, below folders that this user may walk through."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if user := server_user():
            let_walk_to(folder)
            if folder.stat().st_uid != user.pw_uid:
                # All of it: it may be from a day when another user of this machine ran the servers.
                run_as_ourselves(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", folder])
        folder.chmod(0o700)
    except OSError as error:
        raise not_writable(folder, error) from error


def not_writable(folder: Path, error: OSError) -> ServersError:
    return ServersError(f"cannot write to {folder} ({error.strerror}): make it yours, or set COOP_FOLDER to another.")


def let_walk_to(path: Path) -> None:
    """Give the folders above `path` the right to be passed through (not to be listed)."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def socket_folder(folder: Path, longest_name: str) -> Path:
    """Where the sockets of `folder` live: inside it, or in a short private place when its path is too long."""
    inside = folder / "run"
    if len(os.fsencode(inside / longest_name)) <= LONGEST_SOCKET:
        return inside
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir()) / f"coop-{os.geteuid()}-{short}"


def claim_socket_folder(folder: Path) -> None:
    """Make the socket folder ours; in a place that anybody may write to, one that somebody else made is refused."""
    anybody_may_write = folder.parent.exists() and folder.parent.stat().st_mode & stat.S_IWOTH
    foreign = folder.exists() and folder.stat().st_uid not in {os.geteuid(), _server_uid()}
    if folder.is_symlink() or (anybody_may_write and foreign):
        raise ServersError(f"{folder} belongs to somebody else: remove it, or set COOP_FOLDER to a shorter path.")
    make_private(folder)


def _server_uid() -> int:
    user = server_user()
    return user.pw_uid if user else os.geteuid()


def run_as_ourselves(command: list) -> None:
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def run(command: list) -> subprocess.CompletedProcess:
    return subprocess.run(command, **_as_server_user(), capture_output=True, text=True, stdin=subprocess.DEVNULL)


def launch(command: list, log: Path, farewell: signal.Signals) -> subprocess.Popen:
    """Start a server in a session of its own, so that the terminal's Ctrl-C is ours alone to pass on.

    Linux sends it `farewell` when we die without a word (kill -9).
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(farewell),
            **_as_server_user(),
        )


def _as_server_user() -> dict:
    user = server_user()
    if not user:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def die_with_parent(farewell: signal.Signals) -> None:
    """Ask Linux to send this process `farewell` when its parent ends; elsewhere the next start clears up."""
    if sys.platform == "linux":
        _libc().prctl(PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def is_alive(pid: int, name: str) -> bool:
    """Is `pid` still the process that we mean? A pid file outlives its process, and pids are used again."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    listed = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True).stdout.split()
    return len(listed) == 2 and not listed[0].startswith("Z") and name in listed[1]


def last_lines(log: Path, count: int = 1) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return " ".join(lines[-count:])
