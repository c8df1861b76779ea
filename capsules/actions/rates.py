"""The co-op's table of what parcels cost. Orders keep what they were told; a change concerns those to come."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from capsules.models import ShippingRate, ShippingZone, ZoneCountry
from capsules.refusals import CountryTaken, RatesFall
from capsules.shipping import Rate
from coop.actions.journal import record
from coop.lifecycle import broke


@transaction.atomic
def save_zone(zone: ShippingZone, *, countries: Iterable[str], rates: Sequence[Rate], by) -> ShippingZone:
    """Write a zone with its countries and rates. Raises CountryTaken or RatesFall; then nothing was written."""
    verb = "changed" if zone.pk else "added"
    zone.save()
    zone.countries.all().delete()
    _add_countries(zone, sorted(set(countries)))
    zone.rates.all().delete()
    try:
        with transaction.atomic():
            ShippingRate.objects.bulk_create(ShippingRate(zone=zone, **rate._asdict()) for rate in rates)
    except IntegrityError as error:
        if broke(error, "rates_rise_with_mass"):
            raise RatesFall from error
        raise
    record(by, verb, zone, rates=[list(rate) for rate in rates])
    return zone


def _add_countries(zone: ShippingZone, codes: list[str]) -> None:
    try:
        with transaction.atomic():
            ZoneCountry.objects.bulk_create(ZoneCountry(zone=zone, code=code) for code in codes)
    except IntegrityError as error:
        if not broke(error, "country_lies_in_one_zone"):
            raise
        taken = ZoneCountry.objects.filter(code__in=codes).exclude(zone=zone).select_related("zone").order_by("code")
        first = taken[0].zone
        raise CountryTaken(first.name, [each.code for each in taken if each.zone == first]) from error


@transaction.atomic
def remove_zone(zone: ShippingZone, *, by) -> None:
    """No parcel goes to its countries any more; those that are ordered still do."""
    record(by, "removed", zone)
    zone.delete()
