import pytest

from coop.money import format_minor, percent_of, vat_within


@pytest.mark.parametrize(
    ("minor", "words"), [(4800, "€48.00"), (5, "€0.05"), (-600, "−€6.00"), (123456789, "€1,234,567.89"), (0, "€0.00")]
)
def test_money_reads_whole(minor, words):
    assert format_minor(minor) == words


def test_a_percentage_rounds_half_up_to_the_cent():
    assert [percent_of(2300, 10), percent_of(5, 50), percent_of(999, 33)] == [230, 3, 330]


def test_a_price_contains_its_vat():
    assert vat_within(4800, 21) == 833
