"""What a route needs of each kind of station, against what is free there. Pure, and deliberately simple.

It adds up time; it does not plan. Whether the free time lies where the route needs it is the planner's answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from coop.times import Stretch
from scheduling.availability import free_stretches
from scheduling.models import Operation, Station, StationKind
from scheduling.spoken import hours_of


@dataclass(frozen=True)
class Need:
    """One kind of station: the minutes that it is needed, and free until the pieces are due."""

    kind: StationKind
    words: str
    needed_minutes: int
    free_minutes: int

    @property
    def needed(self) -> str:
        return hours_of(self.needed_minutes)

    @property
    def free(self) -> str:
        return hours_of(self.free_minutes)

    @property
    def is_short(self) -> bool:
        return self.needed_minutes > self.free_minutes

    def drawn(self, most: int) -> tuple[float, float]:
        """The widths of what is needed and of what is free, of 100 for `most` minutes."""
        return round(self.needed_minutes / most * 100, 1), round(self.free_minutes / most * 100, 1)


@dataclass(frozen=True)
class Calendar:
    """The stations of a node, when somebody is there, and what is occupied, between two instants."""

    start: datetime
    end: datetime
    stations: list[Station]
    staffed: list[Stretch]
    occupied: Mapping[int, list[Stretch]]

    def free_minutes(self, station: Station) -> int:
        """Staffed and free; a load station works through the night, so that its clock counts whole."""
        is_load = station.kind.use == StationKind.Use.LOAD
        hours = [(self.start, self.end)] if is_load else self.staffed
        free = free_stretches(hours, self.occupied.get(station.pk, []))
        return round(sum((end - start).total_seconds() for start, end in free) / 60)


def needs(operations: Iterable[Operation], pieces: int, calendar: Calendar) -> list[Need]:
    """A line for each kind of station, in the order of the route."""
    by_kind: dict[int, list[Operation]] = {}
    for operation in operations:
        by_kind.setdefault(operation.kind_id, []).append(operation)
    return [_need(some, pieces, calendar) for some in by_kind.values()]


def _need(operations: list[Operation], pieces: int, calendar: Calendar) -> Need:
    kind = operations[0].kind
    stations = [station for station in calendar.stations if station.kind_id == kind.pk]
    asked = [_asked(operation, pieces, stations) for operation in operations]
    return Need(
        kind=kind,
        words=", ".join(words for _, words in asked),
        needed_minutes=sum(minutes for minutes, _ in asked),
        free_minutes=sum(calendar.free_minutes(station) for station in stations),
    )


def _asked(operation: Operation, pieces: int, stations: list[Station]) -> tuple[int, str]:
    if not operation.program:
        return ceil(operation.setup_minutes + operation.minutes_per_piece * pieces), operation.name
    litres = operation.litres_per_piece * pieces
    largest = max((station.capacity_l or 0 for station in stations), default=0)
    loads = ceil(litres / largest) if largest else 1
    minutes = loads * (operation.program.fire_minutes + operation.program.cool_minutes)
    return minutes, f"{operation.name}: {litres.normalize():f} l, {loads} {'load' if loads == 1 else 'loads'}"


def open_points(maker, operations: Iterable[Operation], stations: Iterable[Station], held: set[int], node) -> list[str]:
    """In words, what keeps this route from being made at this node; `held` are the kinds the maker may use."""
    operations, stations = list(operations), list(stations)
    if not operations:
        return ["It has no route yet: nobody can plan what happens on which station."]
    points = []
    for operation in operations:
        there = [station for station in stations if station.kind_id == operation.kind_id]
        if not there:
            points.append(f"{operation.name}: {node} has no {operation.kind}.")
        elif operation.program:
            points += _too_small_or_cool(operation, there, node)
    kinds = {operation.kind_id: operation.kind for operation in operations}
    for kind in kinds.values():
        if kind.needs_qualification and kind.pk not in held:
            points.append(f"{maker} is not qualified for {kind}.")
    return points


def _too_small_or_cool(operation: Operation, there: list[Station], node) -> list[str]:
    program, litres = operation.program, operation.litres_per_piece
    hot = [station for station in there if (station.peak_limit_c or 0) >= program.peak_c]
    if not hot:
        hottest = max(station.peak_limit_c or 0 for station in there)
        return [f"{operation.name}: {program} peaks at {program.peak_c} °C, and {node} reaches {hottest} °C."]
    largest = max(station.capacity_l or 0 for station in hot)
    if litres > largest:
        return [
            f"{operation.name}: one piece takes {litres:f} l, and the largest that is hot enough holds {largest:f} l."
        ]
    return []
