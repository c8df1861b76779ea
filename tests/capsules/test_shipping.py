"""What a parcel weighs to its carrier and what it costs. Pure: figures in, figures out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capsules.refusals import NoShippingTo, TooHeavy
from capsules.shipping import Measures, Rate, RateTable, chargeable_g, price_of, volumetric_g

CARAFE = Measures(mass_g=1150, packaging_g=450, sides_mm=(300, 260, 260))
BOWL = Measures(mass_g=2600, packaging_g=300, sides_mm=(200, 200, 120))
TABLES = {
    "NL": RateTable("EUR", (Rate(3000, 738), Rate(5000, 863), Rate(10_000, 1113))),
    "CH": RateTable("CHF", (Rate(3000, 2975),)),
}
grams = st.integers(1, 40_000)


@pytest.mark.parametrize(
    ("piece", "quantity", "counts"),
    [
        (BOWL, 1, 2900),  # the scales: 2.6 kg + 0.3 kg; 4,800 cm³ ÷ 5,000 are but 960 g
        (CARAFE, 1, 4056),  # the volume: 20,280 cm³ ÷ 5,000, and only 1.6 kg on the scales
        (CARAFE, 2, 8112),
        (Measures(1, 0, (1, 1, 1)), 1, 1),
        (Measures(1, 0, (10, 30, 40)), 1, 3),  # 12,000 mm³ ÷ 5,000 is 2.4 g, rounded up
    ],
)
def test_a_parcel_counts_by_its_mass_or_by_its_volume_whichever_is_more(piece, quantity, counts):
    assert chargeable_g(piece, quantity) == counts


@given(piece=st.builds(Measures, grams, grams, st.tuples(*[st.integers(1, 2000)] * 3)), quantity=st.integers(1, 50))
def test_one_piece_more_never_counts_for_less(piece, quantity):
    assert chargeable_g(piece, quantity) <= chargeable_g(piece, quantity + 1)
    assert chargeable_g(piece, quantity) >= (piece.mass_g + piece.packaging_g) * quantity
    assert 5000 * (volumetric_g(piece.sides_mm, 1) - 1) < piece.sides_mm[0] * piece.sides_mm[1] * piece.sides_mm[2]


@pytest.mark.parametrize(("heavy", "costs"), [(1, 738), (3000, 738), (3001, 863), (10_000, 1113)])
def test_a_rate_reaches_up_to_its_mass_included(heavy, costs):
    assert price_of(TABLES, country="NL", grams=heavy, currency="EUR") == costs


def test_a_parcel_heavier_than_the_last_rate_is_refused_with_both_figures():
    with pytest.raises(TooHeavy) as refused:
        price_of(TABLES, country="NL", grams=10_001, currency="EUR")

    assert str(refused.value) == (
        "This parcel counts as 10.001 kg, and the rates for Netherlands end at 10 kg. "
        "Order fewer, or collect at a node."
    )


@pytest.mark.parametrize("country", ["FR", "CH"], ids=["in no zone", "in a zone of another currency"])
def test_a_country_without_rates_is_refused(country):
    with pytest.raises(NoShippingTo, match="is not among the countries of our parcels"):
        price_of(TABLES, country=country, grams=1, currency="EUR")
