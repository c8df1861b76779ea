"""From an empty folder to an address that answers, and back to nothing running."""

import io
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import nullcontext

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from coop.embedded import Servers, ServersError
from coop.models import User

from .commands import BEAT, WEB, WORKER
from .processes import Process, stop_all

_speaking = threading.Lock()


def say(label: str, line: str) -> None:
    with _speaking:
        print(f"{label:<6} | {line}", flush=True)


def up(host: str, port: int, *, demo: bool) -> None:
    """Run Coop until somebody says stop."""
    check_free(host, port)
    asked = Asked()
    try:
        with own_servers():
            prepare(demo)
            asked.at_once = False
            run_processes(host, port, asked)
    except KeyboardInterrupt:
        pass
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


class Asked:
    """Has somebody asked to stop? SIGTERM and a closed terminal ask as Ctrl-C does.

    Setting up is broken off by an exception. Later the loop looks at the flag: an exception out of the blue can be
    swallowed, for one while a process is being forked.
    """

    def __init__(self) -> None:
        self.to_stop = False
        self.at_once = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.to_stop = True
        if self.at_once:
            raise KeyboardInterrupt


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
        call_command("demo", stdout=io.StringIO())  # the greeting names the log-ins
    connections.close_all()


def run_processes(host: str, port: int, asked: Asked) -> None:
    processes = [Process("web", WEB, say=say), Process("worker", WORKER, say=say), Process("beat", BEAT, say=say)]
    address = f"http://{host}:{port}"
    greeting_due = True
    try:
        for process in processes:
            process.start()
        while not asked.to_stop:
            if greeting_due and answers(f"{address}/health/"):
                greet(address)
                greeting_due = False
            time.sleep(0.2)
            for process in processes:
                process.keep_alive()
    finally:
        stop_all(processes)


def answers(address: str) -> bool:
    """Does the web process answer at all? With HTTPS on, or a fault inside, it answers too."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


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
    collects = call_command("demo", who_collects=True, stdout=io.StringIO())
    return [f"Log in to the demo with the password {settings.DEMO_PASSWORD} as", *who, *filter(None, [collects])]
