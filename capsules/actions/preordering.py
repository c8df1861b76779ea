from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.held import Held, glance, held_positions, price_tiers
from capsules.models import Capsule, Claim, Preorder
from capsules.pricing import Bill, free_positions, price_lines
from capsules.refusals import CannotCancel, FewerLeft, NotOpen, OverLimit, Overtaken, Reserved, SoldOut, SumChanged
from capsules.signals import preorder_ended, preorder_placed
from coop.actions.journal import CUSTOMER, WORKER, record
from coop.lifecycle import broke
from coop.models import User

from .ending import end_payments
from .freeing import free_claims, lapse_over

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
    agreed_minor: int | None = None,
    pay_by: str = Preorder.PayBy.DESK,
    by=CUSTOMER,
) -> Preorder:
    """Claim the lowest free positions of the edition for a customer.

    What is paid by card is only held, until the card is saved or the hold lapses. A form sent again, also at the
    same instant, answers with the order that it made before.
    `agreed_minor` is the sum that the customer saw; at any other nothing is ordered.
    Raises SoldOut, Reserved, FewerLeft, NotOpen, OverLimit, SumChanged or Overtaken; then nothing was ordered.
    """
    if variant.capsule_id != capsule.pk or quantity < 1:
        raise ValueError(f"{quantity} × {variant} is no order of {capsule}")
    # Most of a storm comes too late: it is answered here, without queueing for the lock.
    seen = glance(capsule, idempotency_key)
    if seen.sent:
        return Preorder.objects.get(pk=seen.sent)
    if seen.taken >= capsule.edition_size and not seen.may_come_back:
        raise none_left(capsule, seen.back_at)
    try:
        with transaction.atomic():
            customer = name.strip(), email.strip()
            return _claim(capsule, variant, quantity, *customer, pickup_node, idempotency_key, agreed_minor, pay_by, by)
    except IntegrityError as error:
        if broke(error, "form_sent_twice_is_one_order"):
            return Preorder.objects.get(capsule=capsule, idempotency_key=idempotency_key)
        if broke(error, "position_is_claimed_once"):
            raise Overtaken from error
        raise


def none_left(capsule, back_at) -> SoldOut | Reserved:
    """Why nobody can order now; `back_at` where pieces are only held while others pay."""
    return Reserved(capsule, back_at=back_at) if back_at else SoldOut(capsule)


def _claim(capsule, variant, quantity, name, email, pickup_node, idempotency_key, agreed_minor, pay_by, by) -> Preorder:
    capsule = locked(capsule)
    held = _held(capsule)
    if twin := next((each for each in held if each.idempotency_key == idempotency_key), None):
        return Preorder.objects.get(pk=twin.preorder)
    positions = _positions(capsule, held, quantity, email)
    bill = Bill(tuple(price_lines(positions, variant.price_minor, price_tiers(capsule))))
    if agreed_minor is not None and bill.total_minor != agreed_minor:
        raise SumChanged(bill.total_minor, capsule.currency)
    return _write(capsule, bill, variant, name, email, pickup_node, idempotency_key, pay_by, by)


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


def _positions(capsule, held: list[Held], quantity, email) -> list[int]:
    free = free_positions([each.position for each in held], capsule.edition_size, quantity)
    if not free:
        raise none_left(capsule, min((each.until for each in held if each.until), default=None))
    if capsule.status != Capsule.Status.LISTED or capsule.closes_at <= capsule.now:
        raise NotOpen(capsule)
    if capsule.now < capsule.opens_at:
        raise NotOpen(capsule, opens_at=capsule.opens_at)
    already = sum(each.email.casefold() == email.casefold() for each in held)
    if already + quantity > capsule.per_customer:
        raise OverLimit(capsule.per_customer, already=already)
    if len(free) < quantity:
        raise FewerLeft(len(free))
    return free


def _write(capsule, bill: Bill, variant, name, email, pickup_node, idempotency_key, pay_by, by) -> Preorder:
    placed = Preorder.objects.create(
        capsule=capsule,
        variant=variant,
        quantity=bill.quantity,
        name=name,
        email=email,
        pickup_node=pickup_node,
        pieces_minor=bill.pieces_minor,
        discount_minor=bill.discount_minor,
        shipping_minor=bill.shipping_minor,
        total_minor=bill.total_minor,
        currency=capsule.currency,
        idempotency_key=idempotency_key,
        placed_at=capsule.now,
        **_standing_of(pay_by, bill, capsule.now),
    )
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
    is_held = placed.status == Preorder.Status.HELD
    positions = [line.position for line in bill.lines]
    record(by, "reserved" if is_held else "preordered", placed, capsule=capsule.pk, positions=positions)
    if not is_held:
        preorder_placed.send(sender=Preorder, preorder=placed)
    return placed


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
    return preorder


def _check_cancellable(preorder, reason: str, by) -> None:
    if preorder.status in (Preorder.Status.COLLECTED, Preorder.Status.RELEASED):
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
