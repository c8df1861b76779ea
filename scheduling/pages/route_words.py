"""A capsule's route as customers read it: a stop for each operation, then the inspection and the node. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduling.spoken import days_in_words, length_in_words


class Stop(NamedTuple):
    group: str
    """Of the station's kind, for colour and icon; “inspect” and “node” for the last two."""
    name: str
    when: str
    words: str


def stops(operations: Iterable, *, when: Mapping[int, str], inspected: str, arrives: str, node: str) -> list[Stop]:
    """`when` says the days of each operation by its id, where they are planned."""
    made = [Stop(each.kind.group, each.name, when.get(each.pk, ""), operation_in_words(each)) for each in operations]
    return [
        *made,
        Stop("inspect", "Inspected", inspected, "Each piece by hand; a second is never sold as a first."),
        Stop("node", "Your node", arrives, f"{node}, on the shelf with your number on it."),
    ]


def days_of(step, zone: ZoneInfo) -> str:
    """The days on which a step was done; until then those on which it is planned, "" where it is not."""
    begins = step.started_at or step.begins_at or step.done_at
    ends = step.done_at or step.ends_at
    if not begins or not ends:
        return ""
    if step.done_at:
        return days_in_words(min(begins, ends), ends, zone)
    return days_in_words(begins, max(begins, ends), zone)


def operation_in_words(operation) -> str:
    work = _fired(operation) if operation.program_id else _worked(operation)
    if operation.wait_minutes:
        work += f", then at least {length_in_words(operation.wait_minutes)} of rest"
    return work[0].upper() + work[1:] + "."


def _worked(operation) -> str:
    minutes = operation.minutes_per_piece
    figure = f"{minutes.normalize():f}"
    return f"{operation.kind.name}, {figure} {'minute' if minutes == 1 else 'minutes'} a piece"


def _fired(operation) -> str:
    program = operation.program
    hot, cool = (length_in_words(program.fire_minutes), length_in_words(program.cool_minutes))
    return f"{operation.kind.name}, {heat_in_words(program)}: {hot}, and {cool} to cool"


def heat_in_words(program) -> str:
    cone = f"cone {program.cone}, " if program.cone else ""
    return f"{cone}{program.peak_c}\N{NO-BREAK SPACE}°C"
