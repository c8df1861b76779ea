from contextlib import ExitStack

import pytest

from tests.stack import Stack


@pytest.fixture
def started(django_db_blocker):
    """Start a stack for this test; what its processes said is shown where the test fails."""
    with django_db_blocker.unblock(), ExitStack() as stacks:

        def start(**how) -> Stack:
            stack = stacks.enter_context(Stack(**how))
            stacks.callback(lambda: print(stack.logs()))
            return stack

        yield start
