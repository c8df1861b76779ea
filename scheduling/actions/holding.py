"""Holding station time, whoever asks: the locks, and the one write that the database may refuse."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from coop.lifecycle import broke
from coop.models import Maker, User
from scheduling.models import Booking, Series, Station

ONE_AT_A_TIME = "station_serves_one_booking_at_a_time"


def locked(station: Station) -> Station:
    """The station's row, locked. Whoever needs its maker's lock too takes that second: station, then maker."""
    stations = Station.objects.select_for_update(no_key=True, of=["self"]).select_related("kind", "node")
    return stations.get(pk=station.pk)


def locked_maker(maker: Maker) -> Maker:
    """The maker's row, locked: what they hold on several stations is counted by one at a time."""
    return Maker.objects.select_for_update(no_key=True, of=["self"]).get(pk=maker.pk)


def locked_booking(booking: Booking) -> Booking:
    """The booking as it is now, under its station's lock and its own.

    Where it was moved to another station between the look and the lock, the look is repeated.
    """
    while True:
        station = locked(Station(pk=Booking.objects.values_list("station", flat=True).get(pk=booking.pk)))
        found = Booking.objects.select_for_update(of=["self"]).select_related("maker").get(pk=booking.pk)
        if found.station_id == station.pk:
            found.station = station
            return found


def booking_by_hand(
    station: Station,
    maker: Maker,
    start: datetime,
    end: datetime,
    *,
    title: str,
    by: User,
    series: Series | None = None,
) -> Booking:
    """A maker's booking, not written yet: with its price, and what giving it back costs."""
    booking = Booking(station=station, purpose=Booking.Purpose.MAKER, maker=maker, title=title, booked_by=by)
    booking.during, booking.series = DateTimeTZRange(start, end), series
    booking.price_minor = station.price_of(booking.minutes)
    keep_terms(booking)
    return booking


def keep_terms(booking: Booking) -> None:
    """Note what giving it back costs as the rules are now, which is what its maker was shown."""
    for name, figure in booking.station.rules.terms.items():
        setattr(booking, name, figure)


def claim(booking: Booking) -> None:
    """Write the booking with its set-up and clearing; where the station is occupied, the transaction is over."""
    booking.occupied = DateTimeTZRange(*booking.station.occupied_by(booking.during.lower, booking.during.upper))
    booking.save()


def hold(booking: Booking) -> bool:
    """Write the booking with its set-up and clearing, or find the station occupied: False."""
    booking.occupied = DateTimeTZRange(*booking.station.occupied_by(booking.during.lower, booking.during.upper))
    return write(booking)


def write(booking: Booking) -> bool:
    """Write the booking as it stands, or find the station occupied: False."""
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if broke(error, ONE_AT_A_TIME):
            return False
        raise
    return True
