from django.db import transaction

from capsules.models import Capsule, CostMaterial, CostSheet, CostZone
from capsules.refusals import ChangedMeanwhile
from capsules.sheets import FIELDS, Sheet
from coop.actions.journal import record
from coop.marks import mark_of

from .preordering import locked


@transaction.atomic
def save_costs(capsule, sheet: Sheet, *, by, seen: str = "") -> CostSheet:
    """Write what the maker assumes. It is the maker's own and may change at any time.

    Raises ChangedMeanwhile where `seen` is not the mark of what is saved.
    """
    capsule = locked(capsule)
    if seen and seen != mark_of_costs(capsule):
        raise ChangedMeanwhile("The cost sheet")
    row, _ = CostSheet.objects.update_or_create(capsule=capsule, defaults=sheet.fields)
    row.materials.all().delete()
    CostMaterial.objects.bulk_create(
        CostMaterial(sheet=row, rank=rank, name=name, minor=minor)
        for rank, (name, minor) in enumerate(sheet.materials, 1)
    )
    row.zones.all().delete()
    CostZone.objects.bulk_create(
        CostZone(sheet=row, rank=rank, **zone._asdict()) for rank, zone in enumerate(sheet.zones, 1)
    )
    record(by, "costed", capsule)
    return row


def mark_of_costs(capsule: Capsule) -> str:
    sheet = CostSheet.objects.filter(capsule=capsule)
    return mark_of(
        list(sheet.values_list(*FIELDS)),
        list(CostMaterial.objects.filter(sheet__capsule=capsule).values_list("name", "minor")),
        list(CostZone.objects.filter(sheet__capsule=capsule).values_list("name", "share", "parcel_minor")),
    )
