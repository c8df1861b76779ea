"""What a capsule is sold for, as plain figures: saved, or as it stands in the editor half typed."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from capsules.models import Capsule
from capsules.shipping import Measures


class Step(NamedTuple):
    """A tier that is not saved yet."""

    first: int
    last: int
    percent: int
    amount_minor: int


class Figures(NamedTuple):
    """The price is the cheapest variant's: what that earns, every other earns too."""

    edition_size: int
    minimum: int
    per_customer: int
    vat_percent: int
    currency: str
    variant: str
    """Its name, where the prices differ."""
    price_minor: int | None
    piece: Measures | None
    """One of it, packed; None where the maker has not measured it."""
    tiers: tuple[Step, ...]


def saved_figures(capsule: Capsule) -> Figures:
    variants = (
        capsule.variants.values("name", "price_minor", "mass_g", "packaging_g", "parcel_mm") if capsule.pk else []
    )
    tiers = capsule.tiers.values_list("first", "last", "percent", "amount_minor") if capsule.pk else []
    return figures_of(capsule, variants=variants, tiers=[Step(*tier) for tier in tiers])


def figures_of(
    capsule: Capsule, *, variants: Iterable[Mapping[str, Any]], tiers: Iterable[Step], typed: dict | None = None
) -> Figures:
    """`typed` fields go over the capsule's own; a variant without a price is none yet."""
    typed = typed or {}
    priced = [variant for variant in variants if variant.get("price_minor")]
    cheapest = min(priced, key=lambda variant: variant["price_minor"], default={})
    edition = max(1, typed.get("edition_size") or capsule.edition_size)
    return Figures(
        edition_size=edition,
        minimum=min(edition, typed.get("minimum") or capsule.minimum),
        per_customer=typed.get("per_customer") or capsule.per_customer,
        vat_percent=capsule.vat_percent,
        currency=capsule.currency,
        variant=cheapest.get("name", "") if len({each["price_minor"] for each in priced}) > 1 else "",
        price_minor=cheapest.get("price_minor"),
        piece=_packed(cheapest),
        tiers=tuple(tiers),
    )


def _packed(variant: Mapping[str, Any]) -> Measures | None:
    if not (variant.get("mass_g") and variant.get("parcel_mm")):
        return None
    length, width, height = variant["parcel_mm"]
    return Measures(variant["mass_g"], variant.get("packaging_g") or 0, (length, width, height))
