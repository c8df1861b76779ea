from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.held import Held, glance, held_positions, price_tiers
from capsules.models import Capsule, Claim, Preorder, PriceCode, Referral, Waiting
from capsules.pricing import Bill, free_positions, price_lines
from capsules.refusals import CannotCancel, FewerLeft, NotOpen, OverLimit, Overtaken, SoldOut, SumChanged
from capsules.signals import preorder_ended, preorder_placed
from coop.actions.journal import CUSTOMER, record
from coop.lifecycle import broke
from coop.models import User

from .codes import give_back, use_code
from .inviting import invite, invited_claim, take_over

__all__ = [
    "CannotCancel",
    "Door",
    "FewerLeft",
    "NotOpen",
    "OverLimit",
    "Overtaken",
    "SoldOut",
    "SumChanged",
    "cancel",
    "mark_collected",
    "mark_ready",
    "preorder",
]


@dataclass(frozen=True)
class Door:
    """How somebody came to order: with a code that they typed, by whose links, by an invitation of the waiting list."""

    code: str = ""
    first_via: Referral | None = None
    last_via: Referral | None = None
    waiting: Waiting | None = None

    def columns(self, code: PriceCode | None) -> dict:
        """What the order keeps of it; `code` is the one that was used."""
        return {"price_code": code, "first_via": self.first_via, "last_via": self.last_via}


FRONT_DOOR = Door()


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
    door: Door = FRONT_DOOR,
    by=CUSTOMER,
) -> Preorder:
    """Claim the lowest free positions of the edition for a customer; an invitation has its own.

    A form sent again, also at the same instant, answers with the order that it made before.
    `agreed_minor` is the sum that the customer saw; at any other nothing is ordered.
    Raises SoldOut, FewerLeft, NotOpen, OverLimit, SumChanged, Overtaken, InvitationOver or a CodeRefused; then
    nothing was ordered, and no code was used.
    """
    if variant.capsule_id != capsule.pk or quantity < 1:
        raise ValueError(f"{quantity} × {variant} is no order of {capsule}")
    # Most of a storm comes too late: it is answered here, without queueing for the lock.
    taken, sent = glance(capsule, idempotency_key)
    if sent:
        return Preorder.objects.get(pk=sent)
    if taken >= capsule.edition_size and not door.waiting:
        raise SoldOut(capsule)
    try:
        with transaction.atomic():
            customer = name.strip(), email.strip()
            return _claim(capsule, variant, quantity, *customer, pickup_node, idempotency_key, agreed_minor, door, by)
    except IntegrityError as error:
        if broke(error, "form_sent_twice_is_one_order"):
            return Preorder.objects.get(capsule=capsule, idempotency_key=idempotency_key)
        if broke(error, "position_is_claimed_once"):
            raise Overtaken from error
        raise


def _claim(capsule, variant, quantity, name, email, pickup_node, idempotency_key, agreed_minor, door, by) -> Preorder:
    capsule = locked(capsule)
    held = held_positions(capsule)
    if twin := next((each for each in held if each.idempotency_key == idempotency_key), None):
        return Preorder.objects.get(pk=twin.preorder)
    kept = invited_claim(capsule, door.waiting) if door.waiting else None
    wanted = held, quantity, email
    positions = _kept_position(kept, variant, *wanted) if kept else _positions(capsule, *wanted)
    code = use_code(door.code, capsule)
    bill = Bill(tuple(price_lines(positions, variant.price_minor, price_tiers(capsule), code)))
    if agreed_minor is not None and bill.total_minor != agreed_minor:
        raise SumChanged(bill.total_minor, capsule.currency)
    return _write(capsule, bill, variant, name, email, pickup_node, idempotency_key, door.columns(code), kept, by)


def locked(capsule, *, skip_locked: bool = False) -> Capsule:
    """The capsule's row, ours until the transaction ends, with the database's `now`."""
    rows = Capsule.objects.select_for_update(no_key=True, skip_locked=skip_locked)
    return rows.annotate(now=Now()).get(pk=capsule.pk)


