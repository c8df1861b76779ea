"""Signed messages as standardwebhooks.com describes them: same id and same body at every attempt."""

import http.client
import json
import socket
import ssl
import time
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Timer

from django.conf import settings
from standardwebhooks.webhooks import Webhook

from .addresses import NotAllowed, Target, target_of
from .outcomes import Failed

LONGEST_WAIT = timedelta(hours=24)


def send_message(notice, *, now: datetime) -> None:
    """Post the message to its endpoint. Returns when it answered 2xx; raises Failed otherwise."""
    endpoint = notice.endpoint
    if endpoint.switched_off_at:
        raise Failed("The endpoint is switched off.", for_good=True)
    try:
        target = target_of(endpoint.url, allow_private=settings.ALLOW_PRIVATE_ENDPOINTS)
    except NotAllowed as refusal:
        raise Failed(str(refusal)) from refusal
    except OSError as error:
        raise Failed(f"Its name leads nowhere: {error}", nobody_there=True) from error

    body = body_of(notice)
    answer(*post(target, body, headers_of(notice, body, endpoint.secrets_at(now), now)), now=now)


def body_of(notice) -> str:
    content = {"type": notice.kind, "timestamp": notice.owed_at.isoformat(), "data": notice.facts}
    return json.dumps(content, separators=(",", ":"), sort_keys=True)


def headers_of(notice, body: str, secrets: list[str], now: datetime) -> dict[str, str]:
    message_id = f"msg_{notice.uid.hex}"
    return {
        "Content-Type": "application/json",
        "User-Agent": "Coop",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message_id, now, body) for secret in secrets),
    }


class CheckedConnection(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name means a moment later; TLS still proves the name."""

    def __init__(self, target: Target, timeout: float):
        super().__init__(target.host, target.port, timeout=timeout)
        self.target = target
        if target.scheme == "https":
            self.default_port = http.client.HTTPS_PORT

    def connect(self):
        self.sock = socket.create_connection((self.target.address, self.target.port), self.timeout)
        if self.target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.target.host)

    def hang_up(self):
        """End the call from another thread, in the middle of whatever it waits for."""
        if self.sock:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(target: Target, body: str, headers: dict[str, str]) -> tuple[int, str | None]:
    """Post once, without following redirects. The answer's status and its Retry-After."""
    patience_s = settings.NOTICE_TIMEOUT_SECONDS
    connection = CheckedConnection(target, patience_s)
    # A socket's timeout begins anew with every byte; whoever drips bytes is not waited for.
    patience = Timer(patience_s, connection.hang_up)
    began = time.monotonic()
    patience.start()
    try:
        connection.request("POST", target.path, body.encode(), headers)
        response = connection.getresponse()
        return response.status, response.getheader("Retry-After")
    except (OSError, http.client.HTTPException) as error:
        late = time.monotonic() - began >= patience_s
        why = f"No answer within {patience_s:g} s." if late else f"No answer: {error}"
        raise Failed(why, nobody_there=True) from error
    finally:
        patience.cancel()
        connection.close()


def answer(status: int, retry_after: str | None, *, now: datetime) -> None:
    """What the other side said: 2xx is thanks, everything else a failure of its own kind."""
    if 200 <= status < 300:
        return
    if status == 410:
        raise Failed("It answered 410: it wants no more messages.", gone=True)
    if 300 <= status < 400:
        raise Failed(f"It answered {status}: redirects are not followed. Write the final address.")
    if status in (429, 503):
        raise Failed(f"It answered {status}.", nobody_there=True, retry_after=wait_of(retry_after, now))
    raise Failed(f"It answered {status}.")


def wait_of(retry_after: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After asks to wait, in seconds or as a date; at least a second and at most a day."""
    if not retry_after:
        return None
    try:
        wait = timedelta(seconds=int(retry_after))
    except (ValueError, OverflowError):
        try:
            wait = parsedate_to_datetime(retry_after) - now
        except (ValueError, TypeError):
            return None
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)
