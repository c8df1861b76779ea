from datetime import timedelta


class Failed(Exception):
    """A notice that did not get through, and what that means for the next attempt."""

    def __init__(
        self,
        why: str,
        *,
        for_good: bool = False,
        gone: bool = False,
        nobody_there: bool = False,
        retry_after: timedelta | None = None,
    ):
        super().__init__(why)
        self.for_good = for_good or gone
        self.gone = gone
        self.nobody_there = nobody_there
        self.retry_after = retry_after
