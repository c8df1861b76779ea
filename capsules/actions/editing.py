from collections.abc import Iterable

from django.db import transaction

from capsules.models import Capsule, Tier, Variant
from capsules.refusals import ChangedMeanwhile, Frozen
from coop.actions.journal import record
from coop.marks import mark_of

from .preordering import locked

WORDS = frozenset({"title", "tagline", "thing", "story", "materials", "care", "artwork", "palette", "pattern"})
"""What may change after a draft was submitted. Customers order under all the rest."""
TERMS = frozenset(
    {
        "edition_size",
        "minimum",
        "per_customer",
        "made_at",
        "lead_days",
        "repair_policy",
        "returns_policy",
        "opens_at",
        "closes_at",
    }
)


@transaction.atomic
def save_draft(
    capsule, *, fields: dict, pickup_nodes: Iterable, variants: list[dict], tiers: list[dict], by, seen: str = ""
) -> Capsule:
    """Write a draft, new or old, with its variants and tiers in the order given.

    Raises Frozen once it is submitted, and ChangedMeanwhile where `seen` is not the mark of what is saved.
    """
    if capsule.pk:
        capsule = locked(capsule)
        if capsule.status != Capsule.Status.DRAFT:
            raise Frozen(f"{capsule} is {capsule.get_status_display()}: prices, edition and times stay as they are.")
        check_seen(capsule, seen)
    for name, value in fields.items():
        setattr(capsule, name, value)
    capsule.save()
    capsule.pickup_nodes.set(pickup_nodes)
    capsule.variants.all().delete()
    Variant.objects.bulk_create(
        Variant(capsule=capsule, rank=rank, **variant) for rank, variant in enumerate(numbered(capsule, variants), 1)
    )
    capsule.tiers.all().delete()
    Tier.objects.bulk_create(Tier(capsule=capsule, **tier) for tier in tiers)
    record(by, "drafted", capsule)
    return capsule


@transaction.atomic
def change_words(capsule, *, fields: dict, by, seen: str = "") -> Capsule:
    """Change the text and the drawing of a capsule in any status. Raises Frozen for anything else."""
    if frozen := set(fields) - WORDS:
        raise Frozen(f"These can no longer change: {', '.join(sorted(frozen))}.")
    check_seen(locked(capsule), seen)
    Capsule.objects.filter(pk=capsule.pk).update(**fields)
    record(by, "reworded", capsule, fields=sorted(fields))
    return capsule


def check_seen(capsule: Capsule, seen: str) -> None:
    if seen and seen != mark_of_draft(capsule):
        raise ChangedMeanwhile(capsule)


def mark_of_draft(capsule: Capsule) -> str:
    """Of all that the editor's form shows of a saved capsule."""
    return mark_of(
        list(Capsule.objects.filter(pk=capsule.pk).values(*WORDS, *TERMS)),
        list(capsule.pickup_nodes.order_by("pk").values_list("pk", flat=True)),
        list(capsule.variants.values_list("name", "sku", "price_minor", "size", "mass_g", "palette")),
        list(capsule.tiers.values_list("first", "last", "percent", "amount_minor")),
    )


def numbered(capsule: Capsule, variants: list[dict]) -> list[dict]:
    """With a SKU of the capsule's name and the variant's place for each that has none of its own."""
    taken = {variant["sku"] for variant in variants if variant["sku"]}
    stem = capsule.slug[:34].upper()
    taken |= set(Variant.objects.filter(sku__startswith=stem).exclude(capsule=capsule).values_list("sku", flat=True))
    free = (sku for number in range(1, 10_000) if (sku := f"{stem}-{number}") not in taken)
    return [variant | {"sku": variant["sku"] or next(free)} for variant in variants]
