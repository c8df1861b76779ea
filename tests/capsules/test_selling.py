from collections import namedtuple
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capsules.selling import PricePace, Sale, Share, curve_of, price_paces, shares_by_variant

OPENS = datetime(2026, 3, 1, 18, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
Stretch = namedtuple("Stretch", "first last percent amount_minor")
EARLY, LATE = Stretch(1, 2, 0, -600), Stretch(5, 6, 0, 600)


def sale(day, position, variant="Foam", paid_minor=4800):
    return Sale(OPENS + timedelta(days=day), position, variant, paid_minor)


def curve(sales, **changed):
    return curve_of(sales, **{"opens_at": OPENS, "closes_at": CLOSES, "edition_size": 4, "minimum": 2} | changed)


def test_the_curve_climbs_a_step_with_each_piece_and_runs_on_to_the_close():
    drawn = curve([sale(5, 2), sale(1, 1), sale(5, 3)])

    assert drawn.path == "M0.0 200.0H64.0V150.0H320.0V100.0H320.0V50.0H640V50.0"
    assert (drawn.minimum_y, drawn.minimum_met_at, drawn.half_sold_at) == (
        100.0,
        OPENS + timedelta(days=5),
        OPENS + timedelta(days=5),
    )


def test_a_drop_that_nobody_wanted_is_a_flat_line_without_a_minimum():
    drawn = curve([])

    assert (drawn.path, drawn.minimum_met_at, drawn.half_sold_at) == ("M0.0 200.0H640V200.0", None, None)


def test_variants_share_the_drop_and_one_that_nobody_wanted_stands_there_too():
    sales = [sale(1, 1), sale(1, 2, paid_minor=4200), sale(2, 3, "Slate")]

    assert shares_by_variant(sales, ["Foam", "Ember", "Slate"]) == [
        Share("Foam", 2, 9000, 67),
        Share("Ember", 0, 0, 0),
        Share("Slate", 1, 4800, 33),
    ]


def test_each_price_is_timed_from_the_last_sale_of_the_one_before():
    sales = [sale(0.5, 1), sale(1, 2), sale(2, 3), sale(5, 4), sale(9, 5)]

    paces = price_paces(sales, opens_at=OPENS, closes_at=CLOSES, edition_size=6, price_minor=4800, tiers=[EARLY, LATE])

    assert paces == [
        PricePace(1, 2, 4200, 2, timedelta(days=1)),
        PricePace(3, 4, 4800, 2, timedelta(days=4)),
        PricePace(5, 6, 5400, 1, timedelta(days=5)),
    ]
    assert [pace.a_day for pace in paces] == [2.0, 0.5, 0.2]


def test_a_price_that_nobody_reached_took_no_time():
    paces = price_paces([sale(3, 1)], opens_at=OPENS, closes_at=CLOSES, edition_size=6, price_minor=4800, tiers=[EARLY])

    assert [(pace.sold, pace.took) for pace in paces] == [(1, timedelta(days=10)), (0, None)]


@given(st.dictionaries(st.integers(1, 50), st.integers(-24, 300), max_size=20))
def test_whatever_sold_the_curve_never_falls_and_ends_at_the_sum(sold):
    drawn = curve([sale(hour / 24, position) for position, hour in sold.items()], edition_size=50)

    across, down = zip(*drawn.points, strict=True)
    assert list(across) == sorted(across)
    assert list(down) == sorted(down, reverse=True)
    assert drawn.last == (640, round(200 * (1 - len(sold) / 50), 1))
