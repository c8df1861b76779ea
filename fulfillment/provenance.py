"""The stops of a piece, from its first station to its inspection, with the days on which they were. Pure."""

from collections.abc import Iterable

from scheduling.pages.route_words import Stop, days_of, heat_in_words
from scheduling.spoken import length_in_words


def provenance(piece, steps: Iterable) -> list[Stop]:
    """`steps` come with their times, bookings and shares at hand."""
    zone = piece.run.capsule.made_at.zone
    made = [
        Stop(step.operation.kind.group, step.operation.name, days_of(step, zone), _where(step))
        for step in steps
        if step.done_at
    ]
    if not piece.inspected_at:
        return made
    looked = f"{piece.inspected_at.astimezone(zone).date():%-d %B}"
    return [*made, Stop("inspect", "Inspected", looked, f"Looked at by hand: {piece.get_status_display()}.")]


def _where(step) -> str:
    shares = list(step.shares.all())
    if shares:
        return ". ".join(dict.fromkeys(_fired(share.firing) for share in shares)) + "."
    stations = {booking.station.name for booking in step.bookings.all() if not booking.released_at}
    return (" and ".join(sorted(stations)) or step.operation.kind.name) + "."


def _fired(firing) -> str:
    program = firing.program
    return f"{firing.booking.station}, {heat_in_words(program)}, {length_in_words(program.fire_minutes)}"
