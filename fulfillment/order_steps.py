"""Where an order stands on the line, from the order to the handover or the parcel, with the days."""

from dataclasses import dataclass
from datetime import datetime

DONE, HERE, AHEAD = "done", "here", "todo"


@dataclass(frozen=True)
class Stop:
    name: str
    when: str
    note: str
    state: str


def steps_of(shown) -> list[Stop]:
    """The stops of an OrderShown; an order that ended stops there."""
    preorder, capsule, run = shown.preorder, shown.capsule, shown.run
    is_only_held = preorder.status in (preorder.Status.HELD, preorder.Status.LAPSED)
    ordered = ("Held" if is_only_held else "Ordered", preorder.placed_at, None, "")
    if shown.is_over:
        return _stops(shown, [ordered, (preorder.get_status_display().capitalize(), shown.ended_at, None, "")])
    closed = capsule.closed_at and f"{run.pieces} of {capsule.edition_size}" if run else ""
    return _stops(
        shown,
        [
            ordered,
            ("Drop closed" if capsule.closed_at else "Drop closes", capsule.closed_at, capsule.closes_at, closed or ""),
            ("Run approved", run and run.approved_at, None, "by the co-op"),
            ("Made", run and run.made_at, run and run.expected_at, _making(shown)),
            ("Inspected", _inspected_at(shown), None, "each piece by hand"),
            *_last(shown),
        ],
    )


def _last(shown) -> list[tuple]:
    preorder, by = shown.preorder, f"by {shown.day(shown.date.by_at)}"
    expected = shown.date.expected_at if shown.date.promise else None
    if preorder.is_parcel:
        carrier = f"with {shown.shipment.carrier}" if shown.shipment else ""
        ready = ("Ready to be sent", preorder.ready_at, expected, by)
        return [ready, ("Sent", preorder.shipped_at, None, carrier)]
    return [("At your node", preorder.ready_at, expected, by), ("Collected", preorder.collected_at, None, "")]


def _making(shown) -> str:
    run = shown.run
    if not run or run.made_at:
        return ""
    if run.started_at:
        return f"begun {shown.day(run.started_at)}"
    return "as planned" if run.planned_at else ""


def _inspected_at(shown) -> datetime | None:
    if len(shown.pieces) < len(shown.claims):
        return None
    return max((piece.inspected_at for piece in shown.pieces), default=None)


def _stops(shown, line) -> list[Stop]:
    reached = max(at for at, (_, when, _, _) in enumerate(line) if when)
    return [
        Stop(
            name=name,
            when=shown.day(when) if when else (shown.day(planned) if planned else ""),
            note=note,
            state=DONE if at < reached else HERE if at == reached else AHEAD,
        )
        for at, (name, when, planned, note) in enumerate(line)
    ]
