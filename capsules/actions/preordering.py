from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.asked import FRONT_DOOR, Asked, Door
from capsules.held import Held, glance, held_positions, price_tiers
from capsules.models import Capsule, Claim, Preorder, PriceCode
from capsules.parcels import Address, way_of_order
from capsules.pricing import Bill, free_positions, price_lines
from capsules.refusals import CannotCancel, FewerLeft, NotOpen, OverLimit, Overtaken, Reserved, SoldOut, SumChanged
from capsules.signals import preorder_ended, preorder_placed
from coop.actions.journal import CUSTOMER, WORKER, record
from coop.lifecycle import broke
from coop.models import User

from .codes import use_code
from .ending import end_payments
from .freeing import free_claims, lapse_over
from .inviting import invite, invited_claim, take_over

__all__ = [
    "CannotCancel",
    "FewerLeft",
    "NotOpen",
    "OverLimit",
    "Overtaken",
    "Reserved",
    "SoldOut",
    "SumChanged",
    "cancel",
    "free_claims",
    "mark_collected",
    "mark_ready",
    "mark_shipped",
    "preorder",
]


def preorder(
    capsule,
    *,
    variant,
    quantity: int,
    name: str,
    email: str,
    pickup_node,
    idempotency_key: UUID,
    parcel_to: Address | None = None,
    agreed_minor: int | None = None,
    pay_by: str = Preorder.PayBy.DESK,
    door: Door = FRONT_DOOR,
    by=CUSTOMER,
) -> Preorder:
    """Claim the lowest free positions of the edition for a customer, who collects or has them sent (`parcel_to`); an
    invitation has a position of its own.

    A parcel is paid by card, and what is paid by card is only held, until the card is saved or the hold lapses. A form
    sent again, also at the same instant, answers with the order that it made before.
    `agreed_minor` is the sum that the customer saw; at any other nothing is ordered.
    Raises SoldOut, Reserved, FewerLeft, NotOpen, OverLimit, SumChanged, Overtaken, InvitationOver or a CodeRefused, and
    for a parcel NoParcels, NoShippingTo or TooHeavy; then nothing was ordered, and no code was used.
    """
    if variant.capsule_id != capsule.pk or quantity < 1:
        raise ValueError(f"{quantity} × {variant} is no order of {capsule}")
    # Most of a storm comes too late: it is answered here, without queueing for the lock.
    seen = glance(capsule, idempotency_key)
    if seen.sent:
        return Preorder.objects.get(pk=seen.sent)
    if seen.taken >= capsule.edition_size and not (seen.may_come_back or door.waiting):
        raise none_left(capsule, seen.back_at)
    way = way_of_order(capsule, variant, quantity, pickup_node=pickup_node, parcel_to=parcel_to)
    customer, pay_by = (name.strip(), email.strip()), Preorder.PayBy.CARD if parcel_to else pay_by
    asked = Asked(variant, quantity, *customer, way, idempotency_key, agreed_minor, pay_by, door)
    try:
        with transaction.atomic():
            return _claim(capsule, asked, by)
    except IntegrityError as error:
        if broke(error, "form_sent_twice_is_one_order"):
            return Preorder.objects.get(capsule=capsule, idempotency_key=idempotency_key)
        if broke(error, "position_is_claimed_once"):
            raise Overtaken from error
        raise


def none_left(capsule, back_at) -> SoldOut | Reserved:
    """Why nobody can order now; `back_at` where pieces are only held while others pay."""
    return Reserved(capsule, back_at=back_at) if back_at else SoldOut(capsule)


def _claim(capsule, asked: Asked, by) -> Preorder:
    capsule = locked(capsule)
    held = _held(capsule)
    if twin := next((each for each in held if each.idempotency_key == asked.idempotency_key), None):
        return Preorder.objects.get(pk=twin.preorder)
    kept = invited_claim(capsule, asked.door.waiting) if asked.door.waiting else None
    positions = _kept_position(kept, asked, held) if kept else _positions(capsule, asked, held)
    code = use_code(asked.door.code, capsule)
    lines = price_lines(positions, asked.variant.price_minor, price_tiers(capsule), code)
    bill = Bill(tuple(lines), asked.way.shipping_minor)
    if asked.agreed_minor not in (None, bill.total_minor):
        raise SumChanged(bill.total_minor, capsule.currency)
    return _write(capsule, asked, bill, code, kept, by)


def _held(capsule) -> list[Held]:
    """What is held of the edition now. Holds whose time is over end here, to the second."""
    held = held_positions(capsule)
    if not any(each.until and each.until <= capsule.now for each in held):
        return held
    lapse_over(capsule)
    return held_positions(capsule)


def locked(capsule, *, skip_locked: bool = False) -> Capsule:
    """The capsule's row, ours until the transaction ends, with the database's `now`."""
    rows = Capsule.objects.select_for_update(no_key=True, skip_locked=skip_locked)
    return rows.annotate(now=Now()).get(pk=capsule.pk)


def _positions(capsule, asked: Asked, held: list[Held]) -> list[int]:
    free = free_positions([each.position for each in held], capsule.edition_size, asked.quantity)
    if not free:
        raise none_left(capsule, min((each.until for each in held if each.until), default=None))
    if capsule.status != Capsule.Status.LISTED or capsule.closes_at <= capsule.now:
        raise NotOpen(capsule)
    if capsule.now < capsule.opens_at:
        raise NotOpen(capsule, opens_at=capsule.opens_at)
    _check_limit(capsule, asked, held)
    if len(free) < asked.quantity:
        raise FewerLeft(len(free))
    return free


