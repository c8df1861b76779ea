"""What a drop teaches: how it sold, what each price did, whether its day was kept, and what became of its pieces."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from capsules.models import LEARNING_DROPS, Capsule, Claim, Preorder, Referral, Run
from capsules.selling import Curve, PricePace, Sale, Share, curve_of, price_paces, shares_by_variant
from fulfillment.models import Inspection, Piece
from scheduling.models import Promise
from scheduling.pages.kept_promises import KeptPromise, kept_promise

from .drop_costs import DropCosts


def looked_back_on(capsules: QuerySet[Capsule]) -> QuerySet[Capsule]:
    """Those whose drop is over: there is something to learn."""
    over = capsules.filter(status=Capsule.Status.CLOSED).select_related("maker", "made_at", "lesson")
    return over.with_taken().order_by("-closed_at")


@dataclass(frozen=True)
class Yield:
    """What the inspections said of a run's pieces. A piece that was made again counts each time that it was made."""

    made: int
    passed: int
    seconds: int
    scrapped: int
    to_inspect: int
    reasons: list[tuple[str, int]]

    @property
    def percent(self) -> int | None:
        """Passed, of those that were looked at."""
        looked_at = self.made - self.to_inspect
        return round(100 * self.passed / looked_at) if looked_at else None


def yield_of(run: Run | None) -> Yield | None:
    if run is None:
        return None
    made = Counter(run.made_pieces.values_list("status", flat=True))
    if not made:
        return None
    bad = Inspection.objects.filter(piece__run=run).exclude(result=Inspection.Result.PASSED)
    reasons = Counter(reason.strip().rstrip(".") for reason in bad.values_list("reason", flat=True))
    status = Piece.Status
    return Yield(
        made=sum(made.values()),
        passed=made[status.PASSED],
        seconds=made[status.SECOND],
        scrapped=made[status.SCRAPPED],
        to_inspect=made[status.TO_INSPECT],
        reasons=reasons.most_common(),
    )


@dataclass(frozen=True)
class Brought:
    """Pieces that stayed sold to whoever came by a link or a sample's card first, and by it last."""

    link: Referral
    first: int
    last: int


class Retrospective:
    def __init__(self, capsule: Capsule):
        self.capsule, self.node = capsule, capsule.made_at
        self.variants = list(capsule.variants.all())
        self.tiers = list(capsule.tiers.all())
        self.run: Run | None = capsule.runs.exclude(status=Run.Status.WITHDRAWN).first()
        self.lesson = getattr(capsule, "lesson", None)

    @cached_property
    def orders(self) -> list[Preorder]:
        return list(self.capsule.preorders.select_related("first_via", "last_via").order_by("placed_at", "pk"))

    @cached_property
    def sales(self) -> list[Sale]:
        """What stayed sold; where nobody got a piece because the minimum was missed, what had been ordered."""
        claims = Claim.objects.filter(capsule=self.capsule).select_related("preorder__variant").order_by("position")
        kept = claims.firm() if self.run else claims.filter(preorder__status=Preorder.Status.RELEASED)
        return [
            Sale(
                claim.preorder.placed_at,
                claim.position,
                claim.preorder.variant.name,
                claim.price_minor - claim.discount_minor,
            )
            for claim in kept
        ]

    @property
    def ended_at(self):
        return min(self.capsule.closed_at, self.capsule.closes_at)

    @cached_property
    def curve(self) -> Curve:
        capsule = self.capsule
        return curve_of(
            self.sales,
            opens_at=capsule.opens_at,
            closes_at=self.ended_at,
            edition_size=capsule.edition_size,
            minimum=capsule.minimum,
        )

    @property
    def sold(self) -> int:
        return len(self.sales)

    @property
    def sum_minor(self) -> int:
        return sum(sale.paid_minor for sale in self.sales)

    @property
    def mean_minor(self) -> int | None:
        return round(self.sum_minor / self.sold) if self.sold else None

    @cached_property
    def cancelled(self) -> int:
        """Pieces of orders that their customers gave back."""
        return sum(order.quantity for order in self.orders if order.status == Preorder.Status.CANCELLED)

    @cached_property
    def by_variant(self) -> list[Share]:
        return shares_by_variant(self.sales, [variant.name for variant in self.variants])

    @cached_property
    def brought(self) -> list[Brought]:
        """By link and sample, whoever brought most first."""
        first, last = Counter[Referral](), Counter[Referral]()
        gone = (
            {Preorder.Status.CANCELLED} if self.run is None else {Preorder.Status.CANCELLED, Preorder.Status.RELEASED}
        )
        for order in self.orders:
            if order.last_via and order.status not in gone:
                first[order.first_via] += order.quantity
                last[order.last_via] += order.quantity
        rows = [Brought(link, first[link], last[link]) for link in first | last]
        return sorted(rows, key=lambda row: (-row.last, -row.first, row.link.name))

    @cached_property
    def paces(self) -> list[PricePace]:
        capsule = self.capsule
        return price_paces(
            self.sales,
            opens_at=capsule.opens_at,
            closes_at=self.ended_at,
            edition_size=capsule.edition_size,
            price_minor=self.variants[0].price_minor,
            tiers=self.tiers,
        )

    @cached_property
    def promise(self) -> KeptPromise | None:
        """The first promise of the run, once its last piece was ready."""
        if self.run is None:
            return None
        first = Promise.objects.first_of_runs().filter(run=self.run, kept_at__isnull=False).first()
        return first and kept_promise(first, self.node.zone)

    @cached_property
    def pieces(self) -> Yield | None:
        return yield_of(self.run)

    @cached_property
    def costs(self) -> DropCosts | None:
        """Once pieces are made: before, nothing real stands beside what was planned."""
        if self.run is None or self.pieces is None:
            return None
        return DropCosts(self.capsule, self.run, made=self.pieces.made, scrapped=self.pieces.scrapped)

    @cached_property
    def drop_number(self) -> int:
        """Which drop of its maker this was, counted from the first."""
        listed = Capsule.objects.public().filter(maker=self.capsule.maker_id)
        return listed.filter(opens_at__lte=self.capsule.opens_at).count()

    @property
    def is_learning(self) -> bool:
        return self.drop_number <= LEARNING_DROPS
