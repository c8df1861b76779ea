"""The model while it is being written: what all its parts share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from ..problem import Problem
from .calendar import Calendar

Literal = cp_model.IntVar
Whole = cp_model.LinearExprT


@dataclass
class Draft:
    """`held` and `hands` collect the intervals that each station and each node's technician serve one by one, and
    `changed` those in which a station is changed over."""

    problem: Problem
    calendar: Calendar
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    held: dict[str, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))
    hands: dict[str, list[cp_model.IntervalVar]] = field(default_factory=lambda: defaultdict(list))

    def exactly_one(self, literals: Iterable[Literal], present: Literal | None) -> None:
        """One of them where `present` (None: always), none of them where not."""
        if present is None:
            self.cp.add_exactly_one(literals)
        else:
            self.cp.add(sum(literals) == present)

    def both(self, one: Literal, other: Literal) -> Literal:
        """A literal that is true where both are."""
        both = self.cp.new_bool_var("")
        self.cp.add_implication(both, one)
        self.cp.add_implication(both, other)
        self.cp.add_bool_or(~one, ~other, both)
        return both

    def only_if(self, constraint: cp_model.Constraint, *literals: Literal | None) -> None:
        """`constraint` holds where all `literals` are true (None: always)."""
        if given := [literal for literal in literals if literal is not None]:
            constraint.only_enforce_if(*given)

    def moment(self, domain: cp_model.Domain | None = None) -> cp_model.IntVar:
        """A variable in units: anywhere within the plan, or in `domain`."""
        anywhere = cp_model.Domain(0, self.calendar.horizon)
        return self.cp.new_int_var_from_domain(anywhere if domain is None else domain, "")

    def serve_one_by_one(self) -> None:
        """What others hold is kept clear of changeovers to the minute already, and whole units would keep too much."""
        for key, intervals in self.held.items():
            self.cp.add_no_overlap([*intervals, *self.taken(key)])
            if self.changed[key]:
                self.cp.add_no_overlap([*intervals, *self.changed[key]])
        for intervals in self.hands.values():
            self.cp.add_no_overlap(intervals)

    def taken(self, key: str) -> Iterator[cp_model.IntervalVar]:
        """What others hold of a station, as our own intervals must keep clear of it: those that end with the
        minutes which the station needs before the next work."""
        apart = self.calendar.apart(self.problem.station[key])
        for bar in self.calendar.ground.barred[key]:
            start, end = self.calendar.last(bar.start) + apart, self.calendar.first(bar.end)
            yield self.cp.new_fixed_size_interval_var(start, max(0, end - start), "")


def union(domains: Iterable[cp_model.Domain]) -> cp_model.Domain:
    whole = cp_model.Domain.from_values([])
    for domain in domains:
        whole = whole.union_with(domain)
    return whole


def same(one: cp_model.Domain, other: cp_model.Domain) -> bool:
    return one.flattened_intervals() == other.flattened_intervals()
