"""Set-up by family: the order of sessions on a station that is changed over between them, as a circuit."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from ..problem import Station
from .draft import Draft, Literal
from .work import Sitting, Way, Work

DEPOT = 0


@dataclass
class Stop:
    """A session that may be on the station, and the way of its step that it belongs to."""

    sitting: Sitting
    way: Way

    @property
    def family(self) -> str:
        return self.sitting.step.family

    def never_before(self, other: "Stop") -> bool:
        """Sessions of two ways never meet, and those of one way keep their order unless they may be apart."""
        if self.sitting.step is not other.sitting.step:
            return False
        if self.way is not other.way:
            return True
        sittings = self.way.sittings
        return not self.sitting.step.splits and sittings.index(self.sitting) > sittings.index(other.sitting)


class Circuit:
    """Everything of a family that may be on `station`: the depot is its beginning and end, then comes what stands."""

    def __init__(self, draft: Draft, station: Station, stops: list[Stop]):
        self.draft, self.station, self.stops = draft, station, stops
        self.standing = sorted(station.standing, key=lambda standing: standing.during)
        self.arcs: list[tuple[int, int, Any]] = []
        self.changing: dict[tuple[int, int], list[Literal]] = {}
        self._open_and_close()
        self._between_standing()
        for number, stop in enumerate(self.stops):
            self._around_standing(number, stop)
            for later_number, later in enumerate(self.stops):
                if number != later_number and not stop.never_before(later):
                    self._between(number, stop, later_number, later)
        draft.cp.add_circuit(self.arcs)
        for (number, change), literals in self.changing.items():
            self._change(self.stops[number].sitting, change, literals)

    def _open_and_close(self) -> None:
        for number, stop in enumerate(self.stops):
            node, here = self._node(number), stop.sitting.on[self.station.key]
            self.arcs += [(node, node, ~here), (DEPOT, node, self._new()), (node, DEPOT, self._new())]
        if self.standing:
            self.arcs += [(DEPOT, 1, self._new()), (len(self.standing), DEPOT, self._new())]
        else:
            self.arcs.append((DEPOT, DEPOT, self._new()))

    def _between_standing(self) -> None:
        for earlier, later in pairwise(range(1, len(self.standing) + 1)):
            self.arcs.append((earlier, later, self._new()))

    def _around_standing(self, number: int, stop: Stop) -> None:
        """Directly after and directly before each of what stands."""
        cp, calendar = self.draft.cp, self.draft.calendar
        for place, standing in enumerate(self.standing, 1):
            after, before = self._new(), self._new()
            self.arcs += [(place, self._node(number), after), (self._node(number), place, before)]
            since = self._minutes(standing.family, stop.family) + self._buffers
            cp.add(stop.sitting.start >= calendar.first(standing.during.end + since)).only_enforce_if(after)
            self._note_change(number, standing.family, stop.family, after)
            until = self._minutes(stop.family, standing.family) + self._buffers
            cp.add(stop.sitting.end <= calendar.last(standing.during.start - until)).only_enforce_if(before)

    def _between(self, number: int, stop: Stop, later_number: int, later: Stop) -> None:
        arc, change = self._new(), self._minutes(stop.family, later.family)
        self.arcs.append((self._node(number), self._node(later_number), arc))
        apart = self.draft.calendar.apart(self.station, change)
        self.draft.cp.add(later.sitting.start >= stop.sitting.end + apart).only_enforce_if(arc)
        self._note_change(later_number, stop.family, later.family, arc)

    def _note_change(self, number: int, before: str, after: str, arc: Literal) -> None:
        if change := self._minutes(before, after):
            self.changing.setdefault((number, change), []).append(arc)

    def _change(self, sitting: Sitting, change: int, arcs: list[Literal]) -> None:
        """Where it is changed over, somebody does it, and the station is ours meanwhile."""
        draft, calendar, key = self.draft, self.draft.calendar, self.station.key
        changed = draft.cp.new_bool_var("")
        draft.cp.add(sum(arcs) == changed)
        starts = calendar.work_starts(sitting.step, self.station, sitting.minutes[key], 0, change=change)
        draft.cp.add_linear_expression_in_domain(sitting.start, calendar.domain(starts)).only_enforce_if(changed)
        more = calendar.apart(self.station, change) - calendar.apart(self.station)
        begins = sitting.start - more
        draft.changed[key].append(draft.cp.new_optional_fixed_size_interval_var(begins, more, changed, ""))

    def _node(self, number: int) -> int:
        return 1 + len(self.standing) + number

    def _minutes(self, before: str, after: str) -> int:
        return self.station.change_minutes.get((before, after), 0)

    @property
    def _buffers(self) -> int:
        return self.station.clearing_minutes + self.station.setup_minutes

    def _new(self) -> cp_model.IntVar:
        return self.draft.cp.new_bool_var("")


def keep_families(draft: Draft, works: list[Work]) -> None:
    """A circuit on each station that has changeovers and work of some family."""
    for station in draft.problem.stations:
        stops = [
            Stop(sitting, way)
            for work in works
            for way in work.ways
            for sitting in way.sittings
            if work.step.family and station.key in sitting.on
        ]
        if station.changeovers and stops:
            Circuit(draft, station, stops)
