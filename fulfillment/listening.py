"""A small receiver of our signed messages, as a node's own system or a maker's own shop would have one."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

LONGEST_BODY = 1_000_000
REMEMBERED = 100_000


class Receiver:
    """Verifies what arrives on `url`, and takes each message once, however often it is sent.

    Runs between `with Receiver(secret) as receiver:`. `messages` holds what was taken, in order, by its id.
    """

    def __init__(self, *secrets: str, port: int = 0, tell: Callable[[str], None] = lambda line: None):
        self.secret = secrets[0]
        self.webhooks = [Webhook(secret) for secret in secrets]
        self.messages: dict[str, dict] = {}
        self.repeats = 0
        self.refused = 0
        self.tell = tell
        self._taking = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Request)
        self._server.receiver = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def ids(self) -> list[str]:
        return list(self.messages)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Judge one delivery: the status to answer, and a line that says what happened."""
        try:
            message = self._verified(body, headers)
        except (WebhookVerificationError, ValueError) as error:
            self.refused += 1
            return 401, f"refused: {error}"
        message_id = headers["webhook-id"]
        with self._taking:
            if message_id in self.messages:
                self.repeats += 1
                return 200, f"again: {message_id}"
            self.messages[message_id] = message
            if len(self.messages) > REMEMBERED:
                del self.messages[next(iter(self.messages))]
        data = message.get("data", {})
        about = f"order {data['order']}" if "order" in data else f"run {data.get('run')}"
        return 200, f"{message.get('type')}: {about}, {data.get('title')}, {message_id}"

    def _verified(self, body: bytes, headers: dict[str, str]) -> dict:
        """The message, if one of our secrets signed it within the last five minutes."""
        refusal = WebhookVerificationError("no secret to verify with")
        for webhook in self.webhooks:
            try:
                return webhook.verify(body, headers)
            except WebhookVerificationError as error:
                refusal = error
        raise refusal


class Request(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LONGEST_BODY:
            return self.send_error(413)
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, line = self.server.receiver.take(self.rfile.read(length), headers)
        self.server.receiver.tell(line)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """The receiver says itself what came."""
