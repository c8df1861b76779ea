"""Samples on shops' shelves: placed, carded, scanned, and what they brought."""

from datetime import date

import pytest

from capsules import card
from capsules.actions.counting import TALLY, write_all
from capsules.asked import Door
from capsules.materials import care, touchable
from capsules.models import ReferralDay, Sample
from tests import make

from .ordering import order

pytestmark = pytest.mark.django_db

MATERIALS = "Clay: river stoneware, cone 6\nHolds: 1 litre\nUse: food safe, dishwasher safe"
TYPED = {
    "shop": "Boekhandel Kade",
    "street": "Kade 3",
    "city": "Rotterdam",
    "from_on": "2027-03-01",
    "until_on": "",
    "words": "Pick it up.",
}


@pytest.fixture
def drop():
    return make.capsule(materials=MATERIALS)


@pytest.fixture
def studio(client, drop):
    client.force_login(make.maker_user(drop.maker))
    return client


@pytest.fixture(autouse=True)
def empty_tally():
    TALLY.clear()


@pytest.fixture
def plain_drawing(monkeypatch):
    """Without the second of work that a drawing is."""
    monkeypatch.setattr(card, "PIXELS", 40)


def test_a_sample_of_a_drop_gets_a_link_of_its_own(studio, drop):
    studio.post("/studio/samples/", TYPED | {"of_what": f"capsule-{drop.pk}"})

    sample = Sample.objects.get()
    assert (sample.capsule, sample.material, sample.city, sample.from_on, sample.until_on) == (
        drop,
        "",
        "Rotterdam",
        date(2027, 3, 1),
        None,
    )
    link = sample.referral
    assert (link.code, link.name, link.kind, link.maker) == (
        "low-tide-boekhandel-kade",
        "Low Tide, Boekhandel Kade",
        "sample",
        drop.maker,
    )


def test_a_sample_of_a_material_names_one_of_the_makers_own(studio, drop):
    offered = studio.get("/studio/samples/").context["form"].fields["of_what"].choices
    studio.post("/studio/samples/", TYPED | {"of_what": "Clay: river stoneware, cone 6"})
    refused = studio.post("/studio/samples/", TYPED | {"of_what": "Clay: porcelain"})

    assert [value for _, group in offered for value, _ in group] == [
        f"capsule-{drop.pk}",
        "Clay: river stoneware, cone 6",
    ]
    assert (Sample.objects.get().material, refused.status_code) == ("Clay: river stoneware, cone 6", 422)


def test_a_last_day_before_the_first_is_refused_and_the_rest_is_kept(studio, drop):
    answer = studio.post("/studio/samples/", TYPED | {"of_what": f"capsule-{drop.pk}", "until_on": "2027-02-01"})

    assert answer.context["form"].errors == {"until_on": ["The last day lies before the first."]}
    assert 'value="Boekhandel Kade"' in answer.content.decode()


def test_scanning_a_card_is_counted_and_leads_to_the_drop_by_its_link(client, drop):
    sample = make.sample(drop)

    answer = client.get(f"/s/{sample.referral.code.upper()}/")
    client.get(answer.url)
    client.get(f"/s/{sample.referral.code}/", headers={"user_agent": "Googlebot"})

    write_all()
    assert (answer.status_code, answer.url) == (302, f"{drop.get_absolute_url()}?via={sample.referral.code}")
    assert answer["Cache-Control"] == "no-store"
    assert ReferralDay.objects.values_list("visits", "scans").get() == (1, 1)


def test_the_card_of_a_material_leads_to_the_latest_drop_of_it_or_to_the_maker(client, drop):
    clay = make.sample(maker=drop.maker, material="Clay: river stoneware, cone 6")
    gone = make.sample(maker=drop.maker, material="Clay: porcelain")

    leads = [client.get(f"/s/{each.referral.code}/").url.partition("?")[0] for each in (clay, gone)]

    assert leads == [drop.get_absolute_url(), f"/makers/{drop.maker.slug}/"]


def test_a_card_that_stands_on_its_shelf_before_the_drop_is_listed_leads_to_the_maker(client, drop):
    early = make.sample(make.capsule("Ebb", maker=drop.maker, status="submitted"))

    answer = client.get(f"/s/{early.referral.code}/")

    assert answer.url == f"/makers/{drop.maker.slug}/?via={early.referral.code}"
    assert client.get(answer.url).status_code == 200


def test_an_unknown_card_is_no_page(client):
    assert client.get("/s/nobody/").status_code == 404


def test_what_a_sample_brought_is_shown_beside_its_scans(studio, drop):
    sample, nova = make.sample(drop), make.referral("nova")
    studio.logout()
    studio.get(f"/s/{sample.referral.code}/")
    write_all()
    order(drop, 2, door=Door(first_via=sample.referral, last_via=nova))
    studio.force_login(make.maker_user(drop.maker))

    ((shown, it),) = studio.get("/studio/samples/").context["samples"]

    assert (shown, it.scans, it.first_orders, it.first_pieces, it.first_sum) == (sample, 1, 1, 2, 9600)
    assert (it.last_orders, it.last_pieces, it.last_sum) == (0, 0, 0)


def test_a_sample_that_is_taken_back_is_no_longer_on_the_page_and_its_card_still_leads_there(studio, drop):
    sample = make.sample(drop)

    studio.post(f"/studio/samples/{sample.pk}/take-back/")

    assert "Samples to touch nearby" not in studio.get(drop.get_absolute_url()).content.decode()
    assert studio.get(f"/s/{sample.referral.code}/").status_code == 302


def test_a_makers_card_is_a_pdf_of_a6(studio, drop, plain_drawing):
    sample = make.sample(drop, words="Lift it. It is lighter than it looks.")

    answer = studio.get(f"/studio/samples/{sample.pk}/card.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="card-{sample.referral.code}.pdf"'
    made = card.Card(letters="")
    assert (round(made.w), round(made.h), answer.content[:5]) == (105, 148, b"%PDF-")


@pytest.mark.parametrize("installed", [True, False])
def test_a_card_is_made_with_our_typefaces_and_without_them(settings, drop, plain_drawing, installed):
    settings.FONTS_INSTALLED = settings.FONTS_INSTALLED and installed
    sample = make.sample(drop, words="“Łódź”, said Zoë: pick it up.")

    made = card.card_of(sample, drawn_by=drop)

    assert made.startswith(b"%PDF-")
    assert (b"Fraunces" in made) == settings.FONTS_INSTALLED


def test_a_card_says_how_a_piece_is_cared_for_and_a_sample_shows_what_can_be_touched():
    assert care(MATERIALS) == ["Use: food safe, dishwasher safe"]
    assert touchable(MATERIALS) == ["Clay: river stoneware, cone 6"]


def test_the_list_asks_no_more_for_three_samples_than_for_one(studio, drop, django_assert_num_queries):
    for many in (1, 2):
        for _ in range(many):
            make.sample(drop)
        with django_assert_num_queries(7):
            studio.get("/studio/samples/")
