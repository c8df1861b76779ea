"""A chain of station time, booked as one: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from coop.actions.journal import record
from coop.models import Maker, User
from coop.money import format_minor
from scheduling.models import Booking, Firing, LoadShare, Program, Station, StationKind
from scheduling.refusals import BookingRefused

from .booking import book
from .firing import join_firing, open_firing, shares_cost

Held = Booking | Firing | LoadShare


@dataclass(frozen=True)
class Link:
    """A stretch of an exclusive station or, with a program, a firing loaded at `start` or an open one to join."""

    station: Station
    start: datetime
    end: datetime
    program: Program | None = None
    litres: Decimal = Decimal(0)
    pieces: int = 0
    joins: Firing | None = None


class ChainCostsMore(BookingRefused):
    """Since the page was shown, somebody left a firing that the chain joins, or a price rose."""

    stands = False


class ChainBroken(BookingRefused):
    """One link cannot be had, so none is held. `number` counts from 1."""

    def __init__(self, number: int, link: Link, refused: BookingRefused):
        self.number, self.refused = number, refused
        super().__init__(f"Step {number}, {link.station}: {refused} None of the steps is booked.")
        self.status = 409


@transaction.atomic
def book_chain(
    links: Sequence[Link], *, maker: Maker, by: User, title: str = "", seen_minor: int | None = None
) -> list[Held]:
    """Hold every link for `maker`, or none. Raises ChainBroken, or ChainCostsMore than the sum that was seen.

    All stations are locked first in the order of their numbers, kilns of the node included, because a firing needs
    its node's other kilns too: so two chains never wait for each other in a circle.
    """
    _lock(links)
    held: list[Held] = []
    for number, link in enumerate(links, 1):
        try:
            held.append(_hold(link, maker, by, title))
        except BookingRefused as refused:
            raise ChainBroken(number, link, refused) from refused
    costs_minor = sum(price_of(each) for each in held)
    if seen_minor is not None and costs_minor > seen_minor:
        raise ChainCostsMore(f"The chain costs {format_minor(costs_minor)} by now. Nothing is booked yet: look at it.")
    record(
        by, "booked a chain from", held[0], steps=[f"{link.station}, {link.start:%Y-%m-%d %H:%M} UTC" for link in links]
    )
    return held


def _lock(links: Sequence[Link]) -> None:
    nodes = {link.station.node_id for link in links if link.program}
    needed = Q(pk__in=[link.station.pk for link in links]) | Q(node__in=nodes, kind__use=StationKind.Use.LOAD)
    list(Station.objects.filter(needed).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def price_of(held: Held) -> int:
    """What a link costs; a share as the firing stands now."""
    return shares_cost(held.firing)[held.pk] if isinstance(held, LoadShare) else held.price_minor


def _hold(link: Link, maker: Maker, by: User, title: str) -> Held:
    if link.program is None:
        return book(link.station, maker=maker, start=link.start, end=link.end, by=by, title=title)
    load: dict[str, Any] = {"litres": link.litres, "pieces": link.pieces, "title": title}
    if link.joins is not None:
        return join_firing(link.joins, maker=maker, program=link.program, by=by, **load)
    return open_firing(
        link.station,
        maker=maker,
        program=link.program,
        start=link.start,
        by=by,
        **load,
    )
