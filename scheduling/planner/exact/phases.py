"""One aim after the other: each is made as small as it gets, and kept while the next one is."""

from collections.abc import Callable, Container
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from ortools.sat.python import cp_model

from ..plan import Plan
from .aims import Aim
from .allowance import Allowance
from .bounds import Bounds
from .hint import hint
from .model import Model, model_of
from .reading import read

SHARES = {
    "unplaced": 0.5,
    "lateness": 0.7,
    "moves": 0.5,
    "shifted": 0.4,
    "firings": 0.6,
    "finish": 1.0,
    "makespan": 1.0,
}
"""How much of the time left each aim may take; the last one may take it all."""

COUNTED = ("firings", "makespan")
"""Aims whose bound is better with linear relaxation; it only slows the others down."""

BY_CLAUSES, SEARCHES = ("unplaced", "lateness"), ("no_lp", "quick_restart_no_lp")
"""Aims that, as any solution at all, are found and refuted sooner by two searches over clauses than by one beside
heuristics that change a solution here and there."""

ALL = tuple(SHARES)
PROMISES, STEADY_PROMISES = ("unplaced", "lateness"), ("unplaced", "lateness", "moves")
AFTER_PROMISES = tuple(name for name in ALL if name != "lateness")

SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def think_exactly(
    base: Plan, allowance: Allowance, offer: Callable[[Plan], object], names: Container[str] = ALL
) -> Bounds:
    """Offer ever better plans than `base` by the aims of these `names`, and say what was proved about the best."""
    bounds = Bounds(base.problem)
    if allowance.left > 0:
        search = Search(model_of(base.problem, base), allowance, offer, bounds)
        bounds.every_division = search.model.has_every_division
        search.run(base, names)
    return bounds


@dataclass
class Search:
    """Solves `model` from a plan on; `offer` hears of every better plan in the caller's own thread."""

    model: Model
    allowance: Allowance
    offer: Callable[[Plan], object]
    bounds: Bounds
    last: cp_model.CpSolver | None = None

    def run(self, start: Plan, names: Container[str] = ALL) -> bool:
        """Go through the aims of these `names`; False if nothing that the model allows was found in time."""
        self.last = self.completed(start) or self.anything()
        if self.last is None:
            return False
        aims = [aim for aim in self.model.aims if aim.name in names]
        for aim in aims:
            value, least = self.minimise(aim, 1 if aim is aims[-1] else SHARES[aim.name])
            self.bounds.note(aim.name, value, least)
            self.model.draft.cp.add(aim.total <= value)
        return True

    def completed(self, start: Plan) -> cp_model.CpSolver | None:
        """The whole solution that `start` is; None if the model does not allow it."""
        cp = self.model.draft.cp
        cp.clear_hints()
        hint(self.model, start)
        solver = self.allowance.solver()
        solver.parameters.fix_variables_to_their_hinted_value = True
        return self.solved(solver)

    def solved(self, solver: cp_model.CpSolver) -> cp_model.CpSolver | None:
        status = solver.solve(self.model.draft.cp)
        self.allowance.spend(solver)
        return solver if status in SOLVED else None

    def anything(self, share: float = 0.5) -> cp_model.CpSolver | None:
        """Some solution, where the plan that we have is none."""
        self.model.draft.cp.clear_hints()
        solver = self.solver(share, by_clauses=True)
        return solver if self.listen(solver) in SOLVED else None

    def solver(self, share: float, *, by_clauses: bool) -> cp_model.CpSolver:
        solver = self.allowance.solver(share)
        if by_clauses and self.allowance.workers > 1:
            solver.parameters.subsolvers.extend(SEARCHES)
        return solver

    def minimise(self, aim: Aim, share: float) -> tuple[int, int]:
        """`aim` as small as this share of the time allows, starting from the last solution, and what bounds it."""
        cp = self.model.draft.cp
        now = self.last.value(aim.total)
        if now <= aim.least or self.allowance.left <= 0:
            return now, aim.least
        cp.clear_hints()
        for index, value in enumerate(self.last.response_proto.solution):
            cp.add_hint(cp.get_int_var_from_proto_index(index), value)
        cp.minimize(aim.total)
        solver = self.solver(share, by_clauses=aim.name in BY_CLAUSES)
        solver.parameters.linearization_level = 1 if aim.name in COUNTED else 0
        status = self.listen(solver)
        cp.clear_objective()
        if status not in SOLVED:
            return now, aim.least
        self.last = solver
        return round(solver.objective_value), max(aim.least, round(solver.best_objective_bound))

    def listen(self, solver: cp_model.CpSolver) -> cp_model.CpSolverStatus:
        """Solve in a thread, so that who called hears of plans and may stop it where they stand."""
        found: SimpleQueue[Plan] = SimpleQueue()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(solver.solve, self.model.draft.cp, Listener(self.model, found))
            while wait([answer], timeout=0.1).not_done:
                self.tell(found)
                if self.allowance.stop():
                    solver.stop_search()
        self.tell(found)
        self.allowance.spend(solver)
        return answer.result()

    def tell(self, found: "SimpleQueue[Plan]") -> None:
        """Offer the last plan found since: those before it were worse."""
        plan = None
        while True:
            try:
                plan = found.get_nowait()
            except Empty:
                break
        if plan is not None:
            self.offer(plan)


class Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, found: "SimpleQueue[Plan]"):
        super().__init__()
        self.model, self.found = model, found

    def on_solution_callback(self) -> None:
        self.found.put(read(self.model, self.value))
