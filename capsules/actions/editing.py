from collections.abc import Iterable

from django.db import transaction

from capsules.models import Capsule, Tier, Variant
from capsules.refusals import Frozen
from coop.actions.journal import record

from .preordering import locked

WORDS = frozenset({"title", "tagline", "thing", "story", "materials", "care", "artwork", "palette"})
"""What may change after a draft was submitted. Customers order under all the rest."""


@transaction.atomic
def save_draft(
    capsule, *, fields: dict, pickup_nodes: Iterable, variants: list[dict], tiers: list[dict], by
) -> Capsule:
    """Write a draft, new or old, with its variants and tiers in the order given. Raises Frozen once it is submitted."""
    if capsule.pk:
        capsule = locked(capsule)
        if capsule.status != Capsule.Status.DRAFT:
            raise Frozen(f"{capsule} is {capsule.get_status_display()}: prices, edition and times stay as they are.")
    for name, value in fields.items():
        setattr(capsule, name, value)
    capsule.save()
    capsule.pickup_nodes.set(pickup_nodes)
    capsule.variants.all().delete()
    Variant.objects.bulk_create(
        Variant(capsule=capsule, rank=rank, **variant) for rank, variant in enumerate(variants, 1)
    )
    capsule.tiers.all().delete()
    Tier.objects.bulk_create(Tier(capsule=capsule, **tier) for tier in tiers)
    record(by, "drafted", capsule)
    return capsule


@transaction.atomic
def change_words(capsule, *, fields: dict, by) -> Capsule:
    """Change the text and the drawing of a capsule in any status. Raises Frozen for anything else."""
    if frozen := set(fields) - WORDS:
        raise Frozen(f"These can no longer change: {', '.join(sorted(frozen))}.")
    Capsule.objects.filter(pk=capsule.pk).update(**fields)
    record(by, "reworded", capsule, fields=sorted(fields))
    return capsule
