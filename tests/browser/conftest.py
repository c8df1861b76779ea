from contextlib import ExitStack

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, chromium
from tests.stack import Stack


@pytest.fixture(scope="module")
def stack(django_db_blocker):
    with django_db_blocker.unblock(), ExitStack() as stacks, pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread beside the test, which asks the models only between its steps.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        stack = stacks.enter_context(Stack(SWEEP_SECONDS=1))
        stacks.callback(lambda: print(stack.logs()))
        yield stack


@pytest.fixture(scope="module")
def chrome():
    found = chromium()
    assert found, "no Chromium: run `python -m tests.chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # those that belong to Playwright's loop, and end with it


@pytest.fixture(autouse=True)
def database_allowed(django_db_blocker):
    with django_db_blocker.unblock():
        yield
