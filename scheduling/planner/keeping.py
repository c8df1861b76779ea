"""A plan as plain lists that JSON can keep, and back again."""

from decimal import Decimal

from .plan import Cause, Load, Obstacle, Plan, Session, Share
from .problem import Interval, Problem


def kept(plan: Plan) -> dict:
    """Everything of `plan` but its problem."""
    return {
        "sessions": [
            [each.step, each.station, *_span(each.during), *_span(each.occupied), each.pieces] for each in plan.sessions
        ],
        "loads": [
            {
                "at": [each.station, each.program, each.joins],
                "times": [*_span(each.loading), *_span(each.firing), each.cooled, *_span(each.unloading)],
                "occupied": _span(each.occupied),
                "members": [[share.step, share.pieces, str(share.litres)] for share in each.members],
            }
            for each in plan.loads
        ],
        "unplaced": [[each.run, each.step, each.cause.value, each.reason] for each in plan.unplaced],
    }


def recalled(problem: Problem, plain: dict) -> Plan:
    """The plan that `kept` wrote down, for the same problem."""
    return Plan(
        problem,
        sessions=tuple(
            Session(step, station, Interval(start, end), Interval(since, until), pieces)
            for step, station, start, end, since, until, pieces in plain["sessions"]
        ),
        loads=tuple(_load(each) for each in plain["loads"]),
        unplaced=tuple(Obstacle(run, step, Cause(cause), reason) for run, step, cause, reason in plain["unplaced"]),
    )


def _load(plain: dict) -> Load:
    station, program, joins = plain["at"]
    loading, loaded, lit, out, cooled, unloading, unloaded = plain["times"]
    return Load(
        station=station,
        program=program,
        loading=Interval(loading, loaded),
        firing=Interval(lit, out),
        cooled=cooled,
        unloading=Interval(unloading, unloaded),
        occupied=Interval(*plain["occupied"]),
        members=tuple(Share(step, pieces, Decimal(litres)) for step, pieces, litres in plain["members"]),
        joins=joins,
    )


def _span(interval: Interval) -> list[int]:
    return [interval.start, interval.end]
