"""The capsule's page for whoever comes with a code, by a link, or by an invitation from the waiting list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capsules.actions.waiting import leave
from capsules.models import Capsule, Preorder, Waiting
from tests import make
from tests.buyers import order_form
from tests.capsules.test_inviting import day_passes, free, sold_out

from .test_capsule_page import TIERS, take, typed, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def drop():
    return make.capsule(tiers=TIERS)


def chosen(answer):
    return next(quote for quote in answer.context["show"].quotes if quote.chosen)


def test_what_a_code_takes_off_is_shown_line_by_line_before_anybody_orders(client, drop):
    make.price_code("SPRING")
    take(drop, *range(1, 10))

    answer = client.post(drop.get_absolute_url(), typed(drop, quantity=2, code="spring", do="sum"))

    page = words_of(answer)
    assert answer.status_code == 200
    assert "<b>SPRING</b>: 10 % off each piece." in page
    assert "With your code SPRING <small>No. 10, €4.20 off</small></th><td>−€4.20</td>" in page
    assert "With your code SPRING <small>No. 11, €4.80 off</small></th><td>−€4.80</td>" in page
    assert "Preorder, €81.00" in page
    assert chosen(answer).offer.total_minor == 8100


def test_an_order_with_a_code_costs_what_the_page_showed(client, drop):
    make.price_code("SPRING")

    answer = client.post(drop.get_absolute_url(), typed(drop, seen=3780, code="spring"))

    placed = Preorder.objects.get()
    assert (answer.status_code, placed.total_minor, placed.price_code.code) == (303, 3780, "SPRING")


def test_a_code_that_was_typed_and_not_looked_at_shows_its_sum_first(client, drop):
    make.price_code("SPRING")

    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4200, code="spring"))

    page = words_of(answer)
    assert answer.status_code == 409
    assert "The sum of your choice is now €37.80." in page
    assert 'value="spring"' in page
    assert f'name="seen_{drop.variants.get().pk}_1" value="3780"' in page


def test_row_12_whoever_comes_second_is_told_and_nothing_typed_is_lost(client, drop):
    make.price_code("ONCE", uses=1, used=1)

    answer = client.post(drop.get_absolute_url(), typed(drop, seen=3780, code="once"))

    page = words_of(answer)
    assert answer.status_code == 409
    assert page.count("The code ONCE is used up. Take it out to order without it.") == 2
    for kept in ('value="once"', 'value="Ilse R."', 'value="ilse@example.org"'):
        assert kept in page
    assert chosen(answer).offer.total_minor == 4200
    assert not Preorder.objects.exists()


def test_a_code_that_is_wrong_says_so_beside_its_field_and_the_sum_stays(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop, code="sprung", do="sum"))

    page = words_of(answer)
    assert answer.status_code == 200
    assert "Nobody knows the code “sprung”. Look at its letters again, or take it out." in page
    assert 'aria-invalid="true"' in page
    assert chosen(answer).offer.total_minor == 4200


def test_a_code_that_takes_nothing_off_says_that(client, drop):
    make.price_code("DEAR", kind="set", amount_minor=9900)

    answer = client.post(drop.get_absolute_url(), typed(drop, code="dear", do="sum"))

    assert "With your code DEAR <small>it takes nothing off these pieces</small>" in words_of(answer)


def test_a_link_brings_its_code_along_also_when_they_come_back_later(client, drop):
    make.referral("nova", price_code=make.price_code("NOVA5", percent=5))

    first = words_of(client.get(drop.get_absolute_url() + "?via=nova"))
    later = words_of(client.get(drop.get_absolute_url()))

    for page in (first, later):
        assert "<b>NOVA5</b>: 5 % off each piece. It came along with your link." in page
        assert "Preorder, €39.90" in page


def test_a_links_code_that_is_over_is_not_spoken_of(client, drop):
    make.referral("nova", price_code=make.price_code("NOVA5", valid_until=timezone.now()))

    page = words_of(client.get(drop.get_absolute_url() + "?via=nova"))

    assert "NOVA5" not in page
    assert "Preorder, €42.00" in page


def invited_drop(**fields):
    drop = sold_out(3, waiting=2, **fields)
    free(drop, 1)
    drop.invited = drop.line[0]
    drop.page = f"{drop.get_absolute_url()}?invited={drop.invited.secret}"
    return drop


def test_the_invited_see_what_is_kept_for_them_and_until_when(client):
    drop = invited_drop(tiers=[(1, 1, {"amount_minor": -600})])

    answer = client.get(drop.page)

    page = words_of(answer)
    assert '<h2 id="kept-h">No. 1 is kept for you</h2>' in page
    assert 'aria-label="0 days, 23 hours and 59 minutes left"' in page
    assert f'name="invited" value="{drop.invited.secret}"' in page
    assert [offer.quantity for offer, _ in answer.context["show"].choices] == [1]
    assert "Preorder, €42.00" in page
    headers = {name: answer[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")}
    assert headers == {
        "Referrer-Policy": "strict-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }


def test_the_invited_order_what_is_kept_for_them(client):
    drop = invited_drop()

    answer = client.post(drop.get_absolute_url(), order_form(drop, invited=drop.invited.secret))

    placed = Preorder.objects.latest("pk")
    assert (answer.status_code, answer.url) == (303, placed.get_absolute_url())
    assert list(placed.claims.values_list("position", flat=True)) == [1]


def test_others_see_that_all_are_taken_and_may_wait(client):
    drop = invited_drop()

    page = words_of(client.get(drop.get_absolute_url()))

    assert "All 3 are taken" in page
    assert "kept for you" not in page
    assert client.post(drop.get_absolute_url(), order_form(drop)).status_code == 409


def over(drop):
    day_passes(drop.invited)


def left(drop):
    leave(drop.invited)


def closed(drop):
    Capsule.objects.update(closes_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("end", [over, left, closed])
def test_an_invitation_that_is_over_says_so_and_orders_nothing(client, end):
    drop = invited_drop()
    end(drop)

    shown = words_of(client.get(drop.page))
    sent = client.post(drop.get_absolute_url(), order_form(drop, invited=drop.invited.secret))

    assert "<h2>This invitation is over</h2>" in shown
    assert sent.status_code == 409
    assert Preorder.objects.standing().count() == 2


def test_an_invitation_that_is_used_leads_to_the_order(client):
    drop = invited_drop()
    client.post(drop.get_absolute_url(), order_form(drop, invited=drop.invited.secret))

    assert "You have ordered with this invitation" in words_of(client.get(drop.page))


def test_a_secret_that_nobody_holds_is_no_invitation(client):
    drop = invited_drop()

    page = words_of(client.get(drop.get_absolute_url() + "?invited=guessed"))

    assert "invitation is over" not in page
    assert "kept for you" not in page


def test_a_piece_in_the_making_is_offered_as_what_it_is(client):
    drop = invited_drop(prices=(4800, 5200))
    dear = drop.variants.last()
    Waiting.objects.filter(pk=drop.invited.pk).update(variant=dear)
    Capsule.objects.filter(pk=drop.pk).update(
        status="closed", closed_at=timezone.now(), closes_at=timezone.now() - timedelta(hours=1)
    )

    answer = client.get(drop.page)
    other = client.post(drop.get_absolute_url(), order_form(drop, invited=drop.invited.secret))

    assert [quote.variant for quote in answer.context["show"].quotes] == [dear]
    assert "Preorder, €52.00" in words_of(answer)
    assert other.status_code == 422


def test_samples_are_listed_by_town(client):
    drop = make.capsule(materials="Clay: river stoneware\nUse: food safe")
    make.sample(drop, city="Utrecht", shop="Lak")
    make.sample(drop, city="Rotterdam", shop="Kade")
    make.sample(maker=drop.maker, material="Clay: river stoneware", city="Rotterdam", shop="Bureau")
    make.sample(maker=drop.maker, material="Clay: porcelain", shop="Elsewhere")
    make.sample(maker=make.maker(), material="Clay: river stoneware", shop="Another maker’s")
    make.sample(drop, shop="Was there", until_on=timezone.now().date() - timedelta(days=1), from_on="2026-01-01")

    answer = client.get(drop.get_absolute_url())

    shown = [(sample.city, sample.shop, sample.title) for sample in answer.context["show"].samples]
    assert shown == [
        ("Rotterdam", "Bureau", "River stoneware"),
        ("Rotterdam", "Kade", "Low Tide"),
        ("Utrecht", "Lak", "Low Tide"),
    ]
    page = words_of(answer)
    places = ("<h3>Rotterdam</h3>", "<b>Bureau</b>", "<b>Kade</b>", "<h3>Utrecht</h3>")
    assert sorted(places, key=page.index) == list(places)
    assert "Was there" not in page
