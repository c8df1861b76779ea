"""What parcels cost in the demo. The figures' source: docs/sources.md."""

from capsules.actions.rates import save_zone
from capsules.models import ShippingZone
from capsules.shipping import Rate
from coop.models import User

ZONES = {
    "Netherlands and Portugal": (
        ["NL", "PT"],
        [(1000, 678), (3000, 738), (5000, 863), (10_000, 1113), (20_000, 1696), (31_500, 2005)],
    ),
    "Neighbours": (
        ["AT", "BE", "CZ", "DE", "DK", "FR", "LU", "PL"],
        [(1000, 1743), (3000, 1958), (5000, 2172), (10_000, 2707), (20_000, 3778), (31_500, 5010)],
    ),
}


def build() -> None:
    admin = User.objects.get(email="admin@coop.example")
    for name, (countries, rates) in ZONES.items():
        save_zone(ShippingZone(name=name), countries=countries, rates=[Rate(*rate) for rate in rates], by=admin)
