"""The planner: classical job shops, the co-op's own problems, and how often a promise holds."""

from collections.abc import Iterator

from . import co_op_planning, promises, shops


def figures() -> Iterator[tuple[str, float | int, str]]:
    yield from shops.figures()
    yield from co_op_planning.figures()
    yield from promises.figures()
