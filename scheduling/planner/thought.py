"""What thinking about a problem came to. This loads no solver."""

from dataclasses import dataclass

from .plan import Plan


@dataclass(frozen=True)
class Thought:
    """A plan, what made it, and how good it is known to be.

    `proved` says that no plan keeps the promises better (or ends sooner, where that is the objective). `bound` is what
    no plan can be better than: weighted lateness, moves, shifted minutes, firings, sum of finishes, as far as each of
    them was proved and the first that was not; with a makespan that alone. The times are in seconds from the start.
    """

    plan: Plan
    engine: str
    proved: bool
    bound: tuple[int, ...] | None
    first_s: float
    best_s: float
    seconds: float
