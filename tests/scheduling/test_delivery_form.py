"""The choice between collecting and a parcel in the preorder form, without a script."""

import pytest
from django.urls import reverse

from capsules.models import Preorder
from tests import make
from tests.capsules import sending
from tests.fulfillment import line
from tests.scheduling.test_capsule_page import typed, words_of

pytestmark = pytest.mark.django_db

TO = {
    "delivery": "ship",
    "ship_country": "NL",
    "ship_name": "",
    "ship_street": "Havenstraat 12",
    "ship_postcode": "3024 SC",
    "ship_city": "Rotterdam",
}


@pytest.fixture
def drop(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_of_these_tests"
    sending.zone("Near", ["NL"])
    sending.zone("Farther", ["BE", "PT"], rates=[(5000, 2172)])
    return sending.drop()


def seen(drop, country, minor, quantity=1):
    return {f"seen_{drop.variants.first().pk}_{quantity}_{country}": minor}


def quotes_of(answer):
    """(country or "", quantity, total) of each sum in the page, and which is chosen."""
    quotes = answer.context["show"].quotes
    said = [(each.country, each.offer.quantity, each.refusal is None and each.offer.total_minor) for each in quotes]
    return said, [(quote.country, quote.offer.quantity) for quote in quotes if quote.chosen]


def test_the_page_has_the_sums_of_collecting_and_of_a_parcel_to_the_nodes_own_country(client, drop):
    answer = client.get(drop.get_absolute_url())

    assert quotes_of(answer) == (
        [("", 1, 4800), ("", 2, 9600), ("NL", 1, 5663), ("NL", 2, 10713)],
        [("", 1)],
    )
    page = words_of(answer)
    assert '<option value="NL" class="counted" selected>Netherlands</option>' in page
    assert '<th scope="row">Parcel, Netherlands</th><td>€8.63</td>' in page
    assert "Charged to your card <small>when the run is approved</small>" in page
    assert "<b>Charged now</b>" in page


def test_a_button_counts_the_sum_for_another_country_and_keeps_what_was_typed(client, drop):
    form = typed(drop, name="", email="", do="sum") | TO | {"ship_country": "PT"}

    answer = client.post(drop.get_absolute_url(), form)

    said, chosen = quotes_of(answer)
    assert (answer.status_code, chosen) == (200, [("PT", 1)])
    assert said[2:] == [("PT", 1, 6972), ("PT", 2, False)]
    page = words_of(answer)
    assert "This parcel counts as 8.112 kg, and the rates for Portugal end at 5 kg." in page
    assert 'value="Havenstraat 12"' in page
    assert not answer.context["form"].errors


def test_an_order_by_parcel_keeps_the_address_and_the_sum_that_was_shown(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop) | TO | seen(drop, "NL", 5663))

    placed = Preorder.objects.get()
    assert (answer.status_code, answer.url) == (303, reverse("pay", args=[placed.secret]))
    assert (placed.delivery, placed.ship_name, placed.ship_city) == ("ship", "Ilse R.", "Rotterdam")
    assert (placed.shipping_minor, placed.total_minor, placed.pickup_node) == (863, 5663, drop.made_at)


@pytest.mark.parametrize("shown", [{}, {"BE": 6972}], ids=["collecting only", "another country"])
def test_nobody_pays_the_way_to_a_country_that_the_page_did_not_count(client, drop, shown):
    form = typed(drop, seen=4800) | TO
    for country, minor in shown.items():
        form |= seen(drop, country, minor)

    answer = client.post(drop.get_absolute_url(), form)

    assert answer.status_code == 409
    assert "The sum of your choice is now €56.63. Nothing was ordered yet" in words_of(answer)
    assert quotes_of(answer)[1] == [("NL", 1)]
    assert not Preorder.objects.exists()


def test_a_parcel_without_its_address_is_a_422_that_names_each_hole(client, drop):
    holes = {"ship_street": "", "ship_postcode": " ", "ship_city": ""}

    answer = client.post(drop.get_absolute_url(), typed(drop) | TO | holes | seen(drop, "NL", 5663))

    assert answer.status_code == 422
    assert {name: list(errors) for name, errors in answer.context["form"].errors.items()} == {
        "ship_street": ["Write the street and the number."],
        "ship_postcode": ["Write the postcode."],
        "ship_city": ["Write the town."],
    }


def test_who_collects_may_leave_a_half_typed_address_behind(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4800) | TO | {"delivery": "collect"})

    placed = Preorder.objects.get()
    assert (answer.status_code, placed.delivery, placed.ship_street) == (303, "collect", "")


def test_a_parcel_needs_no_node(client, drop):
    form = typed(drop) | TO | seen(drop, "NL", 5663)
    form.pop("pickup_node")

    assert client.post(drop.get_absolute_url(), form).status_code == 303


def test_a_country_that_parcels_do_not_go_to_is_no_choice(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop) | TO | {"ship_country": "JP"} | seen(drop, "JP", 1))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"ship_country"}


def test_the_same_form_twice_is_one_parcel(client, drop):
    form = typed(drop) | TO | seen(drop, "NL", 5663)

    assert [client.post(drop.get_absolute_url(), form).status_code for _ in range(2)] == [303, 303]
    assert Preorder.objects.count() == 1


@pytest.mark.parametrize("lacking", ["card", "measures", "zone"])
def test_no_parcel_is_offered_where_something_is_lacking(client, drop, settings, lacking):
    if lacking == "card":
        settings.STRIPE_SECRET_KEY = ""
    if lacking == "measures":
        drop.variants.update(parcel_mm=None)
    if lacking == "zone":
        drop = sending.drop(currency="GBP")

    page = client.get(drop.get_absolute_url())
    refused = client.post(drop.get_absolute_url(), typed(drop) | TO | seen(drop, "NL", 5663))

    assert 'name="delivery"' not in words_of(page)
    assert 'name="pickup_node"' in words_of(page)
    assert refused.status_code == 422
    assert not Preorder.objects.exists()


def test_a_capsule_that_is_also_sent_asks_two_questions_more(client, drop, django_assert_max_num_queries):
    make.operation(drop, on=make.kind())
    line.preorder(drop, [1], status="placed")

    with django_assert_max_num_queries(13):
        client.get(drop.get_absolute_url())


def test_each_node_says_how_much_later_it_is_there_than_where_it_is_made(client):
    here, there = make.node("Oosterkade"), make.node("Marvila", carried_days=4)
    drop = make.capsule(maker=make.maker(home=here), pickup_nodes=[here, there])

    page = words_of(client.get(drop.get_absolute_url()))

    assert page.count("4 days later, by road from Oosterkade") == 1
    assert "by road from Marvila" not in page
