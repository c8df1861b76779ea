"""When the demo's things happened: stamps that follow the bookings, and the way back by whole weeks."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField

from capsules.models import Capsule, Claim, Payment, Preorder, Run
from coop.lifecycle import broke
from coop.models import Entry
from fulfillment.models import Handover, Inspection, Notice, Piece, StockMove
from scheduling.models import Booking, Firing, Plan, Promise, Step

from .past import put_back

SUNDAY = 6


def evening(at):
    return at.replace(hour=17, minute=0, second=0, microsecond=0)


def latest_line() -> int:
    return Entry.objects.values_list("pk", flat=True).order_by("-pk").first() or 0


def span(step: Step):
    """From the first to the last of a step's bookings, or of the firings that it has a share in."""
    held = Booking.objects.live().filter(step=step) | Booking.objects.live().filter(firing__shares__step=step)
    stretches = [booking.during for booking in held.distinct()]
    return min(stretch.lower for stretch in stretches), max(stretch.upper for stretch in stretches)


@contextmanager
def hours_as_planned(run: Run):
    """The demo makes a run while its hours lie ahead: what its steps give back because of that is theirs again."""
    held = list(Booking.objects.live().filter(step__run=run))
    yield
    for booking in held:
        booking.save(update_fields=["during", "occupied", "released_at", "release_reason"])
    Step.objects.filter(run=run).update(booked_minutes=None)


def spread_orders(capsule: Capsule, *, until) -> None:
    """Orders come fast on the first day and thin out, as orders do."""
    orders = list(capsule.preorders.order_by("pk"))
    open_for = until - capsule.opens_at
    for number, order in enumerate(orders, 1):
        placed = capsule.opens_at + open_for * (number / (len(orders) + 1)) ** 2
        Preorder.objects.filter(pk=order.pk).update(placed_at=placed)


def date_steps(run: Run) -> None:
    for step in run.steps.all():
        begins, ends = span(step)
        stamps = {"started_at": begins} if step.started_at else {}
        Step.objects.filter(pk=step.pk).update(**stamps, **({"done_at": ends} if step.done_at else {}))
    first, last = run.steps.order_by("rank").first(), run.steps.order_by("rank").last()
    stamps = {"started_at": first.started_at} if first.started_at else {}
    Run.objects.filter(pk=run.pk).update(**stamps, **({"made_at": last.done_at} if last.done_at else {}))


def date_pieces(run: Run, *, ended, today=None) -> None:
    """Inspected two hours after the last step, on the shelf a day later, collected on the open days of the week that
    follows, of which `today` may be the last.
    """
    week = [ended + timedelta(days=day, hours=1) for day in range(1, 7)]
    is_open = [at.astimezone(run.capsule.made_at.zone).weekday() != SUNDAY for at in week]
    days = [at for at, opens in zip(week, is_open, strict=True) if opens and (today is None or at <= today)] or week[:1]
    pieces = Piece.objects.filter(run=run)
    pieces.update(finished_at=ended)
    pieces.exclude(inspected_at=None).update(inspected_at=ended + timedelta(hours=2))
    Inspection.objects.filter(piece__run=run).update(at=ended + timedelta(hours=2))
    moves = StockMove.objects.filter(piece__run=run)
    moves.update(at=ended + timedelta(days=1))
    moves.filter(place=Piece.Place.WORKSHOP).update(at=ended)
    Preorder.objects.filter(capsule=run.capsule, ready_at__isnull=False).update(ready_at=ended + timedelta(days=1))
    for number, handover in enumerate(Handover.objects.filter(preorder__capsule=run.capsule).order_by("pk")):
        at = days[number % len(days)]
        Handover.objects.filter(pk=handover.pk).update(at=at)
        Preorder.objects.filter(pk=handover.preorder_id).update(collected_at=at)
        Payment.objects.filter(preorder=handover.preorder_id).update(owed_at=at, paid_at=at)
        moves.filter(place=Piece.Place.CUSTOMER, piece__claim__preorder=handover.preorder_id).update(at=at)


def move_back(capsule: Capsule, *, weeks: int, since: int) -> None:
    """Move everything that a capsule has by whole weeks, so that weekdays and staffed hours stay true.

    A week more wherever an older capsule holds one of its stations at that time.
    """
    try:
        with transaction.atomic():
            move_all_back(capsule, by=timedelta(weeks=weeks), since=since)
    except IntegrityError as error:
        if not broke(error, "station_serves_one_booking_at_a_time"):
            raise
        move_back(capsule, weeks=weeks + 1, since=since)


def move_all_back(capsule: Capsule, *, by: timedelta, since: int) -> None:
    zone = capsule.made_at.time_zone
    run, step = {"run__capsule": capsule}, {"step__run__capsule": capsule}
    firings = Firing.objects.filter(shares__step__run__capsule=capsule)
    bookings = Booking.objects.filter(**step) | Booking.objects.filter(pk__in=firings.values("booking"))
    moved = {
        "during occupied": Booking.objects.filter(pk__in=list(bookings.values_list("pk", flat=True))),
        "fires_at opens_at": Firing.objects.filter(pk__in=list(firings.values_list("pk", flat=True))),
        "planned_at started_at done_at": Step.objects.filter(**run),
        "made_at ends_at": Plan.objects.filter(**run),
        "finished_at inspected_at": Piece.objects.filter(**run),
        "cancelled_at": Claim.objects.filter(capsule=capsule),
        "owed_at": Notice.objects.filter(preorder__capsule=capsule),
        "at": Entry.objects.filter(pk__gt=since),
    }
    for columns, rows in moved.items():
        put_back(rows, by, zone, *columns.split())
    put_back(Inspection.objects.filter(piece__run__capsule=capsule), by, zone, "at")
    put_back(StockMove.objects.filter(piece__run__capsule=capsule), by, zone, "at")
    put_back(Handover.objects.filter(preorder__capsule=capsule), by, zone, "at")
    put_stamps_back(Capsule.objects.filter(pk=capsule.pk), by, zone)
    put_stamps_back(Preorder.objects.filter(capsule=capsule), by, zone)
    put_stamps_back(Payment.objects.filter(preorder__capsule=capsule), by, zone)
    put_stamps_back(Run.objects.filter(capsule=capsule), by, zone)
    put_stamps_back(Promise.objects.filter(capsule=capsule), by, zone)


def put_stamps_back(rows, by, zone) -> None:
    stamps = [field.name for field in rows.model._meta.fields if isinstance(field, DateTimeField)]
    put_back(rows, by, zone, *stamps)
