from datetime import timedelta

import pytest

from capsules.actions.closing import close
from capsules.models import Capsule, Run
from tests import make

from .ordering import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def typed(instant, node):
    local = instant.astimezone(node.zone)
    return {"day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}"}


def test_an_admin_moves_the_closing_time_on_the_nodes_clock(office):
    capsule = make.capsule()
    later = (capsule.closes_at + timedelta(days=3)).replace(second=0, microsecond=0)

    answer = office.post(f"/office/capsules/{capsule.slug}/closing/", typed(later, capsule.made_at))

    assert answer.status_code == 302
    assert Capsule.objects.get().closes_at == later


def test_a_later_time_reopens_a_capsule_whose_run_waits_for_approval(office):
    capsule = make.capsule(minimum=1)
    order(capsule)
    Capsule.objects.update(closes_at=make.now() - timedelta(minutes=1))
    close(capsule)

    office.post(f"/office/capsules/{capsule.slug}/closing/", typed(make.now() + timedelta(days=2), capsule.made_at))

    assert (Capsule.objects.get().status, Run.objects.get().status) == ("listed", "withdrawn")


def test_a_time_before_the_opening_is_refused_and_kept_in_the_form(office):
    capsule = make.capsule()

    answer = office.post(
        f"/office/capsules/{capsule.slug}/closing/", {"day": f"{capsule.opens_at:%Y}-01-01", "hour": "00:00"}
    )

    assert answer.status_code in (409, 422)
    assert f'value="{capsule.opens_at:%Y}-01-01"' in answer.content.decode()
    assert Capsule.objects.get().closes_at == capsule.closes_at


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_year_that_only_a_slip_means_is_refused_in_words(office, day):
    capsule = make.capsule()

    answer = office.post(f"/office/capsules/{capsule.slug}/closing/", {"day": day, "hour": "10:00"})

    assert answer.status_code == 422
    assert "Choose a day within three years of today." in answer.content.decode()


def test_who_waits_is_shown_in_order_of_asking(office):
    capsule = make.capsule()
    for name in ("wim", "els"):
        capsule.waiting.create(email=f"{name}@example.org")

    page = office.get(f"/office/capsules/{capsule.slug}/closing/").content.decode()

    assert page.index("wim@example.org") < page.index("els@example.org")


def test_an_admin_cancels_a_confirmed_order_with_a_reason_that_its_customer_reads(office):
    placed = order(make.capsule())
    placed.become("confirmed", confirmed_at=make.now())

    refused = office.post(f"/office/orders/{placed.pk}/cancel/", {"reason": " "})
    office.post(f"/office/orders/{placed.pk}/cancel/", {"reason": "The mould broke."})

    placed.refresh_from_db()
    assert (refused.status_code, placed.status, placed.end_reason) == (409, "cancelled", "The mould broke.")
    assert "The mould broke." in office.get(f"/office/capsules/{placed.capsule.slug}/orders/").content.decode()


def test_the_list_asks_no_more_for_three_capsules_than_for_one(office, django_assert_num_queries):
    make.capsule()
    with django_assert_num_queries(3):
        office.get("/office/capsules/")
    make.capsule(), make.capsule()
    with django_assert_num_queries(3):
        office.get("/office/capsules/")
