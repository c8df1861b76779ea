"""Two plans side by side: what moves, who becomes late or earlier, how many firings."""

from dataclasses import dataclass

from .plan import Plan


@dataclass(frozen=True)
class Place:
    """Where all parts of a step stand: its stations in the order of its parts, from the first start to the last end."""

    stations: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class StepMoved:
    """A step that stands elsewhere; `before` is None where it had no place, `after` where it loses its own."""

    step: str
    run: str
    before: Place | None
    after: Place | None


@dataclass(frozen=True)
class RunMoved:
    """A run that ends at another minute; None where it has no place."""

    run: str
    ends_before: int | None
    ends_after: int | None
    late_before: int
    late_after: int

    @property
    def becomes_late(self) -> bool:
        return self.late_after > 0 and self.late_before == 0


@dataclass(frozen=True)
class Comparison:
    """`late` sums the minutes after their promises of all runs; `lit` counts the kilns lit for them."""

    steps: tuple[StepMoved, ...]
    runs: tuple[RunMoved, ...]
    lit_before: int
    lit_after: int
    late_before: int
    late_after: int

    @property
    def moves(self) -> int:
        """Steps that had a place and have another one, or none."""
        return sum(each.before is not None for each in self.steps)


def compare(today: Plan, then: Plan) -> Comparison:
    """What becomes of `today` if it is replaced by `then`; a run may be in only one of the two."""
    run_of = {key: step.run for plan in (today, then) for key, step in plan.problem.step.items()}
    runs = {run.key: None for plan in (today, then) for run in plan.problem.runs}
    return Comparison(
        steps=tuple(_steps_moved(today, then, run_of)),
        runs=tuple(moved for key in runs if (moved := _run_moved(key, today, then))),
        lit_before=today.firings,
        lit_after=then.firings,
        late_before=sum(today.lateness.values()),
        late_after=sum(then.lateness.values()),
    )


def _steps_moved(today: Plan, then: Plan, run_of: dict[str, str]):
    for step, run in run_of.items():
        if _standing(today, step) != _standing(then, step):
            yield StepMoved(step, run, _place(today, step), _place(then, step))


def _standing(plan: Plan, step: str) -> set[tuple[str, int, int]]:
    return {(part.station, part.start, part.end) for part in plan.parts.get(step, ())}


def _place(plan: Plan, step: str) -> Place | None:
    parts = plan.parts.get(step)
    if not parts:
        return None
    stations = tuple(dict.fromkeys(part.station for part in parts))
    return Place(stations, parts[0].start, max(part.end for part in parts))


def _run_moved(key: str, today: Plan, then: Plan) -> RunMoved | None:
    before, after = today.finish.get(key), then.finish.get(key)
    if before == after:
        return None
    return RunMoved(key, before, after, today.lateness.get(key, 0), then.lateness.get(key, 0))
