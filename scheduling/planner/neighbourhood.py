"""Large plans improved bit by bit: some runs that are in each other's way are freed and planned exactly together."""

from collections import Counter
from collections.abc import Callable
from random import Random

from .exact.allowance import Allowance
from .exact.phases import ALL, STEADY_PROMISES, think_exactly
from .freeing import Freed
from .plan import Load, Plan, Session

FEWEST, MOST = 4, 10
"""Runs that are freed together."""

LONGEST_S = 3.0
"""For one attempt."""

FRUITLESS = 30
"""Attempts in a row without a better plan, after which a plan without late runs is good enough; any other needs
twice as many."""


class Neighbourhood:
    """Attempts on `plan`; `offer` says whether a plan counts."""

    def __init__(self, plan: Plan, allowance: Allowance, offer: Callable[[Plan], bool]):
        self.plan, self.allowance, self.offer = plan, allowance, offer
        self.chance = Random(allowance.seed)
        self.size = FEWEST + 1
        self.fruitless = 0

    def improve(self, enough: Callable[[Plan], bool] | None = None) -> Plan:
        """Try until the time is over, `enough` says so, or nothing has helped for long."""
        while self.allowance.left > 0 and not (enough and enough(self.plan)) and not self._tired():
            self.attempt(self.pick())
        return self.plan

    def _tired(self) -> bool:
        return self.fruitless >= (2 * FRUITLESS if self.plan.weighted_lateness else FRUITLESS)

    def attempt(self, free: set[str]) -> None:
        freed = Freed(self.plan, free)
        allowance = self.allowance.part(LONGEST_S)
        before = self.plan
        late = bool(before.weighted_lateness) and self.fruitless < FRUITLESS // 3
        aims = STEADY_PROMISES if late else ALL
        bounds = think_exactly(freed.base, allowance, lambda found: self._take(freed.back(found)), aims)
        self._learn(better=self.plan is not before, tired=not bounds.proved)

    def _take(self, plan: Plan) -> None:
        if self.offer(plan):
            self.plan = plan

    def _learn(self, *, better: bool, tired: bool) -> None:
        """Free fewer runs after an attempt that ran out of time, more after one that did not help."""
        self.fruitless = 0 if better else self.fruitless + 1
        if tired:
            self.size = max(FEWEST, self.size - 1)
        elif not better:
            self.size = min(MOST, self.size + 1)

    def pick(self) -> set[str]:
        """A run that is worth it, and those that are most in its way."""
        first = self._first()
        rivals = Counter({key: weight * self.chance.uniform(0.5, 1) for key, weight in self._rivals(first).items()})
        return {first, *(key for key, _ in rivals.most_common(self.size - 1))}

    def _first(self) -> str:
        """Mostly a late or homeless run, the later the likelier; else mostly one whose bookings moved."""
        runs = sorted(run.key for run in self.plan.problem.runs)
        weights = {run.key: run.weight for run in self.plan.problem.runs}
        late = {key: weights[key] * minutes for key, minutes in self.plan.lateness.items() if minutes}
        late |= {each.run: weights[each.run] * self.plan.problem.horizon for each in self.plan.unplaced}
        if late and self.chance.random() < 0.8:
            return self.chance.choices(sorted(late), [late[key] for key in sorted(late)])[0]
        moved = sorted({self.plan.problem.step[was.step].run for was in self.plan.moved})
        return self.chance.choice(moved if moved and self.chance.random() < 0.8 else runs)

    def _rivals(self, first: str) -> Counter[str]:
        """How many minutes other runs spend on the stations that this one may use while it is under way."""
        run = next(run for run in self.plan.problem.runs if run.key == first)
        stations = {key for step in run.steps for key in step.stations}
        until = self.plan.finish.get(first, self.plan.problem.horizon)
        rivals: Counter[str] = Counter()
        for key, parts in sorted(self.plan.parts.items()):
            other = self.plan.problem.step[key].run
            if other != first:
                rivals[other] += sum(shared(part, run.release, until) for part in parts if part.station in stations)
        return rivals


def shared(part: Session | Load, since: int, until: int) -> int:
    """Minutes of `part` between `since` and `until`."""
    return max(0, min(part.end, until) - max(part.start, since))
