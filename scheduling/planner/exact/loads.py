"""Loads by their leaders: what follows one shares its times and its kiln's litres."""

from decimal import Decimal
from math import lcm

from ortools.sat.python import cp_model

from ..problem import OpenLoad, Problem
from .draft import Draft, Literal, Whole, union
from .parts import Firing, Part, leaders_of, loads_to_join


class Loads:
    """All parts of all firings, the hottest first, and the loads that they make."""

    def __init__(self, draft: Draft, firings: list[Firing]):
        self.draft, self.firings = draft, firings
        found = [part for firing in firings for part in firing.parts]
        self.parts = sorted(found, key=lambda part: (-part.program.peak_c, part.program.key))
        self.scale = litres_scale(draft.problem)
        for part in self.parts:
            self._choose(part)
        self.own = {(part, key): self._own_times(part, key) for part in self.parts for key in part.leads}
        for part in self.parts:
            self._give_times(part)
        for part in self.parts:
            self._lead(part)
            self._follow(part)
            self._join(part)
        self._fill_kilns()
        self._fill_booked_loads()
        for firing in firings:
            self._bound(firing)

    def _choose(self, part: Part) -> None:
        """It leads, follows or joins if it is there at all."""
        new = self.draft.cp.new_bool_var
        part.follows = {leader: new("") for leader in leaders_of(part, self.parts)}
        part.joins = {load.key: new("") for load in loads_to_join(self.draft, part)}
        part.leading = new("")
        self.draft.exactly_one(part.choices, part.present)
        self.draft.cp.add(sum(part.leads.values()) == part.leading)

    def _own_times(self, part: Part, key: str) -> tuple[cp_model.Domain, cp_model.Domain]:
        calendar, kiln = self.draft.calendar, self.draft.problem.station[key]
        ready = max(0, part.run.release)
        return (
            calendar.domain(calendar.loading_starts(kiln, part.program, ready)),
            calendar.domain(calendar.unloading_starts(kiln, part.program, ready)),
        )

    def _give_times(self, part: Part) -> None:
        """Variables that may be at any time at which the part may lead, follow or join."""
        leaders = [part, *part.follows]
        own = [self.own[leader, key] for leader in leaders for key in leader.leads if key in part.step.stations]
        booked = [self._times_of(load) for load in self._joinable(part)]
        hold = min([self._hot(leader) for leader in leaders] + [out - start for start, out, _ in booked])
        ready = cp_model.Domain(self.draft.calendar.first(max(0, part.run.release)), self.draft.calendar.horizon)
        starts = [start.intersection_with(ready) for start, _ in own]
        start_at = union(starts + [cp_model.Domain(start, start) for start, _, _ in booked])
        out_at = union([out for _, out in own] + [cp_model.Domain(out, out) for _, out, _ in booked])
        nowhere = start_at.is_empty() or out_at.is_empty()
        part.start = self.draft.moment(None if nowhere else start_at)
        part.out = self.draft.moment(None if nowhere else out_at)
        part.hold = self.draft.cp.new_int_var(hold, max(hold, self.draft.calendar.horizon), "")
        self.draft.only_if(self.draft.cp.add(part.start + part.hold == part.out), part.present)
        unloading = {self._unloading(leader) for leader in leaders} | {end - out for _, out, end in booked}
        part.end = part.out + unloading.pop() if len(unloading) == 1 else self.draft.moment()

    def _lead(self, part: Part) -> None:
        """On a kiln that is held from loading to unloading, by a technician who does one thing at a time."""
        draft, calendar = self.draft, self.draft.calendar
        for key, literal in part.leads.items():
            kiln = draft.problem.station[key]
            for moment, domain in zip((part.start, part.out), self.own[part, key], strict=True):
                draft.cp.add_linear_expression_in_domain(moment, domain).only_enforce_if(literal)
            until = calendar.apart(kiln, part.program.unload_minutes)
            held = draft.cp.new_optional_interval_var(part.start, part.hold + until, part.out + until, literal, "")
            draft.held[key].append(held)
            for moment, minutes in ((part.start, part.program.load_minutes), (part.out, part.program.unload_minutes)):
                busy = draft.cp.new_optional_fixed_size_interval_var(moment, calendar.first(minutes), literal, "")
                draft.hands[kiln.node].append(busy)
        draft.cp.add(part.hold >= self._hot(part)).only_enforce_if(part.leading)
        if isinstance(part.end, cp_model.IntVar):
            draft.cp.add(part.end == part.out + self._unloading(part)).only_enforce_if(part.leading)

    def _follow(self, part: Part) -> None:
        cp = self.draft.cp
        for leader, literal in part.follows.items():
            cp.add_implication(literal, leader.leading)
            cp.add(part.start == leader.start).only_enforce_if(literal)
            cp.add(part.out == leader.out).only_enforce_if(literal)
            cp.add(part.end == leader.end).only_enforce_if(literal)
            for key, leads in leader.leads.items():
                if key not in part.step.stations:
                    cp.add_bool_or(~literal, ~leads)

    def _join(self, part: Part) -> None:
        cp = self.draft.cp
        for load in self._joinable(part):
            start, out, end = self._times_of(load)
            cp.add(part.start == start).only_enforce_if(part.joins[load.key])
            cp.add(part.out == out).only_enforce_if(part.joins[load.key])
            cp.add(part.end == end).only_enforce_if(part.joins[load.key])

    def _fill_kilns(self) -> None:
        """The litres of a leader and of what follows it lie within its kiln."""
        for leader in self.parts:
            led = [(part, part.follows[leader]) for part in self.parts if leader in part.follows]
            litres = [self._litres(part, literal) for part, literal in [(leader, leader.leading), *led]]
            kilns = {key: self._scaled(self.draft.problem.station[key].capacity_l) for key in leader.leads}
            self.draft.cp.add(sum(litres) <= sum(kilns[key] * literal for key, literal in leader.leads.items()))
            self._once_per_step(led)

    def _fill_booked_loads(self) -> None:
        for load in self.draft.problem.loads:
            joining = [(part, part.joins[load.key]) for part in self.parts if load.key in part.joins]
            if joining:
                litres = [self._litres(part, literal) for part, literal in joining]
                self.draft.cp.add(sum(litres) <= self._scaled(load.free_l))
                self._once_per_step(joining)

    def _once_per_step(self, shares: list[tuple[Part, Literal]]) -> None:
        """Two parts of one step are never in one load: they would be one part."""
        for key in {part.step.key for part, _ in shares}:
            self.draft.cp.add_at_most_one(literal for part, literal in shares if part.step.key == key)

    def _litres(self, part: Part, literal: Literal) -> Whole:
        """Scaled litres of `part` in a load if `literal` holds."""
        litres = self._scaled(part.step.litres_per_piece)
        if isinstance(part.pieces, int):
            return litres * part.pieces * literal
        counted = self.draft.cp.new_int_var(0, part.step.pieces, "")
        self.draft.cp.add(counted >= part.pieces - part.step.pieces * (1 - literal))
        return litres * counted

    def _bound(self, firing: Firing) -> None:
        """The first start and the last end of its parts; a part that is not there stands where the first one does."""
        cp, (first, *others) = self.draft.cp, firing.parts
        firing.rounded = any(self._is_rounded(load) for part in firing.parts for load in self._joinable(part))
        firing.start, firing.end = first.start, first.end
        if not others:
            return
        for part in others:
            cp.add(part.start == first.start).only_enforce_if(~part.present)
            cp.add(part.end == first.end).only_enforce_if(~part.present)
            if first.present is not None:
                cp.add_implication(part.present, first.present)
        for earlier, later in zip(firing.parts, others, strict=False):
            cp.add(earlier.start <= later.start).only_enforce_if(later.present)
            if earlier.present is not None:
                cp.add_implication(later.present, earlier.present)
        firing.end = self.draft.moment()
        cp.add_max_equality(firing.end, [part.end for part in firing.parts])

    def _joinable(self, part: Part) -> list[OpenLoad]:
        return [self.draft.problem.open_load[key] for key in part.joins]

    def _times_of(self, load: OpenLoad) -> tuple[int, int, int]:
        """Start, unloading and end in units, the longest that it can be said to take."""
        calendar = self.draft.calendar
        end = calendar.first(load.unloading.end)
        return calendar.last(load.loading.start), end - calendar.first(load.unloading.minutes), end

    def _is_rounded(self, load: OpenLoad) -> bool:
        return bool(load.loading.start % self.draft.calendar.unit or load.unloading.end % self.draft.calendar.unit)

    def _hot(self, part: Part) -> int:
        program = part.program
        return self.draft.calendar.first(program.load_minutes + program.fire_minutes + program.cool_minutes)

    def _unloading(self, part: Part) -> int:
        return self.draft.calendar.first(part.program.unload_minutes)

    def _scaled(self, litres: Decimal) -> int:
        return int(litres * self.scale)


def litres_scale(problem: Problem) -> int:
    """What makes whole numbers of all litres."""
    steps = [step.litres_per_piece for step in problem.step.values() if step.is_firing]
    rooms = [station.capacity_l for station in problem.stations if station.capacity_l is not None]
    free = [load.free_l for load in problem.loads]
    return lcm(*(Decimal(litres).as_integer_ratio()[1] for litres in (*steps, *rooms, *free)))
