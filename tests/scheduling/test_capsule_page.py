"""A capsule's public page, and the preorder form in it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Capsule, Preorder, Tier
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db

TIERS = [(1, 10, {"amount_minor": -600}), (31, 50, {"amount_minor": 600})]


@pytest.fixture
def drop():
    return make.capsule(tiers=TIERS)


def typed(drop, *, quantity=1, seen=None, **fields):
    variant = drop.variants.first()
    sums = {f"seen_{variant.pk}_{quantity}": seen} if seen is not None else {}
    return (
        {
            "variant": variant.pk,
            "quantity": quantity,
            "pickup_node": drop.pickup_nodes.first().pk,
            "name": "Ilse R.",
            "email": "ilse@example.org",
            "idempotency_key": uuid4(),
        }
        | sums
        | fields
    )


def take(drop, *positions):
    for position in positions:
        line.preorder(drop, [position], status="placed")


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_says_the_next_piece_its_price_and_how_many_are_missing(client, drop):
    take(drop, *range(1, 11))

    page = words_of(client.get(drop.get_absolute_url()))

    assert 'No. 11 is next, <span class="nowrap">€48.00</span>' in page
    assert "10 of 50 taken" in page
    assert "20 preorders are the minimum; 10 are still missing" in page


def test_an_order_over_a_tiers_end_is_shown_line_by_line(client):
    drop = make.capsule(tiers=TIERS, per_customer=3)
    take(drop, *range(1, 10))

    page = words_of(client.get(drop.get_absolute_url()))

    assert "<small>No. 10 at €42.00</small></th><td>€42.00</td>" in page
    assert "<small>No. 11 and 12 at €48.00</small></th><td>€96.00</td>" in page
    assert "Preorder, €138.00" in page


def test_a_preorder_leads_to_its_order_by_see_other(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4200))

    placed = Preorder.objects.get()
    assert (answer.status_code, answer.url) == (303, placed.get_absolute_url())
    assert (placed.total_minor, placed.name, placed.email) == (4200, "Ilse R.", "ilse@example.org")


def test_the_same_form_twice_is_one_order(client, drop):
    form = typed(drop, seen=4200)

    first, second = (client.post(drop.get_absolute_url(), form) for _ in range(2))

    assert first.url == second.url
    assert Preorder.objects.count() == 1


def test_a_sum_that_moved_is_not_taken_silently(client, drop):
    form = typed(drop, seen=4200)
    take(drop, *range(1, 11))

    answer = client.post(drop.get_absolute_url(), form)

    page = words_of(answer)
    assert answer.status_code == 409
    assert not Preorder.objects.filter(email="ilse@example.org").exists()
    assert "The sum of your choice is now €48.00. Nothing was ordered yet" in page
    assert 'value="Ilse R."' in page
    assert 'value="ilse@example.org"' in page
    assert f'name="seen_{form["variant"]}_1" value="4800"' in page
    assert client.post(drop.get_absolute_url(), form | {f"seen_{form['variant']}_1": 4800}).status_code == 303


def test_a_form_that_showed_no_sum_shows_it_first(client, drop):
    assert client.post(drop.get_absolute_url(), typed(drop)).status_code == 409


def test_a_form_with_holes_is_a_422_that_keeps_the_rest(client, drop):
    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4200, email="ilse"))

    assert answer.status_code == 422
    assert 'value="Ilse R."' in words_of(answer)
    assert answer.context["form"].errors.keys() == {"email"}


def test_the_sum_is_counted_again_without_checking_the_rest(client, drop):
    form = typed(drop, quantity=2, name="", email="", do="sum")

    answer = client.post(drop.get_absolute_url(), form)

    chosen = [quote for quote in answer.context["show"].quotes if quote.chosen]
    assert answer.status_code == 200
    assert [quote.offer.total_minor for quote in chosen] == [8400]
    assert not answer.context["form"].errors
    assert str(form["idempotency_key"]) in words_of(answer)


def test_row_2_while_the_last_pieces_are_only_held_the_page_says_when_one_may_come_back(client):
    drop = make.capsule(edition_size=3, minimum=2)
    take(drop, 1)
    until = timezone.now() + timedelta(minutes=9)
    for position, more in ((2, 0), (3, 3)):
        line.preorder(drop, [position], status="held", held_until=until + timedelta(minutes=more))

    page = words_of(client.get(drop.get_absolute_url()))

    assert "The last 2 pieces are reserved</h2>" in page
    assert "1 of 3 taken, 2 reserved" in page
    assert "Reserved: one may come back at <b>" in page
    assert f">{until.astimezone(drop.made_at.zone):%H:%M}</time></b>, Rotterdam time" in page
    assert '<span class="mark held">2</span>' in page
    assert "2 preorders are the minimum; 1 is still missing" in page


def test_row_2_a_hold_whose_time_is_over_no_longer_keeps_anybody_away(client):
    drop = make.capsule(edition_size=1, minimum=1)
    over = timezone.now() - timedelta(seconds=1)
    line.preorder(drop, [1], status="held", held_until=over)

    page = words_of(client.get(drop.get_absolute_url()))

    assert "No. 1 is next" in page
    assert "Preorder, €48.00" in page


def test_sold_out_offers_the_waiting_list_with_the_address_that_was_typed(client):
    drop = make.capsule(edition_size=2, minimum=1)
    take(drop, 1, 2)

    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4800))

    page = words_of(answer)
    assert answer.status_code == 409
    assert f'action="{reverse("waiting-join", args=[drop.slug])}"' in page
    assert 'value="ilse@example.org"' in page


def test_more_than_the_limit_is_refused_and_says_the_limit(client, drop):
    line.preorder(drop, [1, 2], status="placed", email="ILSE@example.org")

    answer = client.post(drop.get_absolute_url(), typed(drop, seen=4200))

    assert answer.status_code == 409
    assert "The limit is 2 pieces per customer. This mail address has 2 already." in words_of(answer)


def test_a_drop_that_is_not_open_yet_says_when_and_has_no_form(client):
    opens = timezone.now() + timedelta(days=2, hours=3, minutes=1)
    drop = make.capsule(opens_at=opens, closes_at=opens + timedelta(days=7))

    page = words_of(client.get(drop.get_absolute_url()))

    assert "Opens soon" in page
    assert "until preorders open" in page
    assert 'name="quantity"' not in page
    assert client.post(drop.get_absolute_url(), typed(drop, seen=4800)).status_code == 409


def test_a_closed_drop_says_what_became_of_it(client):
    missed = make.capsule(status="closed", closes_at=timezone.now() - timedelta(hours=1))

    page = words_of(client.get(missed.get_absolute_url()))

    assert "The minimum of 20 was not met, so nothing is made." in page
    assert "Preorder, €" not in page
    assert client.post(missed.get_absolute_url(), typed(missed, seen=4800)).status_code == 409


def test_a_draft_is_seen_by_its_maker_and_by_admins_only(client):
    draft = make.capsule(status="draft")
    answers = {}
    for who in (None, make.maker_user(), make.maker_user(draft.maker), make.admin()):
        client.logout()
        if who:
            client.force_login(who)
        answers[who and (who.is_admin or who.maker == draft.maker)] = client.get(draft.get_absolute_url()).status_code

    assert answers == {None: 404, False: 404, True: 200}


def test_the_route_is_told_as_stations(client, drop):
    wheel = make.kind("Wheel")
    make.operation(drop, on=wheel, minutes_per_piece=12, wait_minutes=7 * 24 * 60)

    page = words_of(client.get(drop.get_absolute_url()))

    assert "<h3>Formed</h3><p>Wheel, 12 minutes a piece, then at least 7 days of rest.</p>" in page


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\r\n \r\n\r\n"])
def test_an_empty_line_of_the_story_begins_a_paragraph_whoever_typed_it(client, between):
    drop = make.capsule(story=between.join(["Twice a day.", "“Three glazes.”"]))

    page = client.get(drop.get_absolute_url()).content.decode()

    assert '<p class="lead">Twice a day.</p>' in page
    assert '<blockquote class="pull">“Three glazes.”' in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_database_few_questions(client, django_assert_max_num_queries, many):
    drop = make.capsule(prices=[4800] * many, pickup_nodes=[make.node() for _ in range(many)])
    kiln = make.kiln_kind()
    for rank in range(1, many + 1):
        make.operation(drop, on=kiln, rank=rank, program=make.program(kiln))
        Tier.objects.create(capsule=drop, first=rank, last=rank, amount_minor=-100)
        line.preorder(drop, [rank], status="placed")

    with django_assert_max_num_queries(12):
        client.get(drop.get_absolute_url())


def test_an_upcoming_drop_is_told_by_mail_and_shows_what_it_will_cost(client):
    opens = timezone.now() + timedelta(days=2)
    drop = make.capsule(opens_at=opens, closes_at=opens + timedelta(days=7), tiers=TIERS)

    page = words_of(client.get(drop.get_absolute_url()))

    assert 'No. 1 is first, <span class="nowrap">€42.00</span>' in page
    assert f'action="{reverse("reminder-join", args=[drop.slug])}"' in page
    assert "Tell me when it opens" in page


def test_care_stands_beside_the_materials(client):
    drop = make.capsule(materials="Clay: stoneware", care="Wash it by hand.\n\nNot for the oven.")

    page = words_of(client.get(drop.get_absolute_url()))

    assert "<dt>Clay</dt><dd>stoneware</dd>" in page
    assert "<dt>Care</dt><dd><p>Wash it by hand.</p><p>Not for the oven.</p></dd>" in page


def test_the_page_says_how_its_maker_kept_earlier_dates(client, drop):
    for days, title in ((-1, "Early"), (3, "Late")):
        closed = timezone.now() - timedelta(days=40)
        before = make.capsule(
            title, status="closed", maker=drop.maker, opens_at=closed - timedelta(days=9), closes_at=closed
        )
        run = make.run(before, status="made", due_at=timezone.now() - timedelta(days=9))
        line.preorder(before, [1], status="ready", ready_at=run.due_at + timedelta(days=days))

    page = words_of(client.get(drop.get_absolute_url()))

    assert "<b>1 of 2</b> dates kept" in page
    assert "1 day early" in page
    assert "3 days late" in page


def test_where_nothing_is_left_the_page_leads_to_what_is_open_its_makers_own_first(client):
    over = make.capsule(status="closed")
    other, own = make.capsule("Harbour Check"), make.capsule("Five O’Clock", maker=over.maker)
    make.capsule("Sold out", edition_size=1, minimum=1)
    line.preorder(Capsule.objects.get(title="Sold out"), [1], status="placed")

    answer = client.get(over.get_absolute_url())

    assert [drop.capsule for drop in answer.context["around"].open_now] == [own, other]
    assert f'href="{own.get_absolute_url()}"' in words_of(answer)
