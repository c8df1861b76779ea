"""Orders that are sent: what their way costs, and what the order keeps of it."""

import pytest

from capsules.actions.preordering import cancel
from capsules.models import Preorder, ShippingRate
from capsules.parcels import Address
from capsules.refusals import NoParcels, NoShippingTo, SumChanged, TooHeavy
from coop.models import Entry
from tests import make

from . import sending
from .ordering import order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("card")]


@pytest.fixture
def drop():
    sending.zone()
    return sending.drop()


def test_a_parcel_costs_by_its_volume_and_leaves_from_where_it_is_made(drop):
    elsewhere = make.node("Marvila")

    placed = order(drop, 2, parcel_to=sending.HOME, pickup_node=elsewhere)

    assert (placed.delivery, placed.pickup_node, placed.is_parcel) == ("ship", drop.made_at, True)
    assert tuple(getattr(placed, name) for name in Preorder.ADDRESS) == sending.HOME
    assert (placed.pieces_minor, placed.shipping_minor, placed.total_minor) == (9600, 1113, 10713)


def test_who_collects_pays_no_way_and_leaves_no_address(drop):
    placed = order(drop)

    assert (placed.delivery, placed.shipping_minor, placed.total_minor) == ("collect", 0, 4800)
    assert [getattr(placed, name) for name in Preorder.ADDRESS] == [""] * 5


def test_a_rate_that_rose_meanwhile_is_not_charged_silently(drop):
    ShippingRate.objects.filter(up_to_g=5000).update(price_minor=900)

    with pytest.raises(SumChanged) as refused:
        order(drop, parcel_to=sending.HOME, agreed_minor=4800 + 863)

    assert refused.value.total_minor == 5700
    assert order(drop, parcel_to=sending.HOME, agreed_minor=5700).shipping_minor == 900


def test_an_order_keeps_what_its_way_cost_when_rates_change(drop):
    placed = order(drop, parcel_to=sending.HOME)

    ShippingRate.objects.all().delete()

    placed.refresh_from_db()
    assert placed.shipping_minor == 863


def test_each_reason_not_to_send_has_its_own_refusal(drop, settings):
    unmeasured = make.capsule()
    heavy = sending.drop(per_customer=9)

    for refusal, capsule, quantity, to in [
        (NoShippingTo, drop, 1, sending.HOME._replace(country="PT")),
        (TooHeavy, heavy, 3, sending.HOME),
        (NoParcels, unmeasured, 1, sending.HOME),
    ]:
        with pytest.raises(refusal):
            order(capsule, quantity, parcel_to=to)
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(NoParcels):
        order(drop, parcel_to=sending.HOME)

    assert not Preorder.objects.exists()


def test_a_zone_of_another_currency_sends_nothing(drop):
    sending.zone("Switzerland", ["CH"], currency="CHF")

    with pytest.raises(NoShippingTo):
        order(drop, parcel_to=sending.HOME._replace(country="CH"))


def test_the_journal_never_hears_the_address(drop):
    placed = order(drop, parcel_to=Address("Nora Visser", "Havenstraat 12", "3024 SC", "Rotterdam", "NL"))

    said = [entry.details for entry in Entry.objects.filter(kind="capsules.preorder", row=placed.pk)]

    assert said == [{"capsule": drop.pk, "positions": [1]}]


def test_a_parcel_that_is_cancelled_owes_nothing_and_frees_its_position(drop):
    placed = order(drop, parcel_to=sending.HOME)

    cancel(placed, by="customer")

    assert drop.claims.live().count() == 0
