"""A run's steps placed one after the other, going back where a longest wait asks for it."""

from .firing import place_firing
from .ground import Ground, Placement
from .obstacles import horizon_too_short, pin_not_free, start_missed, wait_not_met
from .pins import Pins
from .plan import Obstacle
from .problem import Run, Step
from .sharing import place_work


class Chain:
    """One run on its way onto the ground.

    `floors` keeps how far each step has been pushed. It only grows, so going back ends at the horizon.
    """

    def __init__(self, ground: Ground, run: Run, pins: Pins, *, divided: bool = False):
        self.bare, self.run, self.pins, self.divided = ground, run, pins, divided
        self.floors = [run.release for _ in run.steps]
        self.placed: list[Placement] = []
        self.pushing: Step | None = None

    def obstacle(self) -> Obstacle | None:
        """Place every step; what keeps one of them off, or None when all have their places."""
        while len(self.placed) < len(self.run.steps):
            if obstacle := self.advance():
                return obstacle
        return None

    @property
    def ground(self) -> Ground:
        return self.placed[-1].ground if self.placed else self.bare

    @property
    def end(self) -> int:
        return self.placed[-1].end if self.placed else self.run.release

    def advance(self) -> Obstacle | None:
        """Place the next step, or push the one before it later so that the next one meets its wait."""
        step, latest = self.run.steps[len(self.placed)], self.latest()
        placement = self.place(step, latest) or self.place(step, None)
        if placement is None:
            return self.no_room(step)
        if latest is None or placement.last_start <= latest:
            self.placed.append(placement)
        elif self.placed:
            self.push(step, placement.last_start - latest)
        else:
            return start_missed(self.run)
        return None

    def place(self, step: Step, latest: int | None) -> Placement | None:
        """`step` where it is pinned, or as early as it can end with no part starting after `latest`."""
        if step.pinned:
            parts = self.pins.get(step.key)
            return Placement(self.ground, parts) if parts and parts[0].start >= self.ready() else None
        if step.is_firing:
            return place_firing(self.ground, step, self.ready(), latest)
        return place_work(self.ground, step, self.ready(), latest, divided=self.divided)

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
        """Its chosen place is not free; or the plan's end is reached, by itself or because of a later step's wait."""
        steps = self.run.steps
        if step.pinned:
            return pin_not_free(self.bare.problem, step)
        if self.pushing and steps.index(self.pushing) >= steps.index(step):
            return wait_not_met(steps[steps.index(self.pushing) - 1], self.pushing)
        return horizon_too_short(self.bare.problem, step)
