"""A station's row as a partition of the day: each stretch is one cell, as long as its columns. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from coop.times import Stretch, covers
from scheduling.availability import Grid, free_stretches

from .axis import Axis
from .fired import Drawing

USUAL_MINUTES = 120


@dataclass(frozen=True)
class Mark:
    """A step of a run as a mark on a line. `look` is done, now or next."""

    look: str
    x: int


@dataclass(frozen=True)
class Held:
    """A booking as the viewer may see it. `look` is mine, maker, run, taken, maint, offer or fire."""

    key: int
    look: str
    start: datetime
    end: datetime
    occupied: Stretch
    what: str = ""
    who: str = ""
    marks: list[Mark] = field(default_factory=list)
    drawing: Drawing | None = None
    can_change: bool = False
    hours: str = ""
    on: str = ""
    starts: str = ""
    """The local day and time of its start, for forms."""

    @property
    def minutes(self) -> int:
        return round((self.end - self.start).total_seconds() / 60)

    @property
    def number(self) -> int:
        """Which step of its run it is."""
        return next((at for at, mark in enumerate(self.marks, 1) if mark.look == "now"), 0)

    @property
    def line_ends(self) -> int:
        return self.marks[-1].x if self.marks else 0


@dataclass(frozen=True)
class Offer:
    """A stretch that the page proposes: picked in the panel, or an alternative with its letter."""

    start: datetime
    end: datetime
    words: str
    detail: str
    look: str = "pick"
    letter: str = ""


@dataclass(frozen=True)
class Cell:
    """`look` is held, free, idle, off, lead, tail, pick or offer."""

    look: str
    start: datetime
    end: datetime
    span: int
    held: Held | None = None
    offer: Offer | None = None
    words: str = ""
    starts: str = ""
    on: str = ""
    length: int = 0
    night: bool = False
    before: bool = False
    after: bool = False

    @property
    def at(self) -> int:
        return int(self.start.timestamp())


@dataclass(frozen=True)
class Usage:
    """How a station is booked: by what grid and lengths, and what it needs before and after the work."""

    slot_minutes: int
    shortest_minutes: int
    longest_minutes: int
    setup_minutes: int = 0
    clearing_minutes: int = 0
    by_load: bool = False

    def usual_minutes(self, most: int) -> int:
        """What is offered first for a stretch of `most` minutes: two hours, or what is allowed and there."""
        usual = USUAL_MINUTES - USUAL_MINUTES % self.slot_minutes
        most -= most % self.slot_minutes
        return max(self.shortest_minutes, min(usual, most, self.longest_minutes))


def bookable(usage: Usage, open_: Iterable[Stretch], occupied: Iterable[Stretch], grid: Grid, now: datetime):
    """The stretches in which somebody could book, each from its first start on the grid."""
    free = free_stretches(
        open_,
        occupied,
        setup=timedelta(minutes=usage.setup_minutes),
        clearing=timedelta(minutes=usage.clearing_minutes),
    )
    shortest = timedelta(minutes=usage.shortest_minutes)
    for opens, closes in free:
        if start := next(grid.starts_in((max(opens, now), closes), shortest), None):
            slots = (closes - start) // timedelta(minutes=usage.slot_minutes)
            yield start, start + slots * timedelta(minutes=usage.slot_minutes)


def cells_of(
    axis: Axis,
    held: list[Held],
    free: list[Stretch],
    staffed: list[Stretch],
    usage: Usage,
    offers: Sequence[Offer] = (),
) -> list[Cell]:
    """The row from the axis's start to its end, without a hole: the spans add up to all columns."""
    pieces = sorted([*_held_pieces(axis, held), *_offer_pieces(held, offers, usage)], key=lambda piece: piece[:2])
    cells: list[Cell] = []
    at = axis.start
    for start, end, look, source in pieces:
        start, end = max(start, at), min(end, axis.end)
        if end <= start:
            continue
        cells += _gap(axis, at, start, free, staffed, usage)
        cells.append(_piece(axis, start, end, look, source))
        at = end
    cells += _gap(axis, at, axis.end, free, staffed, usage)
    return [cell for cell in cells if cell.span]


def _held_pieces(axis: Axis, held: list[Held]) -> Iterator[tuple]:
    for each in held:
        if each.look == "fire":  # loading and cooling are in its drawing
            yield *each.occupied, "held", each
            continue
        yield each.occupied[0], each.start, "lead", each
        yield each.start, each.end, "held", each
        yield each.end, each.occupied[1], "tail", each


def _offer_pieces(held: list[Held], offers: Iterable[Offer], usage: Usage) -> Iterator[tuple]:
    """What is proposed is drawn only where nothing else is: a clash shows what is there."""
    for each in offers:
        if not any(one.occupied[0] < each.end and each.start < one.occupied[1] for one in held):
            if each.look == "pick" and usage.setup_minutes:
                yield each.start - timedelta(minutes=usage.setup_minutes), each.start, "lead", each
            yield each.start, each.end, each.look, each
            if each.look == "pick" and usage.clearing_minutes:
                yield each.end, each.end + timedelta(minutes=usage.clearing_minutes), "tail", each


def _piece(axis: Axis, start: datetime, end: datetime, look: str, source) -> Cell:
    held = source if isinstance(source, Held) else None
    offer = source if isinstance(source, Offer) else None
    words = {"lead": "set up", "tail": "clean"}.get(look, "")
    if held and look == "tail" and held.occupied[1] > axis.end:
        words = f"cleared {held.occupied[1].astimezone(axis.zone):%a %H:%M}"
    first, last = source.occupied if held and held.look == "fire" else (source.start, source.end)
    return Cell(
        look,
        start,
        end,
        axis.span(start, end),
        held,
        offer,
        words,
        before=look == "held" and first < axis.start,
        after=look == "held" and last > axis.end,
    )


def _gap(axis: Axis, start: datetime, end: datetime, free, staffed, usage: Usage) -> Iterator[Cell]:
    """Where nothing is held: free to book, of no use, or unstaffed; cut at dusk too, where the columns change."""
    if start >= end:
        return
    edges = {start, end, axis.dusk}
    edges |= {moment for stretch in staffed for moment in stretch}
    edges |= {opens for opens, closes in free}
    within = {edge for edge in edges for opens, closes in free if opens < edge < closes}
    at = start
    for cut in sorted({edge for edge in edges - within if start < edge < end} | {end}):
        cell = _free(axis, at, cut, free, usage)
        if cell is None:
            there = covers(staffed, at, cut)
            night = at >= axis.dusk
            words = ("too short for a firing" if usage.by_load else "not bookable") if there else "unstaffed"
            cell = Cell("idle" if there else "off", at, cut, axis.span(at, cut), words=words, night=night)
        yield cell
        at = cut


def _free(axis: Axis, start: datetime, end: datetime, free, usage: Usage) -> Cell | None:
    for opens, closes in free:
        if opens == start:
            most = round((closes - opens).total_seconds() / 60)
            first, last = opens.astimezone(axis.zone), closes.astimezone(axis.zone)
            return Cell(
                "free",
                start,
                end,
                axis.span(start, end),
                words=f"free {first:%H:%M} to {last:%H:%M}",
                starts=f"{first:%H:%M}",
                on="" if first.date() == axis.start.astimezone(axis.zone).date() else first.date().isoformat(),
                length=usage.usual_minutes(most),
                night=start >= axis.dusk,
            )
    return None
