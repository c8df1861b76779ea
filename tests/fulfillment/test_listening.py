import http.client
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone
from standardwebhooks.webhooks import Webhook

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ROOT = Path(__file__).parents[2]


def deliver(url, message_id, *, secret=SECRET) -> int:
    body = '{"type":"preorder.ready","data":{"order":"1007","title":"Low Tide"}}'
    now = timezone.now()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, body),
    }
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.request("POST", "/", body, headers)
    return connection.getresponse().status


def test_the_small_receiver_prints_each_message_once_and_refuses_what_is_not_ours():
    command = [sys.executable, ROOT / "manage.py", "listen", "--port", "0", "--secret", SECRET]
    listening = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    url = listening.stdout.readline().split()[2].rstrip(",")

    answers = [deliver(url, "msg_1"), deliver(url, "msg_1"), deliver(url, "msg_2", secret="whsec_" + "A" * 32)]
    listening.send_signal(signal.SIGINT)
    printed, _ = listening.communicate(timeout=10)

    assert answers == [200, 200, 401]
    assert printed.splitlines() == [
        "preorder.ready: order 1007, Low Tide, msg_1",
        "again: msg_1",
        "refused: No matching signature found",
        "1 messages, 1 came again, 1 refused.",
    ]
