from collections.abc import Sequence

from django.db import transaction

from capsules.models import Capsule
from capsules.pricing import price_at
from capsules.refusals import AlreadyDecided, Incomplete
from capsules.signals import capsule_listed, capsule_sent_back
from coop.actions.journal import record

from .preordering import locked


@transaction.atomic
def submit(capsule, *, by, missing: Sequence[str] = ()) -> Capsule:
    """Hand a draft to the co-op. Raises Incomplete with all that is missing.

    `missing` are sentences from a caller who knows more: the route is scheduling's business, so a
    view that can see it adds what it misses there.
    """
    capsule = _in_status(capsule, Capsule.Status.DRAFT)
    check_complete(capsule, also=missing)
    capsule.become(Capsule.Status.SUBMITTED, submitted_at=capsule.now, sent_back_reason="")
    record(by, "submitted", capsule)
    return capsule


@transaction.atomic
def list_capsule(capsule, *, by, missing: Sequence[str] = ()) -> Capsule:
    """Put a submitted capsule in the shop. `missing` as for `submit`."""
    capsule = _in_status(capsule, Capsule.Status.SUBMITTED)
    check_complete(capsule, also=missing)
    capsule.become(Capsule.Status.LISTED, listed_at=capsule.now)
    record(by, "listed", capsule)
    capsule_listed.send(sender=Capsule, capsule=capsule)
    return capsule


@transaction.atomic
def send_back(capsule, *, reason: str, by) -> Capsule:
    """Give a submitted capsule back to its maker, who reads the reason in the editor."""
    if not reason.strip():
        raise Incomplete(["Say what is to be changed: the maker reads the reason."])
    capsule = _in_status(capsule, Capsule.Status.SUBMITTED)
    capsule.become(Capsule.Status.DRAFT, sent_back_reason=reason.strip())
    record(by, "sent back", capsule, reason=reason.strip())
    capsule_sent_back.send(sender=Capsule, capsule=capsule)
    return capsule


def _in_status(capsule, status) -> Capsule:
    capsule = locked(capsule)
    if capsule.status != status:
        raise AlreadyDecided(f"{capsule} has moved on: it is {capsule.get_status_display()}.")
    return capsule


def check_complete(capsule, *, also: Sequence[str] = ()) -> None:
    if missing := [*what_is_missing(capsule), *also]:
        raise Incomplete(missing)


def what_is_missing(capsule) -> list[str]:
    """A sentence for each thing that customers would miss; empty when the capsule can be listed.

    The clock is the caller's: `capsule.now` as `locked()` reads it, else nothing is said of times.
    """
    variants, tiers = list(capsule.variants.all()), list(capsule.tiers.all())
    now = getattr(capsule, "now", None)
    wanted = {
        "Add at least one variant with its price.": not variants,
        "Choose a node at which the pieces are collected.": not capsule.pickup_nodes.exists(),
        "Write the repair policy: customers read it before they order.": not capsule.repair_policy.strip(),
        "Write the returns policy: customers read it before they order.": not capsule.returns_policy.strip(),
        "Move the closing time: it has passed.": now is not None and capsule.closes_at <= now,
        f"A tier reaches past the edition of {capsule.edition_size}: end it there, or enlarge the edition.": any(
            tier.last > capsule.edition_size for tier in tiers
        ),
        "A tier leaves a variant without a price: take less off.": any(
            price_at(tier.first, variant.price_minor, [tier]).price_minor < 1 for tier in tiers for variant in variants
        ),
    }
    return [sentence for sentence, is_missing in wanted.items() if is_missing]
