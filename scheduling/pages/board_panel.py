"""The board's side panel: what a maker is about to book, or what is booked already, before anybody commits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from coop.money import format_minor
from coop.phrases import length_words
from coop.times import Stretch
from scheduling.actions.cancelling import UNDO
from scheduling.board.cells import Offer
from scheduling.board.rule_words import occupied_words, rule_words
from scheduling.board.strip import Strip, strip_of
from scheduling.lateness import deadline_of, late_fee
from scheduling.models import Booking, Station

from .board_rows import usage_of
from .day_list import owns


@dataclass(frozen=True)
class Panel:
    """A choice and all that follows from it."""

    station: Station
    start: datetime
    end: datetime
    occupied: Stretch
    price_minor: int
    strip: Strip
    words: str
    rules: list[str]

    @property
    def minutes(self) -> int:
        return round((self.end - self.start).total_seconds() / 60)


def panel_of(station: Station, start: datetime, end: datetime) -> Panel:
    usage, minutes, zone = usage_of(station), round((end - start).total_seconds() / 60), station.node.zone
    occupied = station.occupied_by(start, end)
    return Panel(
        station,
        start,
        end,
        occupied,
        station.price_of(minutes),
        strip_of((start, end), occupied, zone),
        occupied_words(usage, minutes),
        rule_words(
            station.rules,
            usage,
            start=start,
            now=timezone.now(),
            horizon_days=station.kind.horizon_days,
            zone=zone,
        ),
    )


@dataclass(frozen=True)
class Chosen:
    """A booking that the viewer looks at."""

    booking: Booking
    look: str
    what: str
    who: str
    can_change: bool
    can_wait: bool
    cancel_words: str = ""
    late_fee_minor: int = 0
    typed: dict = field(default_factory=dict)


def chosen_of(booking: Booking, said: tuple[str, str, str], user) -> Chosen:
    """`said` is how it looks and what it says to this user."""
    look, what, who = said
    now, zone = timezone.now(), booking.station.node.zone
    by_hand = booking.purpose in (Booking.Purpose.MAKER, Booking.Purpose.MAINTENANCE)
    ahead = booking.during.upper > now
    local = booking.during.lower.astimezone(zone)
    words, fee = cancelling_words(booking, user, now)
    return Chosen(
        booking,
        look,
        what,
        who,
        can_change=by_hand and ahead and owns(user, booking),
        can_wait=by_hand and booking.during.lower > now and user.maker_id not in (None, booking.maker_id),
        cancel_words=words,
        late_fee_minor=fee,
        typed={"day": local.date(), "start": f"{local:%H:%M}", "length": booking.minutes},
    )


def cancelling_words(booking: Booking, user, now: datetime) -> tuple[str, int]:
    """What giving it back means now, and what it costs."""
    deadline = deadline_of(booking.during.lower, booking)
    if user.is_admin or deadline is None or booking.purpose != Booking.Purpose.MAKER:
        return "Cancelling is free.", 0
    local = deadline.astimezone(booking.station.node.zone)
    if now <= deadline:
        return f"Cancelling is free until {local:%a %-d %B, %H:%M}.", 0
    refused = booking.late_cancel == Station.LateCancel.REFUSE
    fee = late_fee(booking.price_minor, booking)
    if now <= booking.booked_at + UNDO:
        then = "it cannot be cancelled" if refused else f"it costs {format_minor(fee)}"
        return f"Just booked: for {UNDO.seconds} s cancelling is free. After that {then}, for it begins soon.", 0
    if refused:
        return f"It could be cancelled until {local:%a %-d %B, %H:%M}. Ask the co-op now.", 0
    return f"Cancelling was free until {local:%a %-d %B, %H:%M}; now it costs {format_minor(fee)}.", fee


def in_the_way(station: Station, start: datetime, end: datetime, besides: Booking | None = None) -> Booking | None:
    """The first that holds the station then, or needs it to set up or clear."""
    others = Booking.objects.live().filter(station=station).within(*station.occupied_by(start, end))
    return others.exclude(pk=besides.pk if besides else None).order_by("during").first()


def clash_words(station: Station, start: datetime, end: datetime, other: Booking, user) -> str:
    """Until when the station is occupied by what stands in the way, and whether it is only its clearing that does."""
    zone = station.node.zone
    since, until = other.during.lower.astimezone(zone), other.during.upper.astimezone(zone)
    held = f"{since:%H:%M}–{until:%H:%M}" if since.date() == until.date() else f"{since:%a %H:%M} to {until:%a %H:%M}"
    cleared = other.occupied.upper.astimezone(zone)
    after = f" and cleared by {cleared:%H:%M}" if cleared > until else ""
    said = f"{station} is {'yours' if is_own(other, user) else 'taken'} {held}{after}."
    if other.during.lower < end and start < other.during.upper:
        return said
    buffers = [
        length_words(minutes) + words
        for minutes, words in ((station.setup_minutes, " to set up"), (station.clearing_minutes, " to clear"))
        if minutes
    ]
    return f"{said} Each booking of it needs {' and '.join(buffers)}." if buffers else said


def is_own(booking: Booking, user) -> bool:
    return booking.purpose == Booking.Purpose.MAKER and booking.maker_id == user.maker_id


def drawn_offers(panel: Panel | None, offers: list[dict], zone) -> dict[int, list[Offer]]:
    """What the panel proposes, to be drawn in the stations' rows."""
    drawn: dict[int, list[Offer]] = {}
    if panel:
        words = f"{panel.start.astimezone(zone):%H:%M}–{panel.end.astimezone(zone):%H:%M}"
        detail = f"{length_words(panel.minutes)}, {format_minor(panel.price_minor)}"
        drawn.setdefault(panel.station.pk, []).append(Offer(panel.start, panel.end, words, detail))
    for each in offers:
        slot = each["slot"]
        start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
        words = f"{each['letter']}, {start:%H:%M}"
        drawn.setdefault(slot.station.pk, []).append(
            Offer(slot.start, slot.end, words, f"to {end:%H:%M}", "offer", each["letter"])
        )
    return drawn


def later_words(slot, asked: datetime | None, zone) -> str:
    """ "30 min later", "1 day earlier at the same time"."""
    if asked is None or slot.start == asked:
        return "at the same time"
    apart, side = abs(slot.start - asked), "later" if slot.start > asked else "earlier"
    local, wanted = slot.start.astimezone(zone), asked.astimezone(zone)
    if local.time() == wanted.time():
        days = abs((local.date() - wanted.date()).days)
        return f"{days} {'day' if days == 1 else 'days'} {side}, same time"
    if apart >= timedelta(days=1):
        return f"{apart.days} d {side}"
    return f"{length_words(round(apart.total_seconds() / 60))} {side}"
