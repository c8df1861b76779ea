"""Which station an event of a foreign calendar means. Pure."""

import re
from collections.abc import Iterable

from scheduling.models import Station

from .reading import FileEvent


def station_of(event: FileEvent, stations: Iterable[Station], home_id: int) -> Station | None:
    """The station that the event names, in its place rather than in its title; None where none or several could be.

    Stations of two nodes may share a name: then the node must be named, or be the maker's own.
    """
    named = [(_likeness(event, station, home_id), station) for station in stations]
    named = [(likeness, station) for likeness, station in named if likeness]
    best = max((likeness for likeness, _ in named), default=None)
    found = [station for likeness, station in named if likeness == best]
    return found[0] if len(found) == 1 else None


def _likeness(event: FileEvent, station: Station, home_id: int) -> tuple | None:
    in_place, in_title = _names(event.location, station.name), _names(event.summary, station.name)
    if not in_place and not in_title:
        return None
    at_node = _names(f"{event.location} {event.summary}", station.node.name)
    return in_place, len(station.name), at_node, station.node_id == home_id


def _names(text: str, name: str) -> bool:
    """Whether the name stands in the text as whole words: “Wheel 1” is not in “Wheel 12”."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
