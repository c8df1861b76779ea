"""What the shares of a firing cost, for any litres, prices and minimums."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduling.splitting import split

LITRES = st.integers(1, 4000).map(lambda tenths: Decimal(tenths) / 10)
SHARES = st.lists(LITRES, min_size=1, max_size=12)
PRICES = st.integers(0, 50_000)
LEAST = st.integers(0, 3_000)


def test_a_firing_is_split_by_litres_to_the_cent():
    assert split(10_000, [Decimal(60), Decimal(30), Decimal(10)]) == [6000, 3000, 1000]
    assert split(1000, [Decimal(1)] * 3) == [334, 333, 333]


def test_a_small_share_pays_the_least_and_relieves_the_others():
    assert split(10_000, [Decimal(60), Decimal(39), Decimal(1)], 500) == [5758, 3742, 500]


def test_a_firing_alone_costs_its_whole_price():
    assert split(6_230, [Decimal(12)], 300) == [6_230]


def test_many_small_shares_pay_the_least_even_where_that_is_more_than_the_price():
    assert split(700, [Decimal(1)] * 3, 300) == [300, 300, 300]


@given(PRICES, SHARES, LEAST)
def test_the_parts_add_up_exactly_and_nobody_pays_less_than_the_least(price, litres, least):
    parts = split(price, litres, least)

    assert sum(parts) == max(price, least * len(litres))
    assert all(part >= least for part in parts)


@given(PRICES, SHARES, LEAST)
def test_more_litres_never_cost_less(price, litres, least):
    parts = split(price, litres, least)

    by_litres = sorted(zip(litres, parts, strict=True))
    assert all(less <= more + 1 for (_, less), (_, more) in pairwise(by_litres))


@given(PRICES, SHARES, LEAST, LITRES)
def test_company_makes_nobody_pay_more(price, litres, least, joining):
    alone, together = split(price, litres, least), split(price, [*litres, joining], least)

    assert all(after <= before + 1 for before, after in zip(alone, together[:-1], strict=True))


@given(PRICES, SHARES, st.integers(1, 3_000))
def test_the_order_of_the_shares_moves_a_cent_at_most(price, litres, least):
    forward, backward = split(price, litres, least), split(price, litres[::-1], least)[::-1]

    assert all(abs(one - other) <= 1 for one, other in zip(forward, backward, strict=True))