def _kept_position(kept: Claim, asked: Asked, held: list[Held]) -> list[int]:
    """The one piece that an invitation holds; where it is being made already, it is of one variant."""
    if kept.waiting.variant_id not in (None, asked.variant.pk):
        raise ValueError(f"the piece kept for {kept.waiting} is no {asked.variant}")
    if asked.quantity > 1:
        raise FewerLeft(1)
    _check_limit(kept.waiting.capsule, asked, held)
    return [kept.position]


def _check_limit(capsule, asked: Asked, held: list[Held]) -> None:
    already = sum(each.email.casefold() == asked.email.casefold() for each in held)
    if already + asked.quantity > capsule.per_customer:
        raise OverLimit(capsule.per_customer, already=already)


def _write(capsule, asked: Asked, bill: Bill, code: PriceCode | None, kept, by) -> Preorder:
    placed = Preorder.objects.create(
        capsule=capsule,
        **asked.columns(code),
        pieces_minor=bill.pieces_minor,
        discount_minor=bill.discount_minor,
        shipping_minor=bill.shipping_minor,
        total_minor=bill.total_minor,
        currency=capsule.currency,
        placed_at=capsule.now,
        **_standing_of(asked.pay_by, bill, capsule.now),
    )
    if kept:
        take_over(kept, capsule, placed, bill.lines[0])
    else:
        _make_claims(capsule, placed, bill)
    is_held = placed.status == Preorder.Status.HELD
    positions = [line.position for line in bill.lines]
    record(by, "reserved" if is_held else "preordered", placed, capsule=capsule.pk, positions=positions)
    if not is_held:
        preorder_placed.send(sender=Preorder, preorder=placed)
    return placed


def _make_claims(capsule, placed: Preorder, bill: Bill) -> None:
    Claim.objects.bulk_create(
        Claim(
            capsule=capsule,
            preorder=placed,
            position=line.position,
            edition_size=capsule.edition_size,
            price_minor=line.price_minor,
            discount_minor=line.discount_minor,
        )
        for line in bill.lines
    )


def _standing_of(pay_by: str, bill: Bill, now) -> dict:
    """How a new order stands: held where a card is to be saved for it. What costs nothing needs none."""
    if pay_by != Preorder.PayBy.CARD or not bill.total_minor:
        return {"pay_by": pay_by}
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    return {"pay_by": pay_by, "status": Preorder.Status.HELD, "held_until": until}


@transaction.atomic
def cancel(preorder, *, reason: str = "", by) -> Preorder:
    """End an order, free its positions and give back what was paid. Cancelled twice, it is cancelled once.

    The customer may until the run is approved; an admin with a reason also later, and the worker. A piece that is
    already allotted to one of its claims stays with that claim: to move it on is fulfillment's
    business, which hears of it by `preorder_ended`.
    """
    # The approval counts the live claims under the same lock: one of the two comes first.
    capsule = locked(Capsule(pk=preorder.capsule_id))
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    if preorder.status in (Preorder.Status.CANCELLED, Preorder.Status.LAPSED):
        return preorder

    _check_cancellable(preorder, reason, by)
    preorder.become(Preorder.Status.CANCELLED, cancelled_at=capsule.now, end_reason=reason)
    free_claims([preorder.pk], at=capsule.now)
    end_payments([preorder], at=capsule.now, by=by)
    record(by, "cancelled", preorder, reason=reason)
    preorder_ended.send(sender=Preorder, preorder=preorder)
    invite(capsule)
    return preorder


def _check_cancellable(preorder, reason: str, by) -> None:
    if preorder.status in (*Preorder.DONE, Preorder.Status.RELEASED):
        raise CannotCancel(f"This order is {preorder.get_status_display()}: there is nothing left to cancel.")
    if preorder.status in (Preorder.Status.HELD, Preorder.Status.PLACED):
        return
    if by != WORKER and not (isinstance(by, User) and by.is_admin):
        raise CannotCancel(
            "The run is approved and your piece is being made for you, so the order can no longer be cancelled here. "
            "Write to the co-op if something is wrong: the returns policy applies."
        )
    if not reason.strip():
        raise CannotCancel("Say why: the customer reads the reason.")


@transaction.atomic
def mark_ready(preorder, *, by) -> None:
    """All its pieces lie on the shelf of its pickup node."""
    preorder.become(Preorder.Status.READY, ready_at=Now())
    preorder.refresh_from_db(fields=["ready_at"])
    record(by, "made ready", preorder)


@transaction.atomic
def mark_collected(preorder, *, by) -> None:
    """It was handed over."""
    preorder.become(Preorder.Status.COLLECTED, collected_at=Now())
    preorder.refresh_from_db(fields=["collected_at"])
    record(by, "collected", preorder)


@transaction.atomic
def mark_shipped(preorder, *, by) -> None:
    """Its parcel has left."""
    preorder.become(Preorder.Status.SHIPPED, shipped_at=Now())
    preorder.refresh_from_db(fields=["shipped_at"])
    record(by, "sent", preorder)
