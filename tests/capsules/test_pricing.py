from collections import namedtuple

from capsules.pricing import Group, Line, free_positions, grouped, offers, price_at, price_lines, total_minor

Tier = namedtuple("Tier", "first last percent amount_minor", defaults=[0, 0])

EARLY = Tier(1, 10, amount_minor=-600)
LATE = Tier(31, 50, amount_minor=600)


def test_row_4_three_pieces_across_a_tier_are_one_at_42_and_two_at_48():
    lines = price_lines([10, 11, 12], 4800, [EARLY, LATE])

    assert lines == [Line(10, 4200, EARLY), Line(11, 4800, None), Line(12, 4800, None)]
    assert grouped(lines) == [Group(4200, (10,), EARLY), Group(4800, (11, 12), None)]
    assert total_minor(lines) == 13800


def test_row_13_percent_and_amount_are_whole_cents():
    def price(**change):
        return price_at(1, 2300, [Tier(1, 50, **change)]).price_minor

    assert [price(percent=-10), price(amount_minor=-1000), price(percent=20)] == [2070, 1300, 2760]
    assert type(price(percent=-10)) is int


def test_half_a_cent_is_rounded_up():
    assert price_at(1, 4830, [Tier(1, 1, percent=-15)]).price_minor == 4106


def test_tiers_meet_at_their_own_ends():
    tiers = [Tier(1, 10, percent=-50), Tier(11, 20, percent=-25)]

    assert [price_at(position, 1000, tiers).price_minor for position in (1, 10, 11, 20, 21)] == [
        500,
        500,
        750,
        750,
        1000,
    ]


def test_freed_positions_are_given_out_first():
    assert free_positions({1, 3, 4}, edition_size=6, quantity=2) == [2, 5]


def test_free_positions_end_with_the_edition():
    assert free_positions({1, 2, 4}, edition_size=5, quantity=9) == [3, 5]
    assert free_positions({1, 2}, edition_size=2, quantity=1) == []


def test_lines_at_one_price_are_one_group_though_positions_between_are_taken():
    lines = price_lines([9, 12, 14], 4800, [EARLY])

    assert [(group.quantity, group.price_minor, group.sum_minor) for group in grouped(lines)] == [
        (1, 4200, 4200),
        (2, 4800, 9600),
    ]


def test_offers_show_each_quantity_with_its_total():
    assert [(offer.quantity, offer.total_minor, len(offer.groups)) for offer in offers([10, 11], 4800, [EARLY])] == [
        (1, 4200, 1),
        (2, 9000, 2),
    ]


class Tenth:
    def off(self, price_minor):
        return price_minor // 10


def test_an_offer_takes_a_code_off_each_piece_and_adds_the_way():
    one, two = offers([10, 11], 4800, [EARLY], reduction=Tenth(), shipping=lambda pieces: 600 + 100 * pieces)

    assert (one.pieces_minor, one.discount_minor, one.shipping_minor, one.total_minor) == (4200, 420, 700, 4480)
    assert (two.pieces_minor, two.discount_minor, two.shipping_minor, two.total_minor) == (9000, 900, 800, 8900)
