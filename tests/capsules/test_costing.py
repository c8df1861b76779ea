"""The price calculator: worked examples to the cent, and sums that are exact for any drop."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from capsules.costing import (
    Assumed,
    Drop,
    Fired,
    Line,
    Work,
    Zone,
    break_even,
    free_shipping,
    least_price,
    left_by_number,
    left_by_tier,
    outcome,
)
from capsules.costing.exact import half_up, shared_out, up
from capsules.costing.orders import orders_of


class Tier(NamedTuple):
    first: int
    last: int
    percent: int = 0
    amount_minor: int = 0


TIERS = (Tier(1, 10, amount_minor=-600), Tier(31, 50, amount_minor=600))
CARAFE = Drop(
    edition_size=50,
    minimum=20,
    price_minor=4800,
    tiers=TIERS,
    stops=(
        Work("Formed", 450, 15, Decimal(6)),
        Fired("Bisque", 9600, Decimal(320), Decimal(4)),
        Work("Finished", 600, 0, Decimal(2), attended=False),
    ),
    assumed=Assumed(
        materials_minor=540,
        waste_percent=10,
        scrap_percent=8,
        packaging_minor=150,
        once_minor=9000,
        own_hour_minor=2000,
        hand_minutes=9,
        fill_percent=80,
        fee_percent=Decimal("1.5"),
        fee_minor=25,
        returns_percent=2,
        pairs_percent=25,
        collected_share=60,
    ),
    zones=(Zone("in the country", 30, (700, 800)), Zone("elsewhere", 10, (1500, 1700))),
)


KEPT_OF = replace(CARAFE, assumed=replace(CARAFE.assumed, commission_percent=Decimal(12)))
"""The same, of a co-op that keeps 12 %."""


def figures(drop, sold):
    of = outcome(drop, sold)
    return of.income_minor, of.refunded_minor, of.vat_minor, of.cost_minor, of.left_minor


def test_twenty_carafes_are_reckoned_line_by_line():
    of = outcome(CARAFE, 20)

    # 22 are made, for 20 × 100 ⁄ 92 = 21.7.
    assert of.made == 22
    assert [(line.kind, line.name, line.quantity, line.minor) for line in of.lines] == [
        ("station", "Formed", 147, 1103),  # 15 + 22 × 6 minutes at 4.50 an hour: 11.025
        ("station", "Bisque", 88, 3300),  # 88 l at 96.00 ⁄ (320 l × 80 %): 0.375 a litre
        ("station", "Finished", 44, 440),  # 44 minutes at 6.00 an hour
        ("materials", "", 22, 13200),  # 22 × 5.40 ⁄ 0.9
        ("own", "", Fraction(345, 60), 11500),  # 147 attended and 198 by hand, at 20.00 an hour
        ("packaging", "", 20, 3000),
        ("once", "", 1, 9000),
        ("fee", "", 16, 1858),  # below
        ("commission", "", 72893, 0),  # the co-op keeps nothing
        ("shipping", "", 0, 0),  # customers pay their parcels
    ]
    # 10 × 42.00 + 10 × 48.00; 2 % of it is paid back; VAT lies in the rest.
    assert figures(CARAFE, 20) == (90000, 1800, 15307, 43401, 29492)
    assert (of.cost_each_minor, of.left_each_minor, of.margin_percent) == (2170, 1475, 40)


def test_the_fee_is_taken_of_parcels_too():
    # 16 orders at 0.25, and 1.5 % of 900.00 and of the parcels: with VAT 8.47 and 9.68 in the country for one piece
    # and for two, 18.15 and 20.57 elsewhere, 12 orders of one and 4 of two.
    parcels = 12 * Fraction(30 * 847 + 10 * 1815, 100) + 4 * Fraction(30 * 968 + 10 * 2057, 100)

    assert outcome(CARAFE, 20).of("fee") == half_up(16 * 25 + Fraction(15, 1000) * (90000 + parcels)) == 1858


def test_the_co_op_keeps_its_part_of_what_comes_in_less_refunds_and_without_vat():
    of = outcome(KEPT_OF, 20)

    # 900.00 − 18.00 paid back − 153.07 of VAT are 728.93; 12 % of it are 87.4716.
    assert [line for line in of.lines if line.kind == "commission"] == [Line("commission", "", 72893, 8747)]
    # 434.01 and 87.47 are spent; of the 294.92 that were left, 207.45 are.
    assert figures(KEPT_OF, 20) == (90000, 1800, 15307, 52148, 20745)
    assert (of.cost_each_minor, of.left_each_minor, of.margin_percent) == (2607, 1037, 28)


def test_half_a_cent_of_commission_is_a_cent():
    drop = Drop(edition_size=1, price_minor=50, vat_percent=0, assumed=Assumed(commission_percent=Decimal(5)))

    assert outcome(drop, 1).of("commission") == half_up(Fraction(5, 2)) == 3


def test_the_co_op_keeps_nothing_of_parcels_whoever_pays_them():
    carried = replace(KEPT_OF, assumed=replace(KEPT_OF.assumed, free_from_minor=0))
    near = replace(KEPT_OF, zones=())

    assert {outcome(drop, 20).of("commission") for drop in (KEPT_OF, carried, near)} == {8747}


def test_the_commission_moves_the_number_and_the_price_from_which_a_drop_pays():
    # Of 12.10 are 10.00 without VAT; 8.00 go for materials and 6.00 once.
    drop = Drop(edition_size=10, price_minor=1210, assumed=Assumed(materials_minor=800, once_minor=600))
    kept_of = replace(drop, assumed=replace(drop.assumed, commission_percent=Decimal(10)))

    # A piece adds 2.00, and 1.00 after the co-op's 1.00.
    assert left_by_number(kept_of)[:6] == [-500, -400, -300, -200, -100, 0]
    assert [break_even(left_by_number(each)) for each in (drop, kept_of)] == [3, 6]
    # At a cent less, 72.54 come in, 12.59 of it VAT; 6.00 of 59.95 are kept, and 0.05 are missing.
    assert least_price(kept_of, sold=6) == 1210


def test_each_tier_bears_the_commission_of_what_it_brings_in():
    drop = Drop(
        edition_size=4,
        price_minor=1210,
        tiers=(Tier(3, 4, percent=100),),
        assumed=Assumed(commission_percent=Decimal(10)),
    )

    # 20.00 and 40.00 without VAT, of which 2.00 and 4.00 are kept: not 3.00 of each.
    assert [tier.left_minor for tier in left_by_tier(drop, 4)] == [1800, 3600]


def test_a_drop_is_looked_at_with_its_minimum_with_all_and_between():
    assert CARAFE.sizes == [20, 35, 50]
    assert [outcome(CARAFE, sold).cost_each_minor for sold in CARAFE.sizes] == [2170, 1986, 1888]
    assert Drop(edition_size=1, price_minor=100).sizes == [1]


def test_it_pays_from_the_number_on_after_which_nothing_is_lost():
    left = left_by_number(CARAFE)
    even = break_even(left)

    assert (left[even - 2] < 0 <= left[even - 1], even) == (True, 6)


def test_a_number_after_which_more_pieces_lose_is_no_break_even():
    cheap_end = Drop(edition_size=4, price_minor=1000, vat_percent=0, tiers=(Tier(4, 4, percent=-99),))
    drop = replace(cheap_end, assumed=Assumed(materials_minor=900))

    assert left_by_number(drop) == [100, 200, 300, -590]
    assert break_even(left_by_number(drop)) is None
    assert break_even([-5, 3, -1, 0, 2]) == 4
    assert break_even([0, 1]) == 1


def test_the_least_price_leaves_what_is_asked_and_a_cent_less_does_not():
    price = least_price(CARAFE, sold=20)

    assert outcome(replace(CARAFE, price_minor=price), 20).left_minor >= 0
    assert outcome(replace(CARAFE, price_minor=price - 1), 20).left_minor < 0
    assert least_price(replace(CARAFE, assumed=Assumed(materials_minor=2_000_000)), sold=20) is None


def test_each_tier_leaves_its_part_and_together_they_leave_it_all():
    tiers = left_by_tier(CARAFE, 50)

    assert [(tier.first, tier.last, tier.price_minor) for tier in tiers] == [
        (1, 10, 4200),
        (11, 30, 4800),
        (31, 50, 5400),
    ]
    assert sum(tier.left_minor for tier in tiers) == outcome(CARAFE, 50).left_minor
    assert [tier.left_each_minor for tier in tiers] == [1525, 2001, 2478]


def test_free_shipping_tells_its_cost_who_loses_and_the_sum_from_which_nobody_does():
    # One price, no VAT, no fee: a piece of 30.00 costs 22.00, so that a parcel may cost 8.00, and 16.00 for two.
    drop = Drop(
        edition_size=50,
        minimum=20,
        price_minor=3000,
        vat_percent=0,
        assumed=Assumed(materials_minor=2200, pairs_percent=25, collected_share=50),
        zones=(Zone("near", 30, (700,)), Zone("far", 20, (1000,))),
    )

    free = free_shipping(drop, 35)

    # 28 orders, 7 of them pairs: 30 of 100 cost 7.00, 20 of 100 cost 10.00.
    assert free.cost_minor == 28 * (30 * 700 + 20 * 1000) // 100
    assert (free.losing, free.losing_percent) == (Fraction(20, 100) * Fraction(75, 100), 15)
    assert free.threshold_minor == 6000
    assert [(order.pieces, order.zone, order.left_minor) for order in free.orders] == [
        (1, "far", -200),
        (1, "near", 100),
        (2, "far", 600),
        (1, "collected at a node", 800),
        (2, "near", 900),
        (2, "collected at a node", 1600),
    ]


def test_an_order_that_is_shipped_free_bears_the_commission_once():
    drop = Drop(
        edition_size=50,
        minimum=20,
        price_minor=3000,
        vat_percent=0,
        assumed=Assumed(materials_minor=2200, pairs_percent=25, collected_share=50, commission_percent=Decimal(10)),
        zones=(Zone("near", 30, (700,)), Zone("far", 20, (1000,))),
    )

    free = free_shipping(drop, 35)

    # A piece of 30.00 leaves 5.00 after 22.00 for clay and 3.00 for the co-op, two leave 10.00: enough for any parcel.
    assert [(order.pieces, order.zone, order.left_minor) for order in free.orders] == [
        (1, "far", -500),
        (1, "near", -200),
        (2, "far", 0),
        (2, "near", 300),
        (1, "collected at a node", 500),
        (2, "collected at a node", 1000),
    ]
    assert (free.losing, free.losing_percent) == (Fraction(50, 100) * Fraction(75, 100), 38)
    assert free.threshold_minor == 6000


def test_no_threshold_is_named_where_the_largest_order_loses():
    drop = Drop(
        edition_size=10,
        price_minor=500,
        per_customer=2,
        assumed=Assumed(collected_share=0),
        zones=(Zone("far", 1, (2000,)),),
    )

    assert (free_shipping(drop, 5).losing, free_shipping(drop, 5).threshold_minor) == (1, None)


def test_from_the_threshold_on_the_maker_pays_the_parcel():
    carried = replace(CARAFE, assumed=replace(CARAFE.assumed, free_from_minor=8400))
    everybody = replace(CARAFE, assumed=replace(CARAFE.assumed, free_from_minor=0))

    # Of 16 orders 4 are pairs: 30 of 100 at 8.00 and 10 of 100 at 17.00.
    assert outcome(carried, 20).of("shipping") == 4 * (30 * 800 + 10 * 1700) // 100
    assert outcome(everybody, 20).of("shipping") == (12 * (30 * 700 + 10 * 1500) + 4 * (30 * 800 + 10 * 1700)) // 100


def test_where_a_customer_may_have_one_there_are_no_pairs():
    drop = replace(CARAFE, per_customer=1)

    assert {order.pieces for order in orders_of(drop, 20)} == {1}
    assert outcome(drop, 20).of("packaging") == 3000


def test_a_piece_that_costs_nothing_and_a_drop_without_orders_from_anywhere_are_reckoned_too():
    assert figures(Drop(edition_size=3, price_minor=1210, assumed=Assumed(collected_share=0)), 3) == (
        3630,
        0,
        630,
        0,
        3000,
    )


def test_whole_units_are_shared_out_by_the_largest_fraction():
    assert shared_out(100, [1, 1, 1]) == [34, 33, 33]
    assert shared_out(-100, [1, 1, 1]) == [-33, -33, -34] or sum(shared_out(-100, [1, 1, 1])) == -100
    assert shared_out(7, [0, 0]) == [7, 0]
    assert shared_out(7, []) == []
    assert [half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), up(Fraction(1, 9))] == [3, -2, 1]


percents = st.integers(0, 90)
minor = st.integers(0, 20_000)


@st.composite
def drops(draw):
    size = draw(st.integers(1, 60))
    edges = sorted(draw(st.sets(st.integers(1, size), max_size=4)))
    tiers = tuple(
        Tier(first, last, *draw(st.sampled_from([(-15, 0), (20, 0), (0, -300), (0, 450)])))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    )
    works = st.builds(Work, st.just("Work"), minor, st.integers(0, 90), st.decimals(0, 200, places=1), st.booleans())
    litres = st.decimals(1, 400, places=1)
    fired = st.builds(Fired, st.just("Fired"), minor, litres, litres)
    assumed = st.builds(
        Assumed,
        materials_minor=minor,
        waste_percent=percents,
        scrap_percent=percents,
        packaging_minor=minor,
        once_minor=minor,
        own_hour_minor=minor,
        hand_minutes=st.integers(0, 600),
        fill_percent=st.integers(1, 100),
        fee_percent=st.decimals(0, 10, places=2),
        fee_minor=st.integers(0, 100),
        commission_percent=st.decimals(0, 50, places=2),
        returns_percent=st.integers(0, 100),
        pairs_percent=st.integers(0, 100),
        collected_share=st.integers(0, 100),
        free_from_minor=st.none() | minor,
    )
    zones = st.builds(Zone, st.just("Zone"), st.integers(0, 100), st.lists(minor, max_size=3).map(tuple))
    return Drop(
        edition_size=size,
        price_minor=draw(st.integers(1, 100_000)),
        tiers=tiers,
        minimum=draw(st.integers(1, size)),
        per_customer=draw(st.integers(1, 5)),
        vat_percent=draw(st.sampled_from([0, 9, 21, 27])),
        stops=tuple(draw(st.lists(works | fired, max_size=4))),
        assumed=draw(assumed),
        zones=tuple(draw(st.lists(zones, max_size=3))),
    )


@settings(max_examples=60, deadline=None)
@given(drops(), st.data())
def test_for_any_drop_every_cent_is_accounted_for(drop, data):
    sold = data.draw(st.integers(1, drop.edition_size))

    of, tiers = outcome(drop, sold), left_by_tier(drop, sold)

    spent = of.refunded_minor + of.vat_minor + sum(line.minor for line in of.lines)
    assert of.income_minor - spent == of.left_minor == sum(tier.left_minor for tier in tiers)
    assert sum(tier.pieces for tier in tiers) == sold <= of.made
    assert sum(order.count * order.pieces for order in orders_of(drop, sold)) == sold
    assert all(isinstance(line.minor, int) and line.minor >= 0 for line in of.lines)


@settings(max_examples=30, deadline=None)
@given(drops())
def test_for_any_drop_no_order_from_the_threshold_on_loses(drop):
    free = free_shipping(drop, drop.middle or 1)

    assert 0 <= free.losing <= 1
    if free.threshold_minor is not None:
        assert all(order.left_minor >= 0 for order in free.orders if order.sum_minor >= free.threshold_minor)
    assert (free.losing > 0) == any(order.left_minor < 0 for order in free.orders)


@given(st.integers(-10_000, 10_000), st.lists(st.fractions(0, 50), min_size=1, max_size=6))
def test_any_sum_is_shared_out_whole(total, weights):
    parts, room = shared_out(total, weights), sum(weights)

    assert sum(parts) == total
    if room:
        assert all(abs(part - total * weight / room) < 1 for part, weight in zip(parts, weights, strict=True))
