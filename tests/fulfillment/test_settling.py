"""What a month comes to, by hand and by hypothesis."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from capsules.costing import outcome
from coop.money import percent_of, vat_within
from coop.terms import Rates
from fulfillment.settling import Kind, Line, Moved, Used, reckon
from tests.capsules.test_costing import drops

DAY = date(2027, 3, 2)
TERMS = Rates(Decimal(10), Decimal("1.50"), 25)


def moved(kind, minor, *, vat=21, by_card=False):
    return Moved(kind, "Low Tide", "order 1001", DAY, minor, vat, by_card)


def test_a_month_as_one_reckons_it_by_hand():
    found = reckon(
        [
            moved(Kind.SALE, 12_100, by_card=True),
            moved(Kind.SALE, 4_840),
            moved(Kind.REFUND, 2_420),
            moved(Kind.PARCEL, 605),
        ],
        [Used("Wheel 1, own work", "Throwing", DAY, 900), Used("Wheel 1, own work", "Free", DAY, 0)],
        TERMS,
        materials_minor=3_200,
        materials_for="20 kg of river stoneware",
    )

    assert (found.turnover_minor, found.vat_minor, found.net_minor) == (13_915, 2_415, 11_500)
    assert found.sums == [
        (Kind.SALE, "Sales", 16_940),
        (Kind.REFUND, "Given back to customers", -2_420),
        (Kind.PARCEL, "Parcels that the co-op sent", -605),
        (Kind.COMMISSION, "The co-op’s commission", -1_150),
        (Kind.FEE, "Payment fees", -207),
        (Kind.STATION, "Stations and firings", -900),
        (Kind.MATERIALS, "Materials from the co-op", -3_200),
    ]
    assert found.payout_minor == 8_458
    assert found.lines[4] == Line(Kind.COMMISSION, "10 % of what came in, without VAT", "", None, -1_150)


def test_a_refund_in_a_later_month_takes_its_commission_back_and_not_the_fee():
    sold = reckon([moved(Kind.SALE, 12_100, by_card=True)], [], TERMS)
    given_back = reckon([moved(Kind.REFUND, 12_100)], [], TERMS)

    assert sold.payout_minor == 12_100 - 1_000 - 207
    assert given_back.payout_minor == -12_100 + 1_000


def test_a_month_in_which_nothing_moved_has_no_lines():
    assert reckon([], [], TERMS).lines == ()


sums = st.integers(1, 10**7)
of_customers = st.builds(
    moved,
    st.sampled_from([Kind.SALE, Kind.REFUND, Kind.PARCEL]),
    sums,
    vat=st.sampled_from([0, 6, 9, 21]),
    by_card=st.booleans(),
)
percents = st.decimals(0, 50, places=2)


@settings(max_examples=200, deadline=None)
@given(
    money=st.lists(of_customers, max_size=12),
    uses=st.lists(sums | st.just(0), max_size=6),
    rates=st.builds(Rates, percents, percents, st.integers(0, 500)),
    materials=st.integers(0, 10**6),
)
def test_every_month_is_exact_to_the_minor_unit(money, uses, rates, materials):
    used = [Used("Wheel 1", "", DAY, minor) for minor in uses]

    found = reckon(money, used, rates, materials_minor=materials, materials_for="clay")

    paid = {kind: sum(each.minor for each in money if each.kind == kind) for kind in Kind}
    by_rate = {rate: sum(_signed(each) for each in money if each.vat_percent == rate) for rate in (0, 6, 9, 21)}
    vat = sum(vat_within(minor, rate) for rate, minor in by_rate.items())
    turnover = paid[Kind.SALE] - paid[Kind.REFUND] - paid[Kind.PARCEL]
    cards = [each.minor for each in money if each.kind == Kind.SALE and each.by_card]
    fees = sum(percent_of(minor, rates.card_percent) + rates.card_minor for minor in cards)
    commission = percent_of(turnover - vat, rates.commission_percent)
    assert (found.turnover_minor, found.vat_minor) == (turnover, vat)
    assert found.payout_minor == turnover - commission - fees - sum(uses) - materials
    assert sum(minor for _, _, minor in found.sums) == sum(line.minor for line in found.lines) == found.payout_minor


def _signed(each):
    return each.minor if each.kind == Kind.SALE else -each.minor


@settings(max_examples=60, deadline=None)
@given(drops(), st.data(), st.integers(0, 50_000))
def test_what_a_drop_was_reckoned_to_leave_the_co_op_is_what_is_settled(drop, data, parcels):
    planned = outcome(drop, data.draw(st.integers(1, drop.edition_size)))
    rates = Rates(commission_percent=drop.assumed.commission_percent)
    vat = drop.vat_percent

    settled = reckon(
        [
            moved(Kind.SALE, planned.income_minor + parcels, vat=vat),
            moved(Kind.REFUND, planned.refunded_minor, vat=vat),
            moved(Kind.PARCEL, parcels, vat=vat),
        ],
        [],
        rates,
    )

    assert (settled.net_minor, -settled.of(Kind.COMMISSION)) == (planned.net_minor, planned.of("commission"))
