"""What any code takes off any price. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from capsules.pricing import Bill, price_lines
from capsules.reductions import AmountOff, PercentOff, SetPrice

REDUCTIONS = st.one_of(
    st.builds(PercentOff, st.integers(1, 100)),
    st.builds(AmountOff, st.integers(1, 100_000)),
    st.builds(SetPrice, st.integers(0, 100_000)),
)


@given(REDUCTIONS, st.integers(1, 100_000), st.integers(1, 9))
def test_an_order_with_any_code_adds_up_to_the_cent_and_never_costs_less_than_nothing(reduction, price, pieces):
    bill = Bill(tuple(price_lines(range(1, pieces + 1), price, [], reduction)))

    assert all(0 <= line.discount_minor <= line.price_minor for line in bill.lines)
    assert bill.total_minor == bill.pieces_minor - bill.discount_minor
    assert bill.discount_minor == sum(discount.sum_minor for discount in bill.discounts)
    assert {type(line.discount_minor) for line in bill.lines} == {int}
