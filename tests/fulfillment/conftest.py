import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings

from fulfillment.listening import Receiver

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


class Mailbox:
    """A real SMTP server's memory; `answer` is what it says after the next mails' data."""

    def __init__(self):
        self.mails = []
        self.sessions = set()
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.mails.append(envelope)
            self.sessions.add(id(session))
        return self.answer


@pytest.fixture
def mailbox():
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):
        yield box
    controller.stop()


@pytest.fixture
def receiver():
    """A node's own system, listening; `line.endpoint(receiver)` connects a node to it."""
    with Receiver(SECRET) as listening:
        yield listening


class Door:
    """A node's system that answers what it is told: (status, headers), or nothing for `silence` seconds."""

    def __init__(self):
        self.answers = []
        self.silence = 0
        self.calls = []
        door = self

        class Request(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                door.calls.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
                time.sleep(door.silence)
                status, headers = door.answers.pop(0) if door.answers else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.secret = SECRET


@pytest.fixture
def door():
    opened = Door()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()
