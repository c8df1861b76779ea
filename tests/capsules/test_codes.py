"""Price-off codes: what they take off, whom they refuse, and how their uses are counted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from capsules.actions.closing import close
from capsules.actions.codes import end_code, find_code, make_code
from capsules.actions.preordering import cancel
from capsules.asked import Door
from capsules.models import Preorder, PriceCode
from capsules.reductions import AmountOff, PercentOff, SetPrice
from capsules.refusals import (
    CodeElsewhere,
    CodeExpired,
    CodeNotYet,
    CodeTaken,
    CodeUnknown,
    CodeUsedUp,
    FewerLeft,
    SumChanged,
)
from coop.actions.journal import CUSTOMER
from tests import make

from .ordering import order
from .test_closing import ends

pytestmark = pytest.mark.django_db

TIERS = [(1, 10, {"amount_minor": -600})]


def with_code(text, capsule, quantity=1, **fields):
    return order(capsule, quantity, door=Door(code=text), **fields)


def uses_of(code):
    code.refresh_from_db()
    return code.used


def test_row_13_ten_percent_ten_euros_and_a_price_of_twelve_are_whole_cents():
    prices = [2300 - kind.off(2300) for kind in (PercentOff(10), AmountOff(1000), SetPrice(1200))]

    assert prices == [2070, 1300, 1200]
    assert {type(price) for price in prices} == {int}


@pytest.mark.parametrize(
    ("kind", "price", "off"),
    [
        (PercentOff(15), 4830, 725),
        (PercentOff(50), 105, 53),
        (PercentOff(100), 2300, 2300),
        (AmountOff(1000), 900, 900),
        (SetPrice(1200), 1100, 0),
    ],
)
def test_half_a_cent_is_the_customers_and_no_piece_costs_less_than_nothing(kind, price, off):
    assert kind.off(price) == off


def test_row_13_a_code_row_takes_off_and_says_so():
    ten_percent = make.price_code()
    ten_euros = make.price_code(kind="amount", amount_minor=1000)
    twelve = make.price_code(kind="set", amount_minor=1200)

    assert [(code.off(2300), code.words) for code in (ten_percent, ten_euros, twelve)] == [
        (230, "10 % off each piece"),
        (1000, "€10.00 off each piece"),
        (1100, "€12.00 a piece"),
    ]


def test_an_order_keeps_what_its_code_took_off_each_piece():
    capsule = make.capsule(tiers=TIERS, per_customer=20)
    order(capsule, 9)
    code = make.price_code("SPRING")

    placed = with_code(" spring ", capsule, 2)

    assert list(placed.claims.values_list("position", "price_minor", "discount_minor")) == [
        (10, 4200, 420),
        (11, 4800, 480),
    ]
    assert (placed.price_code, placed.pieces_minor, placed.discount_minor, placed.total_minor) == (
        code,
        9000,
        900,
        8100,
    )
    assert uses_of(code) == 1


def refusal_of(typed, capsule):
    with pytest.raises((CodeUnknown, CodeExpired, CodeUsedUp, CodeElsewhere, CodeNotYet)) as refused:
        with_code(typed, capsule)
    return str(refused.value)


def test_row_14_a_code_that_is_unknown_expired_used_up_or_of_another_capsule_has_a_message_each():
    capsule, other = make.capsule(), make.capsule("High Tide")
    past, ahead = datetime(2026, 3, 2, 11, tzinfo=UTC), timezone.now() + timedelta(days=3)
    make.price_code("EARLY", valid_from=ahead)
    make.price_code("LATE", valid_until=past)
    make.price_code("GONE", uses=1, used=1)
    make.price_code("THERE", capsule=other)

    said = {typed: refusal_of(typed, capsule) for typed in ("nova", "LATE", "GONE", "THERE", "EARLY")}

    begins = ahead.astimezone(capsule.made_at.zone)
    assert said == {
        "nova": "Nobody knows the code “nova”. Look at its letters again, or take it out.",
        "LATE": "The code LATE ended on Mon 2 March, 12:00 in Rotterdam. Take it out to order without it.",
        "GONE": "The code GONE is used up. Take it out to order without it.",
        "THERE": "The code THERE is for another drop, High Tide. Take it out to order without it.",
        "EARLY": f"The code EARLY begins on {begins:%a} {begins.day} {begins:%B}, {begins:%H:%M} in Rotterdam. "
        "Take it out to order without it.",
    }
    assert Preorder.objects.count() == 0


def test_a_code_of_a_drop_that_is_not_public_does_not_betray_it():
    make.price_code("SECRET", capsule=make.capsule("Nobody Knows", status="draft"))

    assert "Nobody Knows" not in refusal_of("SECRET", make.capsule())


def test_a_code_in_another_currency_is_for_another_drop():
    make.price_code("POUNDS", kind="amount", amount_minor=500, currency="GBP")

    with pytest.raises(CodeElsewhere):
        with_code("POUNDS", make.capsule())


def test_an_ended_code_takes_nothing_off_and_orders_keep_what_it_took_off():
    capsule, code = make.capsule(), make.price_code("SPRING")
    placed = with_code("SPRING", capsule)

    end_code(code, by=make.admin())

    with pytest.raises(CodeExpired):
        with_code("SPRING", capsule)
    placed.refresh_from_db()
    assert placed.discount_minor == 480


def test_looking_a_code_up_uses_nothing():
    code = make.price_code("SPRING", uses=1)

    found = find_code("spring", make.capsule(), now=timezone.now())

    assert (found, uses_of(code)) == (code, 0)
    assert find_code("  ", make.capsule(), now=timezone.now()) is None


def test_uses_are_orders_and_not_pieces():
    capsule, code = make.capsule(), make.price_code("ONCE", uses=1)

    with_code("ONCE", capsule, 2)

    assert uses_of(code) == 1
    with pytest.raises(CodeUsedUp):
        with_code("ONCE", capsule)


@pytest.mark.parametrize(("wrong", "refusal"), [({"agreed_minor": 4800}, SumChanged), ({"quantity": 2}, FewerLeft)])
def test_an_order_that_is_refused_has_used_no_code(wrong, refusal):
    capsule, code = make.capsule(edition_size=1, minimum=1), make.price_code("ONCE", uses=1)

    with pytest.raises(refusal):
        with_code("ONCE", capsule, **wrong)

    assert uses_of(code) == 0


def test_a_cancelled_order_gives_its_use_back_once():
    capsule, code = make.capsule(), make.price_code("ONCE", uses=1)
    placed = with_code("ONCE", capsule)

    cancel(placed, by=CUSTOMER)
    cancel(placed, by=CUSTOMER)

    assert uses_of(code) == 0
    assert with_code("ONCE", capsule).price_code == code


def test_orders_that_are_released_give_their_uses_back():
    capsule = make.capsule(minimum=20)
    one, many = make.price_code("ONE", uses=1), make.price_code("MANY")
    with_code("ONE", capsule)
    for _ in range(2):
        with_code("MANY", capsule)
    ends(capsule)

    close(capsule)

    assert (uses_of(one), uses_of(many)) == (0, 0)


def test_the_same_form_sent_again_uses_the_code_once():
    capsule, code = make.capsule(), make.price_code("SPRING")
    key = "11111111-1111-4111-8111-111111111111"

    placed = [with_code("SPRING", capsule, idempotency_key=key) for _ in range(2)]

    assert placed[0] == placed[1]
    assert uses_of(code) == 1


def test_a_code_is_kept_in_capitals_and_given_out_once():
    admin = make.admin()
    made = make_code(code="spring 27", kind="percent", percent=10, by=admin)

    with pytest.raises(CodeTaken, match="written SPRING27 already"):
        make_code(code="Spring27", kind="set", amount_minor=100, by=admin)

    assert (made.code, PriceCode.objects.count()) == ("SPRING27", 1)


def test_what_a_code_took_off_counts_orders_that_stand():
    capsule, code = make.capsule(), make.price_code("SPRING")
    with_code("SPRING", capsule, 2)
    cancel(with_code("SPRING", capsule), by=CUSTOMER)

    row = PriceCode.objects.with_sums().get(pk=code.pk)

    assert (row.used, row.taken_off_minor, row.sold_minor) == (1, 960, 8640)
