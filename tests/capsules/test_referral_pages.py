"""Links in the studio and in the office: made, copied, counted, ended."""

import pytest

from capsules.actions.counting import TALLY, count_view, write_all
from capsules.asked import Door
from capsules.models import Referral
from tests import make

from .ordering import order

pytestmark = pytest.mark.django_db

TYPED = {"name": "Studio Nova", "kind": "influencer", "code": "Nova", "price_code": ""}


@pytest.fixture
def kiezel():
    return make.maker()


@pytest.fixture
def studio(client, kiezel):
    client.force_login(make.maker_user(kiezel))
    return client


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_maker_makes_a_link_that_leads_to_each_of_their_drops(studio, kiezel):
    drop = make.capsule(maker=kiezel)
    make.capsule("Not theirs")

    studio.post("/studio/referrals/", TYPED)

    shown = studio.get("/studio/referrals/").context["shown"]
    assert [(row.referral.code, row.referral.maker) for row in shown] == [("nova", kiezel)]
    assert [link.url for link in shown[0].links] == [
        f"http://testserver/makers/{kiezel.slug}/?via=nova",
        f"http://testserver{drop.get_absolute_url()}?via=nova",
    ]


def test_a_link_of_the_co_op_leads_to_the_window_and_to_every_drop(client, kiezel):
    client.force_login(make.admin())
    make.capsule(maker=kiezel), make.capsule()

    client.post("/office/referrals/", TYPED)

    (row,) = client.get("/office/referrals/").context["shown"]
    assert row.main.url == "http://testserver/?via=nova"
    assert (row.referral.maker, len(row.links)) == (None, 3)


def test_the_link_of_a_sample_is_the_one_that_its_card_carries(studio, kiezel):
    sample = make.sample(make.capsule(maker=kiezel))

    (row,) = studio.get("/studio/referrals/").context["shown"]

    assert [link.url for link in row.links] == [f"http://testserver/s/{sample.referral.code}/"]


def test_a_word_that_another_link_has_is_refused_and_the_rest_is_kept(studio):
    make.referral("nova")

    answer = studio.post("/studio/referrals/", TYPED)

    assert answer.status_code == 422
    assert "Another code is written nova already. Choose other letters." in words_of(answer)
    assert 'value="Studio Nova"' in words_of(answer)


def test_a_maker_may_let_a_link_bring_the_codes_of_their_own_drops_along(studio, kiezel):
    mine = make.price_code("MINE", capsule=make.capsule(maker=kiezel))
    foreign = make.price_code("FOREIGN", capsule=make.capsule())

    refused = studio.post("/studio/referrals/", TYPED | {"price_code": foreign.pk})
    studio.post("/studio/referrals/", TYPED | {"price_code": mine.pk})

    assert refused.status_code == 422
    assert Referral.objects.get().price_code == mine
    page = words_of(studio.get("/studio/referrals/"))
    assert "brings MINE, 10 % off each piece" in page
    assert "FOREIGN" not in page


def test_what_a_link_brought_is_said_by_both_ways_of_counting(studio, kiezel):
    TALLY.clear()
    drop, nova, kade = make.capsule(maker=kiezel), make.referral("nova", maker=kiezel), make.referral("kade")
    order(drop, 2, door=Door(first_via=nova, last_via=kade))
    order(drop, door=Door(first_via=nova, last_via=nova))
    for _ in range(4):
        count_view(drop.slug, "nova")
    write_all()

    answer = studio.get("/studio/referrals/")

    (row,) = answer.context["shown"]
    it = row.referral
    assert (it.visits, it.first_orders, it.first_pieces, it.first_sum) == (4, 2, 3, 14400)
    assert (it.last_orders, it.last_pieces, it.last_sum) == (1, 1, 4800)
    assert "2 orders<small>3 pieces, €144.00</small>" in words_of(answer)
    (looked,) = answer.context["looked"]
    assert (looked.views, looked.orders, looked.pieces, looked.per_hundred) == (4, 2, 3, "50.0")


def test_an_ended_link_stays_in_the_list_and_is_ended_once(studio, kiezel):
    nova = make.referral("nova", maker=kiezel)

    for _ in range(2):
        studio.post(f"/studio/referrals/{nova.pk}/end/")

    nova.refresh_from_db()
    assert nova.ended_at is not None
    assert "?via=nova" in words_of(studio.get("/studio/referrals/"))


def test_the_link_of_a_sample_ends_with_its_sample_only(studio, kiezel):
    sample = make.sample(make.capsule(maker=kiezel))

    assert studio.post(f"/studio/referrals/{sample.referral_id}/end/").status_code == 404


@pytest.mark.parametrize("area", ["studio", "office"])
def test_the_list_asks_no_more_for_three_links_than_for_one(client, kiezel, django_assert_num_queries, area):
    client.force_login(make.admin() if area == "office" else make.maker_user(kiezel))
    for many in (1, 2):
        for _ in range(many):
            make.capsule(maker=kiezel)
            make.referral(maker=kiezel, price_code=make.price_code(capsule=make.capsule(maker=kiezel)))
            make.sample(make.capsule(maker=kiezel))
        with django_assert_num_queries(9 if area == "studio" else 6):
            client.get(f"/{area}/referrals/")
