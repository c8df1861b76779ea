"""Our payments held against what moved at the provider. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .paying.provider import Movement


class OurCharge(NamedTuple):
    """A payment by card. `is_taken` where we note that the money came, `is_in_hand` while a worker asks about it."""

    pk: int
    intent: str
    minor: int
    currency: str
    is_taken: bool
    is_in_hand: bool = False


class OurRefund(NamedTuple):
    """A refund. `is_done` where we note that the provider gave it back."""

    pk: int
    uid: str
    reference: str
    minor: int
    currency: str
    is_done: bool


class Found(NamedTuple):
    """A difference: its kind, the name under which both sides know it, and what each says."""

    kind: str
    reference: str
    ours_minor: int
    theirs_minor: int
    currency: str
    payment: int | None = None
    refund: int | None = None


def differences(moved: Iterable[Movement], charges: Iterable[OurCharge], refunds: Iterable[OurRefund]) -> list[Found]:
    """All differences. `charges` and `refunds` are ours of the time that `moved` covers, and what `moved` names."""
    moved, charges, refunds = list(moved), list(charges), list(refunds)
    by_intent = {charge.intent: charge for charge in charges if charge.intent}
    of_charges = _of_charges([each for each in moved if not each.is_refund], charges, by_intent)
    ours = [each for each in moved if each.is_refund and each.intent in by_intent]
    return [*of_charges, *_of_refunds(ours, refunds, by_intent)]


def _of_charges(moved: list[Movement], charges: list[OurCharge], known: dict[str, OurCharge]) -> Iterator[Found]:
    for theirs in moved:
        ours = known.get(theirs.intent)
        if ours is None:
            yield Found("unknown charge", theirs.reference, 0, theirs.minor, theirs.currency)
        elif not ours.is_taken and not ours.is_in_hand:
            yield Found("taken there", theirs.reference, 0, theirs.minor, theirs.currency, ours.pk)
        elif ours.is_taken and (ours.minor, ours.currency) != (theirs.minor, theirs.currency):
            yield Found("other sum", theirs.reference, ours.minor, theirs.minor, theirs.currency, ours.pk)
    there = {theirs.intent for theirs in moved}
    for ours in charges:
        if ours.is_taken and ours.intent not in there:
            yield Found("not taken", ours.intent or f"payment {ours.pk}", ours.minor, 0, ours.currency, ours.pk)


def _of_refunds(moved: list[Movement], refunds: list[OurRefund], charges: dict[str, OurCharge]) -> Iterator[Found]:
    known = {refund.uid: refund for refund in refunds}
    for theirs in moved:
        ours, charge = known.get(theirs.uid), charges[theirs.intent].pk
        if ours is None:
            yield Found("unknown refund", theirs.reference, 0, theirs.minor, theirs.currency, charge)
        elif ours.minor != theirs.minor:
            yield Found("other sum", theirs.reference, ours.minor, theirs.minor, theirs.currency, charge, ours.pk)
    there = {theirs.uid for theirs in moved}
    for ours in refunds:
        if ours.is_done and ours.uid not in there:
            yield Found("not given back", ours.reference, ours.minor, 0, ours.currency, None, ours.pk)
