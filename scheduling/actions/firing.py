"""Firings by hand: makers open one, join one, and leave it."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from coop.actions.journal import record
from coop.lifecycle import broke
from coop.models import Maker, User
from scheduling.firing_refusals import CannotJoin, KilnTaken, NoRoom
from scheduling.lateness import deadline_of, late_fee
from scheduling.models import Booking, Firing, LoadShare, Program, Station
from scheduling.refusals import CannotCancel, CostsMore, TooLate
from scheduling.signals import firing_joined, firing_left, firing_opened
from scheduling.splitting import split

from .firing_checks import (
    Day,
    check_joinable,
    check_load,
    check_maker_is_active,
    check_program,
    check_start,
    litre_words,
    nearest_loadings,
    price_of_firing,
)
from .holding import hold, keep_terms
from .limits import check_firings_of_day

NEVER_OVERFULL = "firing_is_never_overfull"
ALIVE = "share_lies_in_a_live_firing"


@transaction.atomic
def open_firing(
    kiln: Station,
    *,
    maker: Maker,
    program: Program,
    start: datetime,
    litres: Decimal,
    pieces: int,
    fragile: bool = False,
    shared: bool = True,
    title: str = "",
    by: User,
) -> Firing:
    """Hold `kiln` for a firing of `program` loaded at `start`, with the maker's own pieces as its first share.

    All kilns of the node are locked, in one order, because one technician loads and unloads them. The kiln is held from
    loading until somebody has unloaded it. Raises a BookingRefused.
    """
    kiln = locked_kiln(kiln)
    check_program(kiln, program)
    check_load(litres, pieces, room=kiln.capacity_l, where=f"{kiln} holds")
    day = Day.around(kiln, start, program)
    times = check_start(kiln, maker, program, day, litres)
    check_firings_of_day(kiln, maker, start)

    booking = Booking(station=kiln, purpose=Booking.Purpose.FIRING, title=program.name, booked_by=by)
    booking.during = DateTimeTZRange(times.loads_at, times.ends_at)
    keep_terms(booking)
    if not hold(booking):
        raise KilnTaken(kiln, day.hours(times), nearest_loadings(kiln, program, day, litres))

    firing = Firing.objects.create(
        booking=booking,
        program=program,
        capacity_l=kiln.capacity_l,
        fires_at=times.fires_at,
        opens_at=times.opens_at,
        opened_by=maker,
        shared=shared,
        price_minor=price_of_firing(kiln, program),
    )
    share = _share(firing, maker, litres, pieces, fragile, title)
    record(by, "opened", firing, litres=str(litres), pieces=pieces)
    firing_opened.send(sender=Firing, firing=firing, share=share)
    firing.refresh_from_db(fields=["taken_l"])
    return firing


@transaction.atomic
def join_firing(
    firing: Firing,
    *,
    maker: Maker,
    litres: Decimal,
    pieces: int,
    fragile: bool = False,
    program: Program | None = None,
    title: str = "",
    by: User,
) -> LoadShare:
    """Put a maker's pieces into a shared firing that is not loaded yet.

    `program` is what the pieces need; left out, the firing's own. The firing's row is locked so that a storm
    queues; that it is never overfull is the constraint's decision. Raises a BookingRefused.
    """
    firing = locked_firing(firing.pk)
    check_maker_is_active(maker)
    check_joinable(firing, program or firing.program, maker)
    check_load(litres, pieces, room=firing.free_l, where=f"{firing} has")
    try:
        with transaction.atomic():
            share = _share(firing, maker, litres, pieces, fragile, title)
    except IntegrityError as error:
        if broke(error, NEVER_OVERFULL):
            raise NoRoom(f"{firing} has no room for {litre_words(litres)} any more.") from error
        if broke(error, ALIVE):
            raise CannotJoin("This firing is cancelled.") from error
        raise

    record(by, "joined", firing, litres=str(litres), pieces=pieces)
    firing_joined.send(sender=LoadShare, share=share)
    return share


@transaction.atomic
def leave_firing(share: LoadShare, *, by: User, seen_minor: int | None = None) -> int:
    """Take a maker's pieces out before loading; the last one to leave gives the kiln back.

    Answers what leaving so late costs, in minor units. Raises CannotCancel, CostsMore than `seen_minor` among it.
    """
    locked_kiln(share.firing.booking.station)
    firing = locked_firing(share.firing_id)
    share = firing.shares.select_related("maker").get(pk=share.pk)
    fee = fee_for_leaving(firing, share, by)
    if seen_minor is not None and fee > seen_minor:
        raise CostsMore(f"Taking {litre_words(share.litres)} out so late", fee)
    share.released_at, share.late_fee_minor = timezone.now(), fee
    share.save(update_fields=["released_at", "late_fee_minor"])
    if not firing.shares.live().exists():
        booking = firing.booking
        booking.released_at, booking.release_reason = share.released_at, Booking.Release.CANCELLED
        booking.save(update_fields=["released_at", "release_reason"])

    record(by, "left", firing, litres=str(share.litres), late_fee_minor=fee)
    firing_left.send(sender=LoadShare, share=share)
    return fee


def shares_cost(firing: Firing, *more: Decimal) -> dict[int | None, int]:
    """What each live share costs now, by its key; with `more` litres, as if one more share took them."""
    shares = [share for share in firing.shares.all() if share.released_at is None]
    litres = [*(share.litres for share in shares), *more]
    costs = split(firing.price_minor, litres, firing.booking.station.least_share_minor)
    return dict(zip([*(share.pk for share in shares), *(None for _ in more)], costs, strict=True))


def locked_kiln(kiln: Station) -> Station:
    """The kiln, with every station of its node that is shared by load under lock, in the order the planner locks."""
    sharing = Station.objects.filter(node=kiln.node_id, kind__use="load").order_by("pk")
    rows = list(sharing.select_for_update(no_key=True, of=["self"]).select_related("kind", "node"))
    return next((row for row in rows if row.pk == kiln.pk), kiln)


def locked_firing(pk: int) -> Firing:
    rows = Firing.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("program", "booking__station__node", "booking__station__kind").get(pk=pk)


def _share(firing: Firing, maker: Maker, litres: Decimal, pieces: int, fragile: bool, title: str) -> LoadShare:
    return LoadShare.objects.create(
        firing=firing, maker=maker, litres=litres, pieces=pieces, fragile=fragile, title=title
    )


def fee_for_leaving(firing: Firing, share: LoadShare, by: User) -> int:
    """What taking these pieces out costs now; admins do it free. Raises CannotCancel, TooLate among it."""
    if share.released_at:
        raise CannotCancel("These pieces are out of the firing already.")
    if share.step_id:
        raise CannotCancel("These pieces belong to the plan of a run. The co-op's admins plan it again.")
    if firing.booking.during.lower <= timezone.now():
        raise CannotCancel("The kiln is being loaded or is lit: nobody leaves a firing then.")

    terms = firing.booking
    deadline = deadline_of(firing.booking.during.lower, terms)
    if by.is_admin or deadline is None or timezone.now() <= deadline:
        return 0
    if terms.late_cancel == Station.LateCancel.REFUSE:
        raise TooLate(firing.booking, deadline)
    return late_fee(shares_cost(firing)[share.pk], terms)
