"""The whole model of a problem, and the way from a plan into it and out of it again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..obstacles import impossible
from ..plan import Load, Plan, Session
from ..problem import Problem, Run, Step
from .aims import Aim, aims
from .calendar import Calendar
from .chains import Chain, Placed, keep_waits
from .draft import Draft, Literal
from .families import keep_families
from .loads import Loads
from .parts import Firing, add_firing
from .splits import Split
from .work import Work, add_work


@dataclass
class Model:
    """Every run of `problem` that can have a place at all; those that `base` places must keep one."""

    draft: Draft
    base: Plan
    chains: list[Chain]
    loads: Loads
    aims: list[Aim]

    @property
    def placed(self) -> list[Placed]:
        return [each for chain in self.chains for each in chain.placed]

    @property
    def has_every_division(self) -> bool:
        """Whether no plan divides a step in a way, or joins a load at a minute, that the model does not know."""
        known, problem = {chain.run.key for chain in self.chains}, self.draft.problem
        left_out = [run for run in problem.runs if run.key not in known]
        hopeless = all(any(impossible(problem, step) for step in run.steps) for run in left_out)
        return hopeless and all(each.has_every_division for each in self.placed)


def model_of(problem: Problem, base: Plan, known: Iterable[Plan] = ()) -> Model:
    """The steps may be split as in `base` and in each of the plans `known`, besides other ways."""
    draft = Draft(problem, Calendar(problem))
    splits = known_splits([base, *known])
    chains = [chain for run in problem.runs if (chain := chain_of(draft, base, run, splits))]
    firings = [each for chain in chains for each in chain.placed if isinstance(each, Firing)]
    loads = Loads(draft, firings)
    for chain in chains:
        keep_waits(draft, chain)
    keep_families(draft, [each for chain in chains for each in chain.placed if isinstance(each, Work)])
    draft.serve_one_by_one()
    return Model(draft, base, chains, loads, list(aims(draft, chains, loads)))


def chain_of(draft: Draft, base: Plan, run: Run, splits: dict[str, set[Split]]) -> Chain | None:
    """None for a run that nothing can place, or whose sessions have room nowhere."""
    must = run.key in base.finish
    if not must and any(impossible(draft.problem, step) for step in run.steps):
        return None
    present = None if must else draft.cp.new_bool_var(run.key)
    chain = Chain(run, present, [])
    for step in run.steps:
        placed = add_step(draft, run, step, present, splits[step.key])
        if placed is None:
            if present is not None:
                draft.cp.add(present == 0)
            return None
        chain.placed.append(placed)
    return chain


def add_step(draft: Draft, run: Run, step: Step, present: Literal | None, known: set[Split]) -> Placed | None:
    if step.is_firing:
        return add_firing(draft, run, step, present, max(map(len, known), default=0))
    return add_work(draft, run, step, present, known)


def known_splits(plans: list[Plan]) -> dict[str, set[Split]]:
    """How these plans divide each step's pieces, in the order of their starts."""
    found: dict[str, set[Split]] = defaultdict(set)
    for plan in plans:
        for key, parts in plan.parts.items():
            found[key].add(tuple(pieces_in(part, key) for part in parts))
    return found


def pieces_in(part: Session | Load, step: str) -> int:
    if isinstance(part, Session):
        return part.pieces
    return next(share.pieces for share in part.members if share.step == step)
