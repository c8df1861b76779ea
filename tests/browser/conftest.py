"""Chromium, on all of Coop (`stack`) or on a live server (`open_page`)."""

from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.card_fixtures import provider
from tests.chromium import FLAGS, chromium
from tests.stack import Stack

__all__ = ["provider"]


@pytest.fixture(scope="module")
def stack(django_db_blocker):
    with django_db_blocker.unblock(), ExitStack() as stacks:
        stack = stacks.enter_context(Stack(SWEEP_SECONDS=1))
        stacks.callback(lambda: print(stack.logs()))
        yield stack


@pytest.fixture(scope="module")
def chrome():
    found = chromium()  # which asks Playwright itself, and two of those at once do not go
    assert found, "no Chromium: run `python -m tests.chromium`"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread beside the test, which asks the models only between its steps.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # those that belong to Playwright's loop, and end with it


@pytest.fixture(autouse=True)
def database_allowed(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def open_page(chrome, live_server):
    """open_page(user, address, width=…, javascript=…, touch=…) → a page that shows it, logged in."""
    opened = []

    def open_(user, address, *, width=1280, height=1100, javascript=True, touch=False, scheme="light"):
        client = Client()
        client.force_login(user)
        context = chrome.new_context(
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
