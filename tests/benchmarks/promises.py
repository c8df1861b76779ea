"""Whether nine in ten dates are kept: a history of runs with known noise, promised as the worker promises."""

from datetime import UTC, datetime, timedelta
from math import exp, log
from time import perf_counter

from scheduling import planner
from scheduling.conformal import ENOUGH, Outcome, by_of
from scheduling.planner.noise import Noise, assumed
from scheduling.planner.replay import replay
from tests.benchmarks.floor import Floor
from tests.scheduling.planner.co_op import co_op

ORIGIN = datetime(2027, 3, 1, tzinfo=UTC)
RUNS_AT_ONCE, DAYS = 10, 42
TRUE_NOISE = {"wheel": (0.22, 0.35), "booth": (0.05, 0.20), "kiln": (0.03, 0.06), "bench": (-0.10, 0.25)}
"""The true noise that no promise knows: mean and deviation of the logarithm, a kind."""

NO_SHOW, RE_FIRED, SHELF = 0.04, 0.03, (300, 1440, 1440, 2880)
MOST_REMEMBERED = 500


def figures():
    kept, _ = history(1000)
    yield "promise_kept_pct", 100 * kept, "%"
    yield "promise_replay_20_runs_s", seconds_of_a_replay(), "s"


def seconds_of_a_replay():
    plan = planner.plan(co_op(1, 20, 28))
    replay(plan, Noise())
    began = perf_counter()
    replay(plan, Noise())
    return perf_counter() - began


def history(runs, *, seed=1):
    """The part of `runs` that was ready on its “by” day or before, and how many days “by” lay after “expected”.

    The first runs, before there are enough outcomes to learn from, are not counted.
    """
    past, kept, days = Past(), [], []
    for batch in range((runs + ENOUGH) // RUNS_AT_ONCE):
        for held, ahead in past.live_through(planner.plan(co_op(seed * 10_000 + batch, RUNS_AT_ONCE, DAYS)), batch):
            kept.append(held)
            days.append(ahead)
    counted = kept[ENOUGH:]
    return sum(counted) / len(counted), sum(days[ENOUGH:]) / len(counted)


class Past:
    """What a co-op remembers: how long its steps took, and which days it kept."""

    def __init__(self):
        self.logs = {kind: [] for kind in TRUE_NOISE}
        self.outcomes = []

    def live_through(self, plan, batch):
        """Promise each run of a plan, work it, remember; whether each was kept, and the days to “by”."""
        outlooks = replay(plan, self.noise(), seed=batch)
        floor = Floor(plan, factor=true_factor, no_show=NO_SHOW, re_fired=RE_FIRED, shelf=SHELF, seed=batch)
        shelved, lived = floor.work(), []
        for run, outlook in outlooks.items():
            expected = ORIGIN + timedelta(minutes=outlook.expected)
            spread = timedelta(minutes=outlook.by - outlook.expected)
            by = by_of(expected, spread, self.outcomes[-MOST_REMEMBERED:])
            ready = ORIGIN + timedelta(minutes=shelved[run])
            ready_day = ready.replace(hour=0, minute=0, second=0)
            lived.append((ready_day <= by, (by - expected) / timedelta(days=1), Outcome(expected, spread, ready_day)))
        self.outcomes += [outcome for *_, outcome in lived]
        for key, factor in floor.factor.items():
            self.logs[plan.problem.step[key].kind].append(log(factor))
        return [(kept, days) for kept, days, _ in lived]

    def noise(self):
        spreads = {
            kind: assumed(fired=kind == "kiln").shrunk(logs[-MOST_REMEMBERED:], 12) for kind, logs in self.logs.items()
        }
        return Noise(kinds=spreads)


def true_factor(step, chance):
    return exp(chance.gauss(*TRUE_NOISE[step.kind]))
