"""The co-op's terms, and the months of makers that it has closed."""

from decimal import Decimal

from django.db.models.functions import TruncMonth
from django.utils import timezone

from capsules.models import Payment
from coop.models import Maker, User
from coop.terms import Rates
from fulfillment.actions.settling import close_month, set_terms
from fulfillment.books import reckoned
from fulfillment.settling import Kind
from scheduling.months import Month

TERMS = Rates(commission_percent=Decimal(12), card_percent=Decimal("1.50"), card_minor=25)
CLAY = (6400, "40 kg of river stoneware")


def build() -> None:
    """Every month that is over is closed for those whose pieces were paid in it; what the others used is still open."""
    admin = User.objects.get(email="admin@coop.example")
    now = Month.of(timezone.now().date())
    months = [Month.of(first) for first in months_paid_in()]
    set_terms(min([*months, now]), TERMS, by=admin)
    for month in months:
        if month.anywhere[1] <= timezone.now():
            for maker, found in reckoned(month):
                if found.of(Kind.SALE):
                    close(maker, month, found.payout_minor, admin)


def months_paid_in():
    paid = Payment.objects.filter(paid_at__isnull=False).annotate(first=TruncMonth("paid_at")).order_by("first")
    return [first.date() for first in paid.values_list("first", flat=True).distinct()]


def close(maker: Maker, month: Month, payout_minor: int, admin: User) -> None:
    minor, what = CLAY if maker.craft.startswith("stoneware") else (0, "")
    close_month(maker, month, by=admin, seen_minor=payout_minor, materials_minor=minor, materials_for=what)
