"""The capsule page under a crowd, and how it feels on a slow telephone."""

import gzip
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from time import monotonic, sleep
from urllib.request import Request, urlopen

from django.test import Client, override_settings

from capsules.models import Capsule
from coop.embedded import FOLDER
from tests.capsules.ordering import order
from tests.stack import ROOT, Stack

from . import lighthouse
from .measuring import cpu_ms, queries

Figure = tuple[str, float | int, str]

DROP = "low-tide"
VISITORS, SECONDS = 32, 10
RIGHT_WITHIN_S = 5
GZIP = b"\x1f\x8b"


def figures() -> Iterator[Figure]:
    """On the demo's open drop. Two web processes, as many as the machine has cores; the crowd has them too."""
    with Stack(FOLDER, durable=True, SWEEP_SECONDS=15, PAGE_SECONDS=1, LOG_LEVEL="ERROR", WEB_WORKERS=2) as stack:
        stack.manage("demo")
        capsule = Capsule.objects.get(slug=DROP)
        url = stack.url + capsule.get_absolute_url()
        yield from making(capsule)
        stack.worker.stop()
        yield from crowded(url, capsule)
        yield from on_a_telephone(url)
        yield from weights(url)


def making(capsule: Capsule) -> Iterator[Figure]:
    """What it costs to make the page: once a second, however many look."""
    with override_settings(PAGE_SECONDS=0):
        page = partial(Client(SERVER_NAME="127.0.0.1").get, capsule.get_absolute_url())
        assert page().status_code == 200
        yield "capsule_page_cpu_ms", cpu_ms(repeat(page, 60)), "ms"
        yield "capsule_page_queries", queries(page), "queries"


def crowded(url: str, capsule: Capsule) -> Iterator[Figure]:
    """How many a second see it; and while they do, how soon one of them sees what was just ordered."""
    text(url)
    crowd = [sys.executable, "-m", "tests.benchmarks.crowd", url, str(SECONDS), str(VISITORS)]
    with subprocess.Popen(crowd, cwd=ROOT, stdout=subprocess.PIPE, text=True) as looking:
        sleep(SECONDS / 4)
        page_s = right_after(capsule, lambda: text(url))
        marks_s = right_after(capsule, lambda: text(f"{url}marks/"))
        said, _ = looking.communicate()
    assert looking.returncode == 0, "the crowd was turned away"
    seen, slowest_s = said.split()
    assert max(page_s, marks_s) < RIGHT_WITHIN_S, "an open page says what is no longer so"
    yield "capsule_pages_per_s", int(seen) / SECONDS, "per_s"
    yield "capsule_page_p99_ms", float(slowest_s) * 1000, "ms"
    yield "capsule_page_right_after_s", page_s, "s"
    yield "capsule_marks_right_after_s", marks_s, "s"


def right_after(capsule: Capsule, look: Callable[[], str]) -> float:
    """Seconds from an order until five looks in a row, at whichever process answers, say so."""
    order(capsule)
    began, right = monotonic(), 0
    expected = f"{capsule.claims.live().count()} of {capsule.edition_size} taken"
    while right < 5:
        right = right + 1 if expected in look() else 0
        assert monotonic() - began < 60, f"nobody says “{expected}”"
    return monotonic() - began


def on_a_telephone(url: str) -> Iterator[Figure]:
    if not lighthouse.installed():
        print("lighthouse is not installed: `npm ci` brings it. Its figures are left out.", file=sys.stderr)
        return
    said = lighthouse.judged(url)
    for name in lighthouse.CATEGORIES:
        yield f"lighthouse_{name.replace('-', '_')}", round(said[name]), "points"
    yield "fcp_ms", said["fcp_ms"], "ms"
    yield "lcp_ms", said["lcp_ms"], "ms"


def weights(url: str) -> Iterator[Figure]:
    """Of all scripts and style sheets that the page asks for, as they come over the wire."""
    page = text(url)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', page)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    for figure, files in {"js_gz_kb": scripts, "css_gz_kb": sheets}.items():
        yield figure, sum(len(squeezed(url, file)) for file in files) / 1024, "kB"
    faces = re.findall(r'<link rel="preload" href="([^"]+)" as="font"', page)
    (drawing, *_) = re.findall(r'<img src="(/art/[^"]+)"', page)
    yield "faces_kb", sum(len(sent(url, face)) for face in faces) / 1024, "kB"
    yield "drawing_kb", len(sent(url, drawing, encoding="br")) / 1024, "kB"


def text(url: str) -> str:
    return urlopen(url, timeout=30).read().decode()


def squeezed(url: str, path: str) -> bytes:
    body = sent(url, path)
    return body if body.startswith(GZIP) else gzip.compress(body)


def sent(url: str, path: str, *, encoding: str = "gzip") -> bytes:
    root = "/".join(url.split("/")[:3])
    with urlopen(Request(root + path, headers={"Accept-Encoding": encoding}), timeout=30) as answer:
        return answer.read()
