"""What is proved about the best plan: how small each of its aims can be at all."""

from dataclasses import dataclass, field

from ..problem import Objective, Problem

ORDER = {
    Objective.PROMISES: ("lateness", "moves", "shifted", "firings", "finish"),
    Objective.MAKESPAN: ("makespan",),
}


@dataclass
class Bounds:
    """Least values by aim, in order; what nothing in the problem can change is at its least already.

    They hold for `every_division` of the steps, or only where steps are divided as the model considered.
    """

    problem: Problem
    values: dict[str, tuple[int, int]] = field(default_factory=dict)
    reached: bool = False
    every_division: bool = True

    def note(self, name: str, value: int, least: int) -> None:
        self.reached = True
        self.values[name] = (value, least)

    @property
    def least(self) -> tuple[int, ...] | None:
        """As far as every aim before was proved, because what follows holds only for the values before it."""
        if not self.reached or not self._proved("unplaced"):
            return None
        found = []
        for name in ORDER[self.problem.objective]:
            found.append(self.values.get(name, (0, 0))[1])
            if not self._proved(name):
                break
        return tuple(found)

    @property
    def proved(self) -> bool:
        """Nothing keeps the promises better, or ends sooner."""
        return self.reached and self._proved("unplaced") and self._proved(ORDER[self.problem.objective][0])

    def _proved(self, name: str) -> bool:
        value, least = self.values.get(name, (0, 0))
        return value <= least
