"""The office's page of what parcels cost."""

import re

import pytest

from capsules.actions.rates import save_zone
from capsules.models import ShippingRate, ShippingZone, ZoneCountry
from capsules.refusals import RatesFall
from capsules.shipping import Rate
from coop.models import Entry
from tests import make

from . import sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def typed(name="Near", countries="NL, Belgium", rates=(("2", "6.78"), ("5", "8.63")), **fields):
    form = {"name": name, "countries": countries, "currency": "EUR", "rates-TOTAL_FORMS": "5"}
    form |= {"rates-INITIAL_FORMS": "0"}
    for number, (up_to, price) in enumerate(rates):
        form |= {f"rates-{number}-up_to_kg": up_to, f"rates-{number}-price_minor": price}
    return form | fields


def written():
    return {
        zone.name: (
            [each.code for each in zone.countries.all()],
            list(zone.rates.values_list("up_to_g", "price_minor")),
        )
        for zone in ShippingZone.objects.all()
    }


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_zone_is_typed_with_countries_by_letters_or_names_and_rates_in_kilograms(office):
    answer = office.post("/office/shipping/new/", typed(rates=[("5", "8.63"), ("0.5", "4,20"), ("", "")]))

    assert (answer.status_code, answer.url) == (302, "/office/shipping/")
    assert written() == {"Near": (["BE", "NL"], [(500, 420), (5000, 863)])}
    assert Entry.objects.get(kind="capsules.shippingzone").details == {"rates": [[500, 420], [5000, 863]]}


def test_the_page_shows_what_was_saved_and_that_nobody_is_offered_it_yet(office):
    sending.zone()

    page = words_of(office.get("/office/shipping/"))

    assert "Belgium, Netherlands" in page
    assert "€7.38 up to 3 kg €8.63 up to 5 kg €11.13 up to 10 kg" in page
    assert "No parcels are offered yet." in page


def test_a_zone_is_changed_and_removed(office):
    zone = sending.zone()
    address = f"/office/shipping/{zone.pk}/"

    assert 'value="10"' in office.get(address).content.decode()
    office.post(address, typed(rates=[("2", "6.78"), ("", "")], **{"rates-INITIAL_FORMS": "3"}))
    assert written() == {"Near": (["BE", "NL"], [(2000, 678)])}
    office.post(f"{address}remove/")
    assert written() == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"countries": "NL, Utopia"}, "Countries: No country is called Utopia. Write two letters each"),
        ({"countries": ""}, "Countries: Fill in “Countries”."),
        ({"rates": []}, "Write at least one rate: without, no parcel goes there."),
        ({"rates": [("2", "9.00"), ("5", "8.63")]}, "Rate 2, Price: Up to 2 kg costs €9.00: a heavier parcel costs"),
        ({"rates": [("2", "6"), ("2.000", "7")]}, "Rate 2, Up to, in kg: There is a rate up to 2 kg already."),
        ({"rates": [("two", "6")]}, "Rate 1, Up to, in kg: Write a number, as in 2.5."),
        ({"rates": [("0", "6")]}, "Rate 1, Up to, in kg: A parcel weighs something."),
        ({"rates": [("2", "")]}, "Rate 1, Price: Fill in “Price”."),
        ({"name": "Far"}, "Name: Another zone has this name."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(office, wrong, said):
    sending.zone("Far", ["PT"])

    answer = office.post("/office/shipping/new/", typed(**wrong))

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert list(written()) == ["Far"]


def test_a_country_of_another_zone_is_refused_by_name_and_everything_typed_stays(office):
    sending.zone("Far", ["PT", "BE"])

    answer = office.post("/office/shipping/new/", typed())

    assert answer.status_code == 409
    assert "Belgium: already in the zone “Far”. Take it out there first. Nothing was saved." in words_of(answer)
    assert "NL, BE" in answer.content.decode()
    assert list(written()) == ["Far"]


def test_the_verb_writes_no_falling_rates_even_where_a_form_would_let_it():
    zone = sending.zone()

    with pytest.raises(RatesFall):
        save_zone(zone, countries=["NL"], rates=[Rate(1000, 900), Rate(2000, 800)], by=make.admin())

    assert ShippingRate.objects.count() == 3
    assert ZoneCountry.objects.count() == 2


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_database_few_questions(office, django_assert_max_num_queries, many):
    for number, code in zip(range(many), ("NL", "BE", "PT"), strict=False):
        sending.zone(f"Zone {number}", [code])

    with django_assert_max_num_queries(5):
        office.get("/office/shipping/")
