"""Releasing what lies in the way, telling those whom it hits, and having their runs planned anew."""

from django.db.models import Q, QuerySet

from capsules.models import Run
from coop.actions.journal import record
from coop.models import User
from scheduling.models import Booking, LoadShare, SlotWish
from scheduling.refusals import InTheWay
from scheduling.signals import booking_displaced

from .cancelling import release
from .replanning import plan_anew

MOVABLE = [Booking.Purpose.MAKER, Booking.Purpose.STEP, Booking.Purpose.FIRING, Booking.Purpose.OFFER]


class CameInBetween(Exception):
    """A run was planned into the way after we had locked those that were there: look again."""


def locked_runs(bookings: QuerySet[Booking]) -> list[Run]:
    """The runs whose steps hold these bookings. Runs are locked before stations, as the planner does it."""
    runs = Run.objects.filter(pk__in=_runs_in(bookings).values("pk")).order_by("pk")
    return list(runs.select_for_update(no_key=True, of=["self"]).select_related("capsule"))


def displace(bookings: QuerySet[Booking], *, runs: list[Run], reason: str, by: User) -> list[Booking]:
    """Release these bookings and have their `runs` planned anew, all of which the caller has locked; those displaced.

    Raises InTheWay where one belongs to a run that is being made, and CameInBetween where `runs` lacks one.
    """
    if set(_runs_in(bookings).values_list("pk", flat=True)) - {run.pk for run in runs}:
        raise CameInBetween
    hit = list(bookings.filter(purpose__in=MOVABLE).select_related("station__node", "station__kind", "maker"))
    if any(run.status != Run.Status.PLANNED for run in runs):
        made_now = [booking for booking in hit if _is_being_made(booking)]
        raise InTheWay(made_now[0].station, made_now, made_now[0].station.node.zone)

    for booking in hit:
        makers = _makers_told(booking)
        release(booking, Booking.Release.DISPLACED)
        _wait_again(booking)
        record(by, "displaced", booking, reason=reason)
        booking_displaced.send(sender=Booking, booking=booking, makers=makers, reason=reason)
    for run in runs:
        plan_anew(run, reason=reason, by=by)
    return hit


def _runs_in(bookings: QuerySet[Booking]) -> QuerySet[Run]:
    inside = bookings.values("pk")
    sharing = LoadShare.objects.live().filter(firing__booking__in=inside)
    return Run.objects.filter(Q(steps__bookings__in=inside) | Q(steps__shares__in=sharing)).distinct()


def _is_being_made(booking: Booking) -> bool:
    runs = _runs_in(Booking.objects.filter(pk=booking.pk))
    return runs.exclude(status=Run.Status.PLANNED).exists()


def _makers_told(booking: Booking) -> list[int]:
    """Whom it hits: its maker, or those whose own pieces are in the firing. A run's maker hears of the new plan."""
    if booking.purpose == Booking.Purpose.FIRING:
        own = LoadShare.objects.live().filter(firing__booking=booking, step=None)
        return sorted(set(own.values_list("maker", flat=True)))
    return [booking.maker_id] if booking.purpose == Booking.Purpose.MAKER else []


def _wait_again(booking: Booking) -> None:
    if booking.purpose == Booking.Purpose.OFFER and booking.wish.status == SlotWish.Status.OFFERED:
        booking.wish.become(SlotWish.Status.WAITING, booking=None, offered_at=None, offer_until=None)
