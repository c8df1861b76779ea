"""Links and what they brought, and how many of those who look order: as the studio and the office show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from .models import Capsule, CapsuleDay, Preorder, Referral


@dataclass(frozen=True)
class Link:
    words: str
    url: str


@dataclass(frozen=True)
class ReferralShown:
    """A link `with_figures()`, and the addresses in which it may stand."""

    referral: Referral
    links: tuple[Link, ...]

    @property
    def main(self) -> Link:
        return self.links[0]


def whole(path: str) -> str:
    return settings.PUBLIC_URL + path


def referrals_shown(referrals: Iterable[Referral], capsules: Iterable[Capsule]) -> list[ReferralShown]:
    """`capsules` are the drops that a link may lead to; one of a maker leads to theirs, and to their own page."""
    capsules = list(capsules)
    return [ReferralShown(referral, tuple(_links(referral, capsules))) for referral in referrals]


def _links(referral: Referral, capsules: list[Capsule]):
    via = f"?via={referral.code}"
    if referral.kind == Referral.Kind.SAMPLE:
        yield Link("What its card’s code opens", whole(reverse("sample", args=[referral.code])))
        return
    if referral.maker:
        yield Link(f"{referral.maker}’s page", whole(reverse("maker", args=[referral.maker.slug]) + via))
    else:
        yield Link("Shop window", whole(reverse("shop") + via))
    for capsule in capsules:
        if referral.maker_id in (None, capsule.maker_id):
            yield Link(capsule.title, whole(capsule.get_absolute_url() + via))


@dataclass(frozen=True)
class Looked:
    """A drop, how often its page was looked at since that is counted, and what was ordered."""

    capsule: Capsule
    views: int
    orders: int
    pieces: int

    @property
    def per_hundred(self) -> str:
        """Orders in a hundred views, "2.5"; nothing where nobody has looked."""
        return f"{self.orders * 100 / self.views:.1f}" if self.views else ""


def looked_at(capsules) -> list[Looked]:
    """`capsules` is a QuerySet; one query."""
    days = CapsuleDay.objects.filter(capsule=OuterRef("pk")).order_by().values("capsule")
    standing = Preorder.objects.standing().filter(capsule=OuterRef("pk")).order_by().values("capsule")
    sums = {
        "views": days.annotate(n=Sum("views")),
        "orders": standing.annotate(n=Count("pk")),
        "pieces": standing.annotate(n=Sum("quantity")),
    }
    rows = capsules.annotate(**{f"{name}_n": Coalesce(Subquery(each.values("n")), 0) for name, each in sums.items()})
    return [Looked(row, row.views_n, row.orders_n, row.pieces_n) for row in rows]
