"""The date on a capsule's page and on its orders' pages: in words and as a bar, from rows and without planning."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from scheduling.models import Promise
from tests import make
from tests.fulfillment import line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


SHIP = {f"ship_{part}": part for part in ("name", "street", "postcode", "city")} | {"ship_country": "NL"}


def day(number, hour=11):
    return datetime(2027, 3, number, hour, tzinfo=UTC)


@pytest.fixture
def drop():
    """Closes on Friday 5 March; the published lead time of four weeks ends on Friday 2 April."""
    return make.capsule(closes_at=day(5))


def promised(drop, *, expected=12, by=16, **fields):
    dates = {"expected_on": day(expected), "by_on": day(by), "closes_at": drop.closes_at}
    return Promise.objects.create(capsule=drop, **dates | fields)


def page(client, row):
    return " ".join(client.get(row.get_absolute_url()).content.decode().split())


def words_of(page, start):
    """The text of the page from `start` on, without its tags."""
    plain = "".join(part.partition(">")[2] if ">" in part else part for part in page[page.index(start) :].split("<"))
    return " ".join(plain.split())


def test_the_capsule_page_says_expected_by_what_it_waits_for_and_when_it_was_calculated(client, drop):
    promised(drop, waits_for="a free kiln")

    words = words_of(page(client, drop), "Expected ")

    assert words.startswith("Expected Fri 12 March by Tue 16 March (9 in 10)")
    assert "Waits longest for a free kiln. Calculated from free station time on Mon 1 March, 08:00" in words
    assert "The published lead time of 28 days ends Fri 2 April." in words


def test_the_bar_is_also_a_sentence(client, drop):
    promised(drop)

    assert (
        'aria-label="Lead time: the drop closes on Fri 5 March. The pieces are expected on Fri 12 March. '
        'They are there by Tue 16 March, with a chance of 9 in 10."' in page(client, drop)
    )


@pytest.mark.parametrize(
    "fields",
    [{"expected_on": None, "by_on": None, "obstacle": "No kiln."}, {"superseded_at": day(2)}],
)
def test_without_a_date_the_published_lead_time_stands(client, drop, fields):
    promised(drop, **fields)

    assert words_of(page(client, drop), "Expected by").startswith(
        "Expected by Fri 2 April 28 days after the drop closes"
    )


def test_a_day_that_has_passed_promises_nothing(client, march):
    drop = make.capsule(closes_at=day(25))
    promised(drop)
    march.move_to(day(17))

    assert "9 in 10" not in page(client, drop)


def test_what_was_kept_is_shown_against_the_published_day(client, march):
    march.move_to(day(2))
    drop = make.capsule(status="closed", opens_at=day(1, 8), closes_at=day(1))
    run = make.run(drop, status="made", due_at=day(20))
    promised(drop, run=run, kept_at=day(11))

    words = words_of(page(client, drop), "Ready ")

    assert words.startswith("Ready Thu 11 March promised by Sat 20 March")


def test_the_order_page_shows_its_date_and_how_it_moved(client, drop, march):
    first = promised(drop)
    march.shift(timedelta(hours=1))
    order = line.preorder(drop, [1], status="placed")
    march.shift(timedelta(hours=1))
    Promise.objects.filter(pk=first.pk).update(superseded_at=timezone.now())
    promised(drop, expected=15, by=19, reason="The big kiln is being repaired.")

    shown = page(client, order)

    assert "Expected Mon 15 March, by Fri 19 March, at" in words_of(shown, "The drop closes")
    assert "Fri 12 March → Mon 15 March The big kiln is being repaired." in words_of(shown, "How the date moved")
    assert "<small>by Fri 19 Mar</small>" in shown


def test_an_order_that_is_collected_elsewhere_is_expected_as_many_days_later_as_the_road_takes(client, drop, march):
    promised(drop)
    march.shift(timedelta(hours=1))
    there = make.node("Marvila", carried_days=4)
    made_there = line.preorder(drop, [1], status="placed", at=there)
    by_parcel = line.preorder(drop, [2], status="placed", at=drop.made_at, delivery="ship", pay_by="card", **SHIP)
    made_here = line.preorder(drop, [3], status="placed")

    assert "Expected Tue 16 March, by Sat 20 March, at" in words_of(page(client, made_there), "The drop closes")
    for order in (by_parcel, made_here):
        assert "Expected Fri 12 March, by Tue 16 March" in words_of(page(client, order), "The drop closes")
    Promise.objects.all().delete()
    assert "Expected by Tue 6 April, at" in words_of(page(client, made_there), "The drop closes")


def test_moves_before_an_order_are_not_its_business(client, drop, march):
    first = promised(drop)
    march.shift(timedelta(hours=1))
    Promise.objects.filter(pk=first.pk).update(superseded_at=timezone.now())
    promised(drop, expected=15, by=19, reason="The big kiln is being repaired.")
    march.shift(timedelta(hours=1))

    assert "How the date moved" not in page(client, line.preorder(drop, [1], status="placed"))