def _positions(capsule, held: list[Held], quantity, email) -> list[int]:
    free = free_positions([each.position for each in held], capsule.edition_size, quantity)
    if not free:
        raise SoldOut(capsule)
    if capsule.status != Capsule.Status.LISTED or capsule.closes_at <= capsule.now:
        raise NotOpen(capsule)
    if capsule.now < capsule.opens_at:
        raise NotOpen(capsule, opens_at=capsule.opens_at)
    _check_limit(capsule, held, quantity, email)
    if len(free) < quantity:
        raise FewerLeft(len(free))
    return free


def _kept_position(kept: Claim, variant, held: list[Held], quantity, email) -> list[int]:
    """The one piece that an invitation holds; where it is being made already, it is of one variant."""
    if kept.waiting.variant_id not in (None, variant.pk):
        raise ValueError(f"the piece kept for {kept.waiting} is no {variant}")
    if quantity > 1:
        raise FewerLeft(1)
    _check_limit(kept.waiting.capsule, held, quantity, email)
    return [kept.position]


def _check_limit(capsule, held: list[Held], quantity, email) -> None:
    already = sum(each.email.casefold() == email.casefold() for each in held)
    if already + quantity > capsule.per_customer:
        raise OverLimit(capsule.per_customer, already=already)


def _write(capsule, bill: Bill, variant, name, email, pickup_node, idempotency_key, came: dict, kept, by) -> Preorder:
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
        **came,
        idempotency_key=idempotency_key,
        placed_at=capsule.now,
    )
    if kept:
        take_over(kept, capsule, placed, bill.lines[0])
    else:
        _make_claims(capsule, placed, bill)
    record(by, "preordered", placed, capsule=capsule.pk, positions=[line.position for line in bill.lines])
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


@transaction.atomic
def cancel(preorder, *, reason: str = "", by) -> Preorder:
    """End an order and free its positions. Cancelled twice, it is cancelled once.

    The customer may until the run is approved; an admin with a reason also later. A piece that is
    already allotted to one of its claims stays with that claim: to move it on is fulfillment's
    business, which hears of it by `preorder_ended`.
    """
    # The approval counts the live claims under the same lock: one of the two comes first.
    capsule = locked(Capsule(pk=preorder.capsule_id))
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    if preorder.status == Preorder.Status.CANCELLED:
        return preorder

    _check_cancellable(preorder, reason, by)
    preorder.become(Preorder.Status.CANCELLED, cancelled_at=capsule.now, end_reason=reason)
    free_claims([preorder.pk], at=capsule.now)
    record(by, "cancelled", preorder, reason=reason)
    preorder_ended.send(sender=Preorder, preorder=preorder)
    invite(capsule)
    return preorder


def _check_cancellable(preorder, reason: str, by) -> None:
    if preorder.status in (Preorder.Status.COLLECTED, Preorder.Status.RELEASED):
        raise CannotCancel(f"This order is {preorder.get_status_display()}: there is nothing left to cancel.")
    if preorder.status == Preorder.Status.PLACED:
        return
    if not (isinstance(by, User) and by.is_admin):
        raise CannotCancel(
            "The run is approved and your piece is being made for you, so the order can no longer be cancelled here. "
            "Write to the co-op if something is wrong: the returns policy applies."
        )
    if not reason.strip():
        raise CannotCancel("Say why: the customer reads the reason.")


def free_claims(preorders: Iterable[int], *, at) -> None:
    """Give the positions of these orders back to the edition, and to their codes the uses; once, however often called.

    The caller holds the capsule's row, and may `invite` then.
    """
    live = Claim.objects.live().filter(preorder__in=preorders)
    ended = set(live.values_list("preorder", flat=True))
    live.update(cancelled_at=at)
    give_back(ended)


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
