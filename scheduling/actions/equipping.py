"""What the co-op has, and who may use it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from coop.actions.journal import record
from coop.actions.members import change_maker, change_membership
from coop.models import Maker, User
from scheduling.models import Booking, Changeover, Qualification, Station
from scheduling.refusals import StillBooked

from .holding import locked


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
def save_membership(
    maker: Maker, *, status: str, permits: dict[int, date | None], profile: Mapping[str, Any], by: User
) -> None:
    """Write who a studio is, its status, and the kinds of station it is qualified for, each until its last day."""
    change_maker(maker, by=by, **profile)
    if status != maker.status:
        change_membership(maker, status=status, by=by)
    held = dict(maker.qualifications.values_list("kind", "valid_until"))
    if held == permits:
        return
    maker.qualifications.exclude(kind__in=permits).delete()
    Qualification.objects.bulk_create(
        [Qualification(maker=maker, kind_id=kind, valid_until=last) for kind, last in permits.items()],
        update_conflicts=True,
        unique_fields=["maker", "kind"],
        update_fields=["valid_until"],
    )
    now = maker.qualifications.order_by("kind__slug").values_list("kind__slug", "valid_until")
    record(by, "qualified", maker, kinds={slug: last.isoformat() if last else "" for slug, last in now})


@transaction.atomic
def retire(station: Station, *, by: User) -> None:
    """Take a station out of service: nobody books it and nothing is planned there. What was done there stays.

    Raises StillBooked where somebody holds it from now on.
    """
    station = locked(station)
    ahead = Booking.objects.live().filter(station=station, occupied__endswith__gt=timezone.now())
    ahead = ahead.exclude(purpose=Booking.Purpose.MAINTENANCE)
    if count := ahead.count():
        raise StillBooked(station, count)
    if station.retired_at is None:
        station.retired_at = timezone.now()
        station.save(update_fields=["retired_at"])
        record(by, "retired", station)


@transaction.atomic
def bring_back(station: Station, *, by: User) -> None:
    """Let a retired station be booked again."""
    if Station.objects.filter(pk=station.pk).exclude(retired_at=None).update(retired_at=None):
        record(by, "brought back", station)
