"""Pieces that come free go to whoever waits longest. Everything here happens under the capsule's lock, `locked()`."""

from datetime import timedelta

from capsules.models import Capsule, Claim, Preorder, Run, Variant, Waiting
from capsules.pricing import Line, free_positions
from capsules.refusals import InvitationOver
from capsules.signals import piece_offered
from coop.actions.journal import WORKER, record

HELD_FOR = timedelta(hours=24)


def invite(capsule: Capsule) -> list[Waiting]:
    """Hold each free piece for the next in line. After the close, or once the run is approved, nobody is invited."""
    if capsule.closes_at <= capsule.now or not capsule.takes_names:
        return []
    held = capsule.claims.live().values_list("position", flat=True)
    free = free_positions(held, capsule.edition_size, capsule.edition_size)
    return _offer(capsule, [(position, None) for position in free])


def hand_on(capsule: Capsule, pieces: list[tuple[int, Variant]]) -> list[Waiting]:
    """Offer pieces that are being made, and whose orders fell away unpaid, as (position, variant) to the next in line.

    These invitations last their 24 hours, whenever the drop closed.
    """
    return _offer(capsule, pieces)


def _offer(capsule: Capsule, pieces: list[tuple[int, Variant | None]]) -> list[Waiting]:
    """Whoever comes later in line gets nothing where fewer pieces are free than people wait."""
    if not pieces:
        return []
    waiting = Waiting.objects.waiting().filter(capsule=capsule)[: len(pieces)]
    return [_invite(capsule, one, *piece) for one, piece in zip(waiting, pieces, strict=False)]


def _invite(capsule: Capsule, waiting: Waiting, position: int, variant: Variant | None) -> Waiting:
    waiting.capsule = capsule
    Claim.objects.create(
        capsule=capsule, waiting=waiting, position=position, edition_size=capsule.edition_size, price_minor=0
    )
    stamps = {"invited_at": capsule.now, "invited_until": capsule.now + HELD_FOR}
    waiting.become(Waiting.Status.INVITED, variant=variant, **stamps)
    record(WORKER, "invited", waiting, position=position)
    piece_offered.send(sender=Waiting, waiting=waiting)
    return waiting


def invited_claim(capsule: Capsule, waiting: Waiting) -> Claim:
    """The claim that holds a piece for somebody. Raises InvitationOver where it holds none any more."""
    claim = capsule.claims.live().select_related("waiting").filter(waiting=waiting).first()
    if claim is None or claim.waiting.status != Waiting.Status.INVITED or _is_over(capsule, claim.waiting):
        raise InvitationOver
    return claim


def take_over(kept: Claim, capsule: Capsule, placed: Preorder, line: Line) -> None:
    """The claim that held a piece for an invitation becomes the order's: the piece is free at no instant."""
    prices = {"price_minor": line.price_minor, "discount_minor": line.discount_minor}
    Claim.objects.filter(pk=kept.pk).update(preorder=placed, waiting=None, **prices)
    kept.waiting.become(Waiting.Status.ORDERED, ordered_at=capsule.now)
    if placed.status == Preorder.Status.PLACED and has_approved_run(capsule):
        placed.become(Preorder.Status.CONFIRMED, confirmed_at=capsule.now)


def _is_over(capsule: Capsule, waiting: Waiting) -> bool:
    waiting.capsule = capsule
    return waiting.held_until <= capsule.now


def end_invitations(capsule: Capsule) -> None:
    """Let go of what is held for invitations, for nobody: the drop closes, or its run is approved."""
    for waiting in Waiting.objects.invited().filter(capsule=capsule):
        lapse(capsule, waiting)
        _let_go(capsule, waiting)


def lapse(capsule: Capsule, waiting: Waiting) -> None:
    """End one invitation that was not used. What it held is still held: it is to be passed on."""
    waiting.become(Waiting.Status.LAPSED, lapsed_at=capsule.now)
    record(WORKER, "ended the invitation of", waiting)


def pass_on(capsule: Capsule, waiting: Waiting) -> None:
    """What was held for somebody goes on to the next in line."""
    positions = _let_go(capsule, waiting)
    if waiting.variant:
        hand_on(capsule, [(position, waiting.variant) for position in positions])
    else:
        invite(capsule)


def _let_go(capsule: Capsule, waiting: Waiting) -> list[int]:
    held = capsule.claims.live().filter(waiting=waiting)
    positions = list(held.values_list("position", flat=True))
    held.update(cancelled_at=capsule.now)
    return positions


def has_approved_run(capsule: Capsule) -> bool:
    return capsule.runs.exclude(status__in=[Run.Status.PROPOSED, Run.Status.WITHDRAWN]).exists()
