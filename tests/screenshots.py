"""The README's pictures: `make screenshots`. With `--pages`, any page of the demo, in both widths and schemes."""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium

ROOT = Path(__file__).resolve().parent.parent
README = {
    "shop": ("/", None),
    "capsule": ("/c/low-tide/", None),
    "approvals": ("/office/approvals/", "admin@coop.example"),
    "plan": ("/office/plan/oosterkade/", "admin@coop.example"),
}
PASSWORD = "try-the-kiln"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_coop():
    """A whole co-op with the demo in a folder of its own; yields its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="coop-s-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        environment = os.environ | {"COOP_FOLDER": folder, "PORT": str(port)}
        coop = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address
        finally:
            coop.send_signal(signal.SIGINT)
            coop.wait(30)


def wait_for(address: str, seconds: int = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address + "/health/", timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"{address} does not answer after {seconds} s.")


def log_in(page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")


def shoot(address: str, pages: dict, folder: Path, *, widths=(1280,), schemes=("light",), whole=False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name, (path, email) in pages.items():
            for width in widths:
                for scheme in schemes:
                    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    page = context.new_page()
                    if email:
                        log_in(page, address, email)
                    page.goto(address + path)
                    wait_for_the_worker(page)
                    suffix = "" if len(widths) * len(schemes) == 1 else f"-{width}-{scheme}"
                    page.screenshot(path=folder / f"{name}{suffix}.png", full_page=whole)
                    context.close()
        browser.close()


def wait_for_the_worker(page, seconds: int = 90) -> None:
    """A page that says that the worker is at it is shown as it is when the worker is done."""
    until = time.monotonic() + seconds
    while page.get_by_text("Look again in").count() and time.monotonic() < until:
        page.wait_for_timeout(3000)
        page.reload()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", nargs="*", help="name=path[@log-in]: board=/studio/board/@kiezel@coop.example")
    arguments.add_argument("--folder", type=Path, default=ROOT / "docs" / "pictures")
    arguments.add_argument("--address", help="of a co-op that runs already")
    chosen = arguments.parse_args()
    pages = dict(map(read_page, chosen.pages)) if chosen.pages else README
    options = {"widths": (1280, 375), "schemes": ("light", "dark"), "whole": True} if chosen.pages else {}
    if chosen.address:
        shoot(chosen.address, pages, chosen.folder, **options)
        return
    with running_coop() as address:
        shoot(address, pages, chosen.folder, **options)


def read_page(text: str):
    name, path, email = re.fullmatch(r"([\w-]+)=([^@]*)(?:@(.+))?", text).groups()
    return name, (path, email)


if __name__ == "__main__":
    main()
