"""Closing a maker's month: what it comes to is written down once, and stays."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.actions.journal import record
from coop.lifecycle import broke
from coop.models import Maker, Terms
from coop.money import format_minor
from coop.refusals import Refusal
from coop.terms import Rates
from fulfillment.books import books_of
from fulfillment.models import Settlement, SettlementLine
from fulfillment.settling import Kind, Reckoned, reckon
from scheduling.months import Month


class MonthNotOver(Refusal):
    def __init__(self, month: Month):
        super().__init__(f"{month.first:%B %Y} is not over everywhere yet. Close it from the second of the next.")


class AlreadySettled(Refusal):
    def __init__(self, maker: Maker, month: Month):
        super().__init__(f"{maker}’s {month.first:%B %Y} is closed already.")


class SumChanged(Refusal):
    """Something moved after the page was opened."""

    def __init__(self, payout_minor: int):
        super().__init__(
            f"Meanwhile the payout before materials has become {format_minor(payout_minor)}. Look at the lines again."
        )


class NothingToSettle(Refusal):
    status = 422


@transaction.atomic
def close_month(
    maker: Maker, month: Month, *, by, seen_minor: int, materials_minor: int = 0, materials_for: str = ""
) -> Settlement:
    """Freeze a maker's month with its lines.

    `seen_minor` is the payout before materials that `by` saw. The lock of the maker's row makes a rival wait; that
    nobody settles a month twice is the constraint's decision.
    """
    maker = Maker.objects.select_for_update(no_key=True, of=("self",)).get(pk=maker.pk)
    if timezone.now() < month.anywhere[1]:
        raise MonthNotOver(month)
    [book] = books_of(month, maker)
    rates = Terms.objects.in_force(month.first)
    before = reckon(book.moved, book.used, rates)
    if before.payout_minor != seen_minor:
        raise SumChanged(before.payout_minor)
    found = reckon(book.moved, book.used, rates, materials_minor=materials_minor, materials_for=materials_for)
    if not found.lines:
        raise NothingToSettle(f"Nothing moved for {maker} in {month.first:%B %Y}.")
    try:
        with transaction.atomic():
            settlement = _write(maker, month, found, materials_for if materials_minor else "", by)
    except IntegrityError as error:
        if broke(error, "maker_is_settled_once_a_month"):
            raise AlreadySettled(maker, month) from error
        raise
    record(by, "closed the month of", settlement, payout_minor=settlement.payout_minor)
    return settlement


def _write(maker: Maker, month: Month, found: Reckoned, materials_for: str, by) -> Settlement:
    settlement = Settlement.objects.create(
        maker=maker,
        month=month.first,
        sales_minor=found.of(Kind.SALE),
        refunds_minor=-found.of(Kind.REFUND),
        parcels_minor=-found.of(Kind.PARCEL),
        vat_minor=found.vat_minor,
        commission_minor=-found.of(Kind.COMMISSION),
        fees_minor=-found.of(Kind.FEE),
        stations_minor=-found.of(Kind.STATION),
        materials_minor=-found.of(Kind.MATERIALS),
        materials_for=materials_for,
        payout_minor=found.payout_minor,
        closed_by=by,
    )
    SettlementLine.objects.bulk_create(
        SettlementLine(
            settlement=settlement,
            rank=rank,
            kind=line.kind,
            about=line.about[:160],
            said=line.said[:160],
            on=line.on,
            minor=line.minor,
        )
        for rank, line in enumerate(found.lines, 1)
    )
    return settlement


@transaction.atomic
def set_terms(month: Month, rates: Rates, *, by) -> Terms:
    """What the co-op keeps from `month` on. Months that are closed stay as they are."""
    terms, _ = Terms.objects.update_or_create(begins_on=month.first, defaults=rates._asdict())
    record(by, "set", terms, **{name: str(value) for name, value in rates._asdict().items()})
    return terms
