"""What moved between customers, makers and the co-op in a month, from the rows: what a settlement reckons with.

Money belongs to the month in which it moved on the clock of the node where the capsule is made; use of stations to that
in which it began on the clock of theirs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from capsules.models import Capsule, Payment, Preorder, Refund
from coop.models import Maker, Terms
from fulfillment.models import CURRENCY
from fulfillment.settling import Kind, Moved, Reckoned, Used, reckon
from scheduling.months import Month
from scheduling.pages.usage import entries_of


@dataclass
class Book:
    """One maker's month."""

    maker: Maker
    moved: list[Moved] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)


def books_of(month: Month, maker: Maker | None = None) -> list[Book]:
    """Of every maker for whom anything moved, by name; or of one, empty or not."""
    books: dict[int, Book] = {maker.pk: Book(maker)} if maker else {}
    for owner, moved in _moved(month, maker):
        books.setdefault(owner.pk, Book(owner)).moved.append(moved)
    for owner, used in _used(month, maker):
        books.setdefault(owner.pk, Book(owner)).used.append(used)
    return sorted(books.values(), key=lambda book: (book.maker.name, book.maker.pk))


def reckoned(month: Month, maker: Maker | None = None) -> list[tuple[Maker, Reckoned]]:
    """As it stands now, before anything is closed."""
    rates = Terms.objects.in_force(month.first)
    return [(book.maker, reckon(book.moved, book.used, rates)) for book in books_of(month, maker)]


def _moved(month: Month, maker: Maker | None) -> Iterator[tuple[Maker, Moved]]:
    order, span = "preorder__capsule", month.anywhere
    whose = Q(**{f"{order}__maker": maker}) if maker else Q()
    paid = Payment.objects.filter(whose, status=Payment.Status.PAID, currency=CURRENCY, paid_at__range=span)
    for payment in paid.select_related(f"{order}__maker", f"{order}__made_at").order_by("paid_at", "pk"):
        is_card = payment.way == Preorder.PayBy.CARD
        yield from _of(month, payment.preorder, Kind.SALE, payment.paid_at, payment.amount_minor, by_card=is_card)

    order = "payment__preorder__capsule"
    whose = Q(**{f"{order}__maker": maker}) if maker else Q()
    back = Refund.objects.filter(whose, payment__status=Payment.Status.PAID, owed_at__range=span)
    back = back.filter(payment__currency=CURRENCY).select_related(f"{order}__maker", f"{order}__made_at")
    for refund in back.order_by("owed_at", "pk"):
        yield from _of(month, refund.payment.preorder, Kind.REFUND, refund.owed_at, refund.amount_minor)

    whose = Q(capsule__maker=maker) if maker else Q()
    sent = Preorder.objects.filter(whose, shipped_at__range=span, shipping_minor__gt=0, currency=CURRENCY)
    sent = sent.select_related("capsule__maker", "capsule__made_at").order_by("shipped_at", "pk")
    for parcel in sent:
        yield from _of(month, parcel, Kind.PARCEL, parcel.shipped_at, parcel.shipping_minor)


def _of(month: Month, order: Preorder, kind: Kind, at, minor: int, **more) -> Iterator[tuple[Maker, Moved]]:
    capsule: Capsule = order.capsule
    zone = capsule.made_at.zone
    if month.has(at, zone):
        day = at.astimezone(zone).date()
        yield capsule.maker, Moved(kind, capsule.title, str(order), day, minor, capsule.vat_percent, **more)


def _used(month: Month, maker: Maker | None) -> Iterable[tuple[Maker, Used]]:
    for entry in entries_of(month, Q(maker=maker) if maker else None):
        minor = entry.sum_minor + entry.run_minor
        day = entry.start.astimezone(entry.node.zone).date()
        yield entry.maker, Used(f"{entry.station}, {entry.what}", entry.title, day, minor)
