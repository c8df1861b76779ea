"""A chain of station time, booked as one: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from coop.actions.journal import record
from coop.models import Maker, User
from scheduling.models import Booking, Firing, Program, Station, StationKind
from scheduling.refusals import BookingRefused

from .booking import book
from .firing import open_firing


@dataclass(frozen=True)
class Link:
    """A stretch of an exclusive station or, with a program, a firing loaded at `start`."""

    station: Station
    start: datetime
    end: datetime
    program: Program | None = None
    litres: Decimal = Decimal(0)
    pieces: int = 0


class ChainBroken(BookingRefused):
    """One link cannot be had, so none is held. `number` counts from 1."""

    def __init__(self, number: int, link: Link, refused: BookingRefused):
        self.number, self.refused = number, refused
        super().__init__(f"Step {number}, {link.station}: {refused} None of the steps is booked.")
        self.status = 409


@transaction.atomic
def book_chain(links: Sequence[Link], *, maker: Maker, by: User, title: str = "") -> list[Booking | Firing]:
    """Hold every link for `maker`, or none. Raises ChainBroken.

    All stations are locked first in the order of their numbers, kilns of the node included, because a firing needs
    its node's other kilns too: so two chains never wait for each other in a circle.
    """
    _lock(links)
    held: list[Booking | Firing] = []
    for number, link in enumerate(links, 1):
        try:
            held.append(_hold(link, maker, by, title))
        except BookingRefused as refused:
            raise ChainBroken(number, link, refused) from refused
    record(
        by, "booked a chain from", held[0], steps=[f"{link.station}, {link.start:%Y-%m-%d %H:%M} UTC" for link in links]
    )
    return held


def _lock(links: Sequence[Link]) -> None:
    nodes = {link.station.node_id for link in links if link.program}
    needed = Q(pk__in=[link.station.pk for link in links]) | Q(node__in=nodes, kind__use=StationKind.Use.LOAD)
    list(Station.objects.filter(needed).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _hold(link: Link, maker: Maker, by: User, title: str) -> Booking | Firing:
    if link.program is None:
        return book(link.station, maker=maker, start=link.start, end=link.end, by=by, title=title)
    return open_firing(
        link.station,
        maker=maker,
        program=link.program,
        start=link.start,
        litres=link.litres,
        pieces=link.pieces,
        title=title,
        by=by,
    )
