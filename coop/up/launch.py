"""From an empty folder to an address that answers, and back to nothing running."""

import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from coop.embedded import Servers, ServersError
from coop.models import User

from .processes import Process, stop_all

PATIENCE_S = 60
PYTHON = sys.executable
WEB = [PYTHON, "-m", "gunicorn", "-c", "python:coop.gunicorn", "coop.wsgi"]
# It warns of running as root; so do we, where it matters: in a container of its own.
CELERY = [PYTHON, "-W", "ignore::RuntimeWarning:celery.platforms", "-m", "celery", "--quiet", "-A", "coop"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # there is no second worker to talk to
WORKER = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "warning", *ALONE]
BEAT = [*CELERY, "beat", "--loglevel", "warning", "--pidfile="]

_speaking = threading.Lock()


def say(label: str, line: str) -> None:
    with _speaking:
        print(f"{label:<6} | {line}", flush=True)


def up(host: str, port: int, *, demo: bool) -> None:
    """Run Coop until somebody says stop."""
    check_free(host, port)
    with interruptible(), own_servers():
        prepare(demo)
        processes = [
            Process("web", WEB, say=say),
            Process("worker", WORKER, say=say),
            Process("beat", BEAT, say=say),
        ]
        try:
            run(processes, host, port)
        finally:
            stop_all(processes)
    say("coop", "stopped")


def check_free(host: str, port: int) -> None:
    """Say now, not after a minute of setting up, that the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServersError(
                f"cannot listen on {host}:{port} ({error.strerror}): "
                "stop what runs there, or choose another with `make up PORT=8001`."
            ) from error


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal end `up` as Ctrl-C does: at any moment, and in good order."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        pass


def own_servers():
    if not settings.EMBEDDED:
        return nullcontext()
    say("coop", f"starting PostgreSQL and Redis in {settings.FOLDER}")
    return Servers(settings.FOLDER)


def prepare(demo: bool) -> None:
    """Bring tables, pages' files and, on the first day, the demo."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo and "demo" in get_commands() and not User.objects.exists():
        say("coop", "filling the empty database with a demo co-op")
        call_command("demo")
    connections.close_all()


def run(processes: list[Process], host: str, port: int) -> None:
    for process in processes:
        process.start()
    address = f"http://{host}:{port}"
    wait_for(f"{address}/health/", processes)
    greet(address)
    while True:
        time.sleep(0.5)
        for process in processes:
            process.keep_alive()


def wait_for(address: str, processes: list[Process]) -> None:
    """Wait until the web process answers at all: with HTTPS on, or a fault inside, it answers too."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        for process in processes:
            process.keep_alive()
    say("coop", f"{address} does not answer yet; see the lines above")


def greet(address: str) -> None:
    """Say where to go and who one may be."""
    lines = ["", f"Coop is at {address}"]
    if not User.objects.filter(is_admin=True).exists():
        lines.append(f"Nobody can log in yet. Set the co-op up at {address}/welcome/")
    lines += demo_logins()
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        lines.append(f"Mails, with log-in codes and order links, are files in {settings.EMAIL_FILE_PATH}")
    if settings.HTTPS:
        lines.append("HTTPS is on: reach it through a proxy that ends TLS, or set HTTPS=off for this machine only.")
    for line in [*lines, "Ctrl-C stops everything and keeps the data.", ""]:
        say("coop", line)
    connections.close_all()


def demo_logins() -> list[str]:
    """One log-in for each part that one can play in the demo, as long as its password is the demo's."""
    people = User.objects.filter(email__endswith=f"@{settings.DEMO_DOMAIN}").order_by("pk")
    admin = people.filter(is_admin=True).first()
    if admin is None or not admin.check_password(settings.DEMO_PASSWORD):
        return []
    parts = {
        "co-op admin": admin,
        "maker": people.exclude(maker=None).first(),
        "desk": people.exclude(desk=None).first(),
    }
    who = [f"  {person.email:<32} {part}" for part, person in parts.items() if person]
    return [f"Log in to the demo with the password {settings.DEMO_PASSWORD} as", *who]
