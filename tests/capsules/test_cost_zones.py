from capsules.cost_zones import zones_of
from capsules.costing import Zone
from capsules.sheets import SheetZone
from capsules.shipping import Measures, Rate, RateTable

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
