import pytest

from capsules.cost_zones import first_parcel, zones_of
from capsules.costing import Zone
from capsules.figures import saved_figures
from capsules.sheets import Sheet, SheetZone, first_sheet_at
from capsules.shipping import Measures, Rate, RateTable
from tests.capsules.sending import drop, zone

NEAR = RateTable("EUR", (Rate(2000, 605), Rate(5000, 847)))
CUP = Measures(mass_g=900, packaging_g=100, sides_mm=(150, 150, 150))


def near(*, piece=CUP, name="Near", rates=None):
    rows = [SheetZone(name, 30, 695)]
    return zones_of(rows, {"near": NEAR} if rates is None else rates, piece=piece, vat_percent=21, most=6)


def test_where_the_coop_has_rates_for_the_zone_they_count_without_their_vat():
    assert near(name=" NEAR ") == (Zone(" NEAR ", 30, (500, 500, 700, 700, 700, 695)),)


def test_what_the_maker_typed_counts_where_nobody_measured_or_no_zone_has_the_name():
    typed = (Zone("Near", 30, (695,) * 6),)

    assert near(piece=None) == typed
    assert near(rates={}) == typed


def first(**measured):
    return first_parcel(NEAR, piece=CUP._replace(**measured) if measured else None, vat_percent=21)


def test_a_first_parcel_costs_what_the_rate_says_without_vat():
    # A cup counts as 1 kg: 6.05, of which 1.05 is VAT. One that nobody measured counts as 3 kg, one that is too heavy
    # as the heaviest that is sent: 8.47, of which 1.47 is VAT.
    assert (first(mass_g=900), first(), first(mass_g=9000)) == (500, 700, 700)


@pytest.mark.django_db
def test_a_first_sheet_begins_with_the_co_ops_zones_that_around_the_node_first_and_thrice_as_often():
    capsule = drop()
    zone("Far", ["JP"], rates=[(2000, 1210), (5000, 2420)])
    zone("Islands", ["GR"], rates=[(5000, 1815)])
    zone("Near", [capsule.made_at.country], rates=[(5000, 863)])
    zone("Overseas", ["US"], currency="USD")
    zone("Nowhere", ["PT"], rates=[])

    # A piece counts as 4,056 g by its box.
    assert first_sheet_at(capsule.made_at, saved_figures(capsule)).zones == (
        SheetZone("Near", 24, 713),
        SheetZone("Far", 8, 2000),
        SheetZone("Islands", 8, 1500),
    )


@pytest.mark.django_db
def test_where_the_co_op_sends_nothing_a_first_sheet_begins_with_what_a_maker_may_correct():
    capsule = drop()

    assert first_sheet_at(capsule.made_at, saved_figures(capsule)) == Sheet()
