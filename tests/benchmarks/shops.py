"""Classical job shops, thought about by the planner of the co-op: always open, a minute as the grid, an early end."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from scheduling.planner import Interval, Objective, Problem, Run, Station, Step
from scheduling.planner.thinking import think
from scheduling.planner.thought import Thought

DATA = Path(__file__).with_name("data")
TO_PROVE = ("ft06", "ft10", "la16", "la17", "la18", "la19", "la20")
FLEXIBLE = {"mk01": 40, "mk02": 26, "mk03": 204, "mk04": 60, "mk05": 172}
"""Best known makespans, all proved."""

Alternatives = dict[int, int]
"""Minutes by machine."""
Figure = tuple[str, float | int, str]


def figures() -> Iterator[Figure]:
    thoughts = {name: think(job_shop(name), budget_s=60) for name in TO_PROVE}
    yield "jobshop_proved_of_7", sum(thought.proved for thought in thoughts.values()), "instances"
    yield "jobshop_slowest_proof_s", max(thought.seconds for thought in thoughts.values()), "s"
    gaps = {name: gap_pct(think(job_shop(name), budget_s=10), best) for name, best in best_known().items()}
    yield "jobshop_worst_gap_pct", max(gaps.values()), "percent"
    yield "jobshop_mean_gap_pct", sum(gaps.values()) / len(gaps), "percent"
    began = perf_counter()
    proved = [think(flexible_shop(name), budget_s=10) for name in FLEXIBLE]
    pairs = zip(proved, FLEXIBLE.values(), strict=True)
    yield "flexible_proved_of_5", sum(thought.proved and thought.plan.makespan == best for thought, best in pairs), ""
    yield "flexible_s", perf_counter() - began, "s"


def gap_pct(thought: Thought, best: int) -> float:
    return 100 * (thought.plan.makespan - best) / best


def instances() -> dict[str, dict]:
    return json.loads((DATA / "jobshop" / "instances.json").read_text())


def best_known() -> dict[str, int]:
    return {name: instance["best"] for name, instance in instances().items()}


def job_shop(name: str) -> Problem:
    """Each operation on its one machine."""
    instance = instances()[name]
    return shop(
        [
            [{machine: minutes} for machine, minutes in zip(machines, lasting, strict=True)]
            for machines, lasting in zip(instance["machines"], instance["minutes"], strict=True)
        ]
    )


def flexible_shop(name: str) -> Problem:
    """Each operation on one of several machines, each with minutes of its own."""
    first, *lines = (DATA / "flexible-jobshop" / f"{name}.txt").read_text().splitlines()
    jobs = int(first.split()[0])
    return shop([list(operations([int(figure) for figure in line.split()])) for line in lines[:jobs]])


def operations(figures: list[int]) -> Iterator[Alternatives]:
    """A job's line: how many operations, and for each how many machines, and pairs of machine and minutes."""
    _, *rest = figures
    while rest:
        many, rest = rest[0], rest[1:]
        yield dict(zip(rest[: 2 * many : 2], rest[1 : 2 * many : 2], strict=True))
        rest = rest[2 * many :]


def shop(jobs: list[list[Alternatives]]) -> Problem:
    """Long enough for everything one after the other."""
    horizon = sum(max(alternatives.values()) for job in jobs for alternatives in job)
    machines = sorted({machine for job in jobs for alternatives in job for machine in alternatives})
    return Problem(
        horizon=horizon,
        stations=tuple(Station(f"m{machine}", "machine", open=(Interval(0, horizon),)) for machine in machines),
        runs=tuple(
            Run(f"j{number}", tuple(operation(f"j{number}", place, each) for place, each in enumerate(job)))
            for number, job in enumerate(jobs)
        ),
        slot_minutes=1,
        objective=Objective.MAKESPAN,
    )


def operation(job: str, place: int, alternatives: Alternatives) -> Step:
    on = {f"m{machine}": minutes for machine, minutes in alternatives.items()}
    return Step(
        key=f"{job}.{place}",
        run=job,
        name=f"operation {place}",
        kind="machine",
        stations=tuple(on),
        pieces=1,
        session_limit=None,
        minutes_on=tuple(on.items()),
    )
