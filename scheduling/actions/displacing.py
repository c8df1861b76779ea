"""Releasing what lies in the way, telling those whom it hits, and having their runs planned anew."""

from django.db.models import Q, QuerySet

from capsules.models import Run
from coop.actions.journal import record
from coop.models import User
from scheduling.models import Booking, LoadShare, SlotWish, Step
from scheduling.refusals import InTheWay
from scheduling.signals import booking_displaced

from .cancelling import release
from .replanning import give_back

MOVABLE = [Booking.Purpose.MAKER, Booking.Purpose.STEP, Booking.Purpose.FIRING, Booking.Purpose.OFFER]


class CameInBetween(Exception):
    """A run was planned into the way after we had locked those that were there: look again."""


def locked_runs(bookings: QuerySet[Booking]) -> list[Run]:
    """The runs whose steps hold these bookings. Runs are locked before stations, as the planner does it."""
    runs = Run.objects.filter(steps__in=_steps_in(bookings)).distinct().values("pk")
    locked = Run.objects.select_for_update(no_key=True, of=["self"]).filter(pk__in=runs).order_by("pk")
    return list(locked.select_related("capsule__made_at"))


def displace(bookings: QuerySet[Booking], *, runs: list[Run], reason: str, by: User) -> list[Booking]:
    """Release these bookings and have their steps, whose `runs` the caller has locked, placed anew; those displaced.

    Raises InTheWay where a step that has begun holds one, and CameInBetween where `runs` lacks one.
    """
    steps = list(_steps_in(bookings))
    if {step.run_id for step in steps} - {run.pk for run in runs}:
        raise CameInBetween
    hit = list(bookings.filter(purpose__in=MOVABLE).select_related("station__node", "station__kind", "maker"))
    if begun := list(of_begun_steps(bookings).select_related("station__node", "maker")):
        raise InTheWay(begun[0].station, begun, begun[0].station.node.zone)

    for booking in hit:
        makers = _makers_told(booking)
        release(booking, Booking.Release.DISPLACED)
        _wait_again(booking)
        record(by, "displaced", booking, reason=reason)
        booking_displaced.send(sender=Booking, booking=booking, makers=makers, reason=reason)
    give_back(steps, runs=runs, reason=reason, by=by)
    return hit


def of_begun_steps(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Those that no plan can move any more."""
    pieces = LoadShare.objects.live().filter(step__status=Step.Status.STARTED)
    held = Q(step__status=Step.Status.STARTED) | Q(firing__shares__in=pieces)
    return bookings.filter(pk__in=Booking.objects.filter(held).values("pk"))


def _steps_in(bookings: QuerySet[Booking]) -> QuerySet[Step]:
    inside = bookings.values("pk")
    pieces = LoadShare.objects.live().filter(firing__booking__in=inside)
    held = Step.objects.filter(Q(bookings__in=inside) | Q(shares__in=pieces))
    return Step.objects.filter(pk__in=held.values("pk"), status=Step.Status.PLANNED)


def _makers_told(booking: Booking) -> list[int]:
    """Whom it hits: its maker, or those whose own pieces are in the firing. A run's maker hears of the new plan."""
    if booking.purpose == Booking.Purpose.FIRING:
        own = LoadShare.objects.live().filter(firing__booking=booking, step=None)
        return sorted(set(own.values_list("maker", flat=True)))
    return [booking.maker_id] if booking.purpose == Booking.Purpose.MAKER else []


def _wait_again(booking: Booking) -> None:
    if booking.purpose == Booking.Purpose.OFFER and booking.wish.status == SlotWish.Status.OFFERED:
        booking.wish.become(SlotWish.Status.WAITING, booking=None, offered_at=None, offer_until=None)
