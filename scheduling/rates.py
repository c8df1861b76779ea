"""What a route's stops cost at a node's stations: the co-op's rates, as the price calculator takes them."""

from collections.abc import Iterable

from capsules.costing import Fired, Stop, Work
from scheduling.loading import LOADING, UNLOADING
from scheduling.models import Operation, Station

DOOR_MINUTES = (LOADING + UNLOADING).seconds // 60


def stops_of(operations: Iterable[Operation], stations: list[Station]) -> tuple[list[Stop], list[str]]:
    """Each stop at its rate, and the names of those for which the node has no station.

    An hour costs what the dearest station of the kind asks: the planner may choose that one. A litre costs what it
    costs in the largest kiln that is hot enough: the planner fills that one first.
    """
    priced, without = [], []
    for operation in operations:
        there = [station for station in stations if station.kind_id == operation.kind_id]
        stop = _fired(operation, there) if operation.program_id else _worked(operation, there)
        if stop:
            priced.append(stop)
        else:
            without.append(operation.name)
    return priced, without


def _worked(operation: Operation, stations: list[Station]) -> Work | None:
    if not stations or not operation.minutes_per_piece:
        return None
    hour = max(station.hour_minor for station in stations)
    attended = not operation.unattended
    return Work(operation.name, hour, operation.setup_minutes, operation.minutes_per_piece, attended)


def _fired(operation: Operation, kilns: list[Station]) -> Fired | None:
    program, litres = operation.program, operation.litres_per_piece
    hot = [kiln for kiln in kilns if kiln.capacity_l and (kiln.peak_limit_c or 0) >= program.peak_c]
    if not hot or not litres:
        return None
    kiln = max(hot, key=lambda kiln: (kiln.capacity_l, kiln.hour_minor))
    firing = kiln.price_of(DOOR_MINUTES + program.fire_minutes + program.cool_minutes)
    return Fired(operation.name, firing, kiln.capacity_l, litres)
