"""Chromium on a live server, each test with a page of its own."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium

# Playwright keeps an event loop in this thread; the rows are still read and written by nobody else in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser():
    found = chromium()  # which asks Playwright itself, and two of those at once do not go
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser, live_server):
    """open_page(user, address, width=…, javascript=…, touch=…) → a page that shows it, logged in."""
    opened = []

    def open_(user, address, *, width=1280, height=1100, javascript=True, touch=False, scheme="light"):
        client = Client()
        client.force_login(user)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            has_touch=touch,
            color_scheme=scheme,
            timezone_id="Europe/Amsterdam",
            locale="en-GB",
        )
        opened.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(live_server.url + address)
        return page

    yield open_
    for context in opened:
        context.close()
