"""What the co-op has, and who may use it."""

from django.db import transaction
from django.db.models import Model

from coop.actions.journal import record
from coop.actions.members import change_membership
from coop.models import Maker
from scheduling.models import Changeover, Qualification


@transaction.atomic
def save_equipment(row: Model, *, by, changeovers: list[Changeover] | None = None) -> None:
    """Write a station, a kind or a program; a kind together with what it must be changed over for."""
    verb = "changed" if row.pk else "added"
    row.save()
    if changeovers is not None:
        Changeover.objects.filter(kind=row.pk).delete()
        for each in changeovers:
            each.kind_id = row.pk
        Changeover.objects.bulk_create(changeovers)
    record(by, verb, row)


@transaction.atomic
def save_membership(maker: Maker, *, status: str, kinds, by) -> None:
    """Set a maker's status and the kinds of station that they are qualified for."""
    if status != maker.status:
        change_membership(maker, status=status, by=by)
    held = set(maker.qualifications.values_list("kind_id", flat=True))
    wanted = {kind.pk for kind in kinds}
    maker.qualifications.filter(kind_id__in=held - wanted).delete()
    Qualification.objects.bulk_create(Qualification(maker=maker, kind_id=kind) for kind in wanted - held)
    if held != wanted:
        record(by, "qualified", maker, kinds=sorted(kind.slug for kind in kinds))
