"""How long the solver may think, and who may stop it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from ortools.sat.python import cp_model

# One worker counts the solver's own deterministic seconds, so that a seed gives the same plan on any machine; on a
# slow one these take longer than a second, up to this factor.
PATIENCE = 20


def never() -> bool:
    return False


@dataclass
class Allowance:
    """Seconds to think, by the clock, or deterministic ones for a single worker."""

    seconds: float
    workers: int = 2
    seed: int = 1
    stop: Callable[[], bool] = never
    spent: float = 0.0
    began: float = field(default_factory=perf_counter)
    whole: "Allowance | None" = None

    @property
    def left(self) -> float:
        if self.stop():
            return 0.0
        if self.workers > 1:
            return self.seconds - (perf_counter() - self.began)
        overdue = perf_counter() - self.began > PATIENCE * self.seconds
        return 0.0 if overdue else self.seconds - self.spent

    def part(self, seconds: float) -> "Allowance":
        """An allowance of at most so many of the seconds left."""
        return Allowance(min(seconds, self.left), self.workers, self.seed, self.stop, whole=self)

    def solver(self, share: float = 1.0) -> cp_model.CpSolver:
        """A solver that may use `share` of what is left."""
        solver, left = cp_model.CpSolver(), max(0.01, self.left * share)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        # Here both cost more seconds than they save.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_presolve_iterations = 1
        if self.workers > 1:
            solver.parameters.max_time_in_seconds = left
        else:
            solver.parameters.max_deterministic_time = left
            solver.parameters.max_time_in_seconds = left * PATIENCE
        return solver

    def spend(self, solver: cp_model.CpSolver) -> None:
        self._spend(solver.deterministic_time)

    def _spend(self, seconds: float) -> None:
        self.spent += seconds
        if self.whole is not None:
            self.whole._spend(seconds)
