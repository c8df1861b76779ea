"""Set-up by family: the order of sessions on a station that is changed over between them, as a circuit."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from ..problem import Standing, Station
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
        self.gaps = [self._gaps(stop.sitting) for stop in stops]
        self._open_and_close()
        self._between_standing()
        for number, stop in enumerate(self.stops):
            self._around_standing(number, stop)
            for later_number, later in enumerate(self.stops):
                meet = number != later_number and self.gaps[number] & self.gaps[later_number]
                if meet and not stop.never_before(later):
                    self._between(number, stop, later_number, later)
        draft.cp.add_circuit(self.arcs)
        for (number, change), literals in self.changing.items():
            self._change(self.stops[number].sitting, change, literals)

    def _open_and_close(self) -> None:
        for number, stop in enumerate(self.stops):
            node, here = self._node(number), stop.sitting.on[self.station.key]
            self.arcs.append((node, node, ~here))
            if 0 in self.gaps[number]:
                self.arcs.append((DEPOT, node, self._new()))
            if len(self.standing) in self.gaps[number]:
                self.arcs.append((node, DEPOT, self._new()))
        if self.standing:
            self.arcs += [(DEPOT, 1, self._new()), (len(self.standing), DEPOT, self._new())]
        else:
            self.arcs.append((DEPOT, DEPOT, self._new()))

    def _between_standing(self) -> None:
        for earlier, later in pairwise(range(1, len(self.standing) + 1)):
            self.arcs.append((earlier, later, self._new()))

    def _gaps(self, sitting: Sitting) -> set[int]:
        """The gaps that have room for it: gap 0 lies before all that stands, gap 1 after the first of it."""
        calendar, key = self.draft.calendar, self.station.key
        ends = [0, *(calendar.first(standing.during.end) for standing in self.standing)]
        starts = [*(calendar.last(standing.during.start) for standing in self.standing), calendar.horizon]
        lasting = calendar.first(sitting.minutes[key])
        return {
            gap
            for gap, (since, until) in enumerate(zip(ends, starts, strict=True))
            if not sitting.starts[key].intersection_with(cp_model.Domain(since, until - lasting)).is_empty()
        }

    def _around_standing(self, number: int, stop: Stop) -> None:
        """Directly after and directly before each of what stands."""
        for place, standing in enumerate(self.standing, 1):
            if place in self.gaps[number]:
                self._after(place, standing, number, stop)
            if place - 1 in self.gaps[number]:
                self._before(place, standing, number, stop)

    def _after(self, place: int, standing: Standing, number: int, stop: Stop) -> None:
        arc, since = self._new(), self._minutes(standing.family, stop.family) + self._buffers
        self.arcs.append((place, self._node(number), arc))
        earliest = self.draft.calendar.first(standing.during.end + since)
        self.draft.cp.add(stop.sitting.start >= earliest).only_enforce_if(arc)
        self._note_change(number, standing.family, stop.family, arc)

    def _before(self, place: int, standing: Standing, number: int, stop: Stop) -> None:
        arc, until = self._new(), self._minutes(stop.family, standing.family) + self._buffers
        self.arcs.append((self._node(number), place, arc))
        latest = self.draft.calendar.last(standing.during.start - until)
        self.draft.cp.add(stop.sitting.end <= latest).only_enforce_if(arc)

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
