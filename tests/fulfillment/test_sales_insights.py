from datetime import timedelta

import pytest
from django.urls import reverse

from capsules.models import CapsuleDay
from fulfillment.pages.sales_insights import Again, again, latest_drops, velocities
from tests import make

from . import line

pytestmark = pytest.mark.django_db


def drop(title, *, days, **fields):
    now = make.now()
    return make.capsule(title, opens_at=now - timedelta(days=days), closes_at=now + timedelta(days=9), **fields)


def test_pace_is_pieces_a_day_while_they_could_be_ordered_the_fastest_first():
    now = make.now()
    slow = drop("Slow", days=10)
    quick = drop("Quick", days=5, prices=(4800, 5200))
    line.preorder(slow, [1, 2, 3])
    line.preorder(quick, [1, 2])
    line.preorder(quick, [3], status="cancelled")
    line.preorder(quick, [4], variant=quick.variants.last())
    drop("To come", days=-2)

    found = velocities(latest_drops(now), now)

    assert [(str(row.variant.capsule), row.pieces, row.days, row.a_day, row.percent) for row in found] == [
        ("Quick", 2, 5.0, 0.4, 100),
        ("Slow", 3, 10.0, 0.3, 75),
        ("Quick", 1, 5.0, 0.2, 50),
    ]


def test_whoever_orders_again_is_counted_without_being_shown():
    first, second = drop("First", days=9), drop("Second", days=5)
    line.preorder(first, [1], email="ilse@example.org")
    line.preorder(second, [1], email="Ilse@example.org")
    line.preorder(second, [2], email="bo@example.org")
    line.preorder(second, [3], email="bo@example.org", status="cancelled")
    line.preorder(first, [2], email="", name="", status="collected", erased_at=make.now())

    assert again() == Again(orders=3, repeated=1)
    assert again().percent == 33


@pytest.mark.parametrize("drops", [1, 3])
def test_the_page_asks_as_often_for_three_drops_as_for_one(client, drops, django_assert_max_num_queries):
    for number in range(drops):
        capsule = drop(f"Drop {number}", days=4)
        line.preorder(capsule, [1, 2])
        CapsuleDay.objects.create(capsule=capsule, day=make.now().date(), views=40)
    client.force_login(make.admin())

    with django_assert_max_num_queries(8):
        page = client.get(reverse("sales-insights")).content.decode()

    assert page.count('<td class="num">2.5</td>') == drops
    assert "example.org" not in page.partition("<main")[2]
