"""A Chromium for the browser tests: found, or fetched. `python -m tests.chromium` makes sure that there is one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHELL = "chromium-headless-shell"
"""Chromium without a window to draw: the same pages in two thirds of the time."""

NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # as root there is none, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The program's path, or None when there is none yet."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else []
    found = [shutil.which(name) for name in (*named, *NAMES)]
    return next(filter(None, found), None) or playwrights_own()


def playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet=2"], check=False)
        apt = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends"]
        if any(subprocess.run([*apt, package]).returncode == 0 for package in (SHELL, "chromium")):
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    if chromium():
        return
    print("No Chromium found; installing one for the browser tests", flush=True)
    install()
    if not chromium():
        sys.exit("The browser tests need Chromium: install it, or name one with CHROMIUM=/path/to/it.")


if __name__ == "__main__":
    main()
