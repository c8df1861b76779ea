import pytest

from tests.stack import Stack


@pytest.fixture
def started(django_db_blocker):
    """Start a stack for this test; what its processes said is shown where the test fails."""
    stacks = []

    def start(**environment) -> Stack:
        stack = Stack(**environment)
        stacks.append(stack)
        return stack.__enter__()

    with django_db_blocker.unblock():
        yield start
        for stack in stacks:
            print(stack.logs())
            stack.__exit__()
