"""The planner: classical job shops, whole co-ops, what an admin waits for, and how often a promise holds."""

from collections.abc import Iterator

from . import approving, co_op_planning, promises, shops


def figures() -> Iterator[tuple[str, float | int, str]]:
    yield from shops.figures()
    yield from co_op_planning.figures()
    yield from approving.figures()
    yield from promises.figures()
