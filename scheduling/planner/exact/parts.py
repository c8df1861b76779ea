"""Parts of firing steps, and the loads that each of them may be in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from ..firing import can_fire
from ..problem import OpenLoad, Program, Run, Step
from .draft import Draft, Literal, Whole


@dataclass(eq=False)
class Part:
    """Some pieces of a firing step in one load, from the `start` of loading over the `out` of unloading to its `end`.

    It leads a load of its own program on a kiln, follows another part that does, or joins a load that is booked.
    """

    run: Run
    step: Step
    program: Program
    present: Literal | None
    pieces: cp_model.IntVar | int
    leads: dict[str, Literal] = field(default_factory=dict)
    follows: dict["Part", Literal] = field(default_factory=dict)
    joins: dict[str, Literal] = field(default_factory=dict)
    start: cp_model.IntVar | None = None
    hold: cp_model.IntVar | None = None
    out: cp_model.IntVar | None = None
    end: Whole = 0
    leading: Literal | None = None

    @property
    def choices(self) -> list[Literal]:
        return [*self.leads.values(), *self.follows.values(), *self.joins.values()]


@dataclass
class Firing:
    """A fired step: its first start, its last end, and its parts.

    It is `rounded` where it may join a load whose times are no whole units: it starts less than a unit later, or
    ends less than a unit earlier, than its variables say.
    """

    step: Step
    parts: list[Part]
    start: Whole = 0
    end: Whole = 0
    rounded: bool = False

    @property
    def has_every_division(self) -> bool:
        return len(self.parts) == self.step.pieces and not self.rounded

    @property
    def starts(self) -> list[tuple[Whole, list[Literal]]]:
        """Every start, with the literals under which it counts."""
        return [(part.start, [part.present] if part.present is not None else []) for part in self.parts]


def add_firing(draft: Draft, run: Run, step: Step, present: Literal | None, known: int) -> Firing:
    """`step` in as many parts as its litres need, or as it is `known` to have; the first one is always there."""
    many = min(step.pieces, max(1, known, parts_needed(draft, step)))
    parts = [part_of(draft, run, step, present, many, first=not number) for number in range(many)]
    pieces = step.pieces if present is None else step.pieces * present
    draft.cp.add(sum(part.pieces for part in parts) == pieces)
    return Firing(step, parts)


def part_of(draft: Draft, run: Run, step: Step, present: Literal | None, many: int, *, first: bool) -> Part:
    cp, program = draft.cp, draft.problem.program[step.program]
    there = present if first else cp.new_bool_var("")
    part = Part(run, step, program, there, step.pieces)
    if many > 1 or present is not None:
        part.pieces = cp.new_int_var(0, step.pieces, "")
        draft.only_if(cp.add(part.pieces >= 1), there)
        if there is not None:
            cp.add(part.pieces == 0).only_enforce_if(~there)
    part.leads = {key: cp.new_bool_var("") for key in kilns_of(draft, step)}
    return part


def parts_needed(draft: Draft, step: Step) -> int:
    """How many of the largest kiln hold it."""
    litres = max((draft.problem.station[key].capacity_l for key in kilns_of(draft, step)), default=None)
    return 1 if litres is None else -(-step.pieces // int(litres // step.litres_per_piece))


def kilns_of(draft: Draft, step: Step) -> list[str]:
    """The kilns that get hot enough and hold a piece."""
    program = draft.problem.program[step.program]
    kilns = [draft.problem.station[key] for key in step.stations]
    return [kiln.key for kiln in kilns if can_fire(kiln, program) and kiln.capacity_l >= step.litres_per_piece]


def leaders_of(part: Part, parts: list[Part]) -> Iterator[Part]:
    """Those that may lead a load which is right for `part`; of one program only those before it in `parts`."""
    before = True
    for other in parts:
        before = before and other is not part
        shares = other.step is not part.step and other.program.serves(part.program)
        in_order = before or other.program.key != part.program.key
        if shares and in_order and set(other.leads) & set(part.step.stations):
            yield other


def loads_to_join(draft: Draft, part: Part) -> Iterator[OpenLoad]:
    problem = draft.problem
    for load in problem.loads:
        fits = load.station in part.step.stations and problem.program[load.program].serves(part.program)
        in_time = max(part.run.release, 0) <= load.loading.start and load.unloading.end <= problem.horizon
        if fits and in_time and load.free_l >= part.step.litres_per_piece:
            yield load
