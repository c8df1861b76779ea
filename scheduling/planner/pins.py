"""Pinned steps are placed before anything else, so that no run takes the place that was chosen for another."""

from collections.abc import Iterable
from dataclasses import replace

from .firing import is_new, loads_to_join, loads_to_open, place_firing
from .ground import Ground, Placement
from .plan import Load, Session, Share
from .problem import Run, Step
from .sharing import on_one

Pins = dict[str, tuple[Session | Load, ...]]


def place_pins(ground: Ground, runs: Iterable[Run]) -> tuple[Ground, Pins]:
    """The ground with every pinned step of `runs` that its place can hold, and those places."""
    pins: Pins = {}
    pinned = [step for run in runs for step in run.steps if step.pinned]
    for step in sorted(pinned, key=lambda step: earliest_and_hottest_first(ground, step)):
        if placement := (pinned_firing if step.is_firing else pinned_work)(ground, step):
            ground, pins[step.key] = placement.ground, placement.parts
    return ground, pins


def earliest_and_hottest_first(ground: Ground, step: Step) -> tuple:
    """The hottest first, because a load's first pieces decide how hot it gets."""
    peak = ground.problem.program[step.program].peak_c if step.is_firing else 0
    return (step.pinned[1], -peak, step.key)


def pinned_work(ground: Ground, step: Step) -> Placement | None:
    key, minute = step.pinned
    sessions = on_one(ground, ground.problem.station[key], step, minute)
    if not sessions or sessions[0].start != minute:
        return None
    for session in sessions:
        ground = ground.with_session(session)
    return Placement(ground, sessions)


def pinned_firing(ground: Ground, step: Step) -> Placement | None:
    """As much as the chosen load holds, and what is left wherever it ends first."""
    key, minute = step.pinned
    there = replace(step, stations=(key,))
    loads = [*loads_to_join(ground, there, minute), *loads_to_open(ground, there, minute)]
    chosen = min((load for load in loads if load.start == minute), key=is_new, default=None)
    if chosen is None or (step.end_by is not None and chosen.end > step.end_by):
        return None
    pieces = min(step.pieces, int(ground.room_l(chosen) // step.litres_per_piece))
    if not pieces:
        return None
    ground = ground.with_share(chosen, Share(step.key, pieces, pieces * step.litres_per_piece))
    if pieces == step.pieces:
        return Placement(ground, (chosen,))
    rest = place_firing(ground, replace(step, pieces=step.pieces - pieces), minute, None)
    return Placement(rest.ground, (chosen, *rest.parts)) if rest else None
