"""The plan that is always there at once: the most urgent run first, each step as early as it can end."""

from .firing import place_firing
from .ground import Ground, Placement, bare_ground
from .obstacles import horizon_too_short, impossible, start_missed, wait_not_met
from .plan import Obstacle, Plan
from .problem import Problem, Run, Step
from .work import place_work


def plan(problem: Problem) -> Plan:
    """Place every run wholly, or say why it has no place; the others are planned all the same."""
    ground, unplaced = bare_ground(problem), []
    for run in sorted(problem.runs, key=urgency):
        outcome = place_run(ground, run)
        if isinstance(outcome, Obstacle):
            unplaced.append(outcome)
        else:
            ground = outcome

    loads = (load for load in ground.loads.values() if load.members)
    return Plan(
        problem,
        sessions=tuple(sorted(ground.sessions, key=lambda session: (session.start, session.station))),
        loads=tuple(sorted(loads, key=lambda load: (load.start, load.station))),
        unplaced=tuple(unplaced),
    )


def urgency(run: Run) -> tuple:
    """Promised runs by their promise, then those that promise nothing."""
    return (run.due is None, run.due or 0, run.release, run.key)


def place_run(ground: Ground, run: Run) -> Ground | Obstacle:
    """The ground with every step of `run` on it, or the obstacle that keeps all of them off."""
    for step in run.steps:
        if obstacle := impossible(ground.problem, step):
            return obstacle

    chain = Chain(ground, run)
    while len(chain.placed) < len(run.steps):
        if obstacle := chain.advance():
            return obstacle
    return chain.ground


def place(ground: Ground, step: Step, ready: int, latest: int | None) -> Placement | None:
    """`step` as early as it can end, starting from `ready` on, with no part starting after `latest`."""
    return (place_firing if step.is_firing else place_work)(ground, step, ready, latest)


class Chain:
    """A run's steps placed one after the other, going back where a longest wait asks for it.

    `floors` keeps how far each step has been pushed. It only grows, so going back ends at the horizon.
    """

    def __init__(self, ground: Ground, run: Run):
        self.bare, self.run = ground, run
        self.floors = [run.release for _ in run.steps]
        self.placed: list[Placement] = []
        self.pushing: Step | None = None

    @property
    def ground(self) -> Ground:
        return self.placed[-1].ground if self.placed else self.bare

    def advance(self) -> Obstacle | None:
        """Place the next step, or push the one before it later so that the next one meets its wait."""
        step, latest = self.run.steps[len(self.placed)], self.latest()
        placement = place(self.ground, step, self.ready(), latest) or place(self.ground, step, self.ready(), None)
        if placement is None:
            return self.no_room(step)
        if latest is None or placement.last_start <= latest:
            self.placed.append(placement)
        elif self.placed:
            self.push(step, placement.last_start - latest)
        else:
            return start_missed(self.run)
        return None

    def push(self, step: Step, minutes: int):
        """Take the step before `step` back and ask it to start `minutes` later."""
        self.pushing = step
        earlier = self.placed.pop()
        self.floors[len(self.placed)] = earlier.start + minutes

    def ready(self) -> int:
        """When the next step may start."""
        at = len(self.placed)
        if not at:
            return max(0, self.floors[0])
        return max(self.floors[at], self.placed[-1].end + self.run.steps[at - 1].min_wait_after)

    def latest(self) -> int | None:
        """When each part of the next step must have started."""
        at = len(self.placed)
        if not at:
            return self.run.start_by
        wait = self.run.steps[at - 1].max_wait_after
        return None if wait is None else self.placed[-1].end + wait

    def no_room(self, step: Step) -> Obstacle:
        """The plan's end is reached: by itself, or because a later step's wait pushed us there."""
        steps = self.run.steps
        if self.pushing and steps.index(self.pushing) >= steps.index(step):
            return wait_not_met(steps[steps.index(self.pushing) - 1], self.pushing)
        return horizon_too_short(self.bare.problem, step)
