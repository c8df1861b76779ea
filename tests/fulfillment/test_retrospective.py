from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from capsules.actions.learning import write_lesson
from capsules.models import CostSheet, Lesson, Preorder, Refund
from coop.models import Entry, Terms
from fulfillment.actions import inspecting
from fulfillment.pages.drop_costs import Waste
from fulfillment.pages.retrospective import Retrospective, Yield
from tests import make
from tests.capsules.ordering import order
from tests.capsules.test_closing import closed_with

from . import line

pytestmark = pytest.mark.django_db


def shown_to(client, user, capsule, **posted):
    client.force_login(user)
    address = reverse("retrospective", args=[capsule.slug])
    return client.post(address, posted) if posted else client.get(address)


def test_what_stayed_sold_counts_and_what_was_given_back_is_said():
    made, (kept, given_back) = line.made_run([1, 2], [3])
    given_back.become("cancelled", cancelled_at=timezone.now(), end_reason="broken")
    given_back.claims.update(cancelled_at=timezone.now())

    shown = Retrospective(made.capsule)

    assert (shown.sold, shown.sum_minor, shown.mean_minor, shown.cancelled) == (2, 9600, 4800, 1)
    assert [sale.at for sale in shown.sales] == [kept.placed_at] * 2


def test_a_drop_below_its_minimum_shows_what_had_been_ordered():
    capsule = make.capsule(minimum=5)
    order(capsule, 2)
    closed_with(capsule)
    capsule.refresh_from_db()

    shown = Retrospective(capsule)

    assert (shown.run, shown.sold, shown.pieces, shown.promise) == (None, 2, None, None)


def test_links_and_samples_are_counted_by_the_pieces_that_stayed_sold():
    nova, kade = make.referral("nova"), make.referral("kade")
    made, (both, one, given_back) = line.made_run([1, 2], [3], [4])
    for order_, first, last in ((both, nova, kade), (one, nova, nova), (given_back, kade, kade)):
        Preorder.objects.filter(pk=order_.pk).update(first_via=first, last_via=last)
    given_back.become("cancelled", cancelled_at=timezone.now(), end_reason="broken")

    brought = Retrospective(made.capsule).brought

    assert [(row.link, row.first, row.last) for row in brought] == [(kade, 0, 2), (nova, 3, 1)]


def test_the_yield_counts_results_and_their_reasons():
    made, _ = line.made_run([1, 2], [3], [4])
    one, two, three, _ = line.pieces_of(made)
    admin = make.admin()
    inspecting.inspect(one, result="passed", reason="", by=admin)
    inspecting.inspect(two, result="scrapped", reason="Glaze crawled.", by=admin)
    inspecting.inspect(three, result="second", reason="Glaze crawled", by=admin)

    pieces = Retrospective(made.capsule).pieces

    assert pieces == Yield(4, 1, 1, 1, 1, [("Glaze crawled", 2)])
    assert pieces.percent == 33


def test_the_first_three_drops_of_a_maker_are_for_learning():
    maker, now = make.maker(), timezone.now()
    drops = [make.capsule(maker=maker, status="closed", opens_at=now - timedelta(days=9 - n)) for n in range(4)]
    make.capsule(status="closed", opens_at=now - timedelta(days=20))

    assert [(Retrospective(drop).drop_number, Retrospective(drop).is_learning) for drop in drops] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
    ]


def test_a_maker_keeps_a_lesson_and_finds_it_in_the_list(client):
    maker = make.maker_user()
    capsule = make.capsule(maker=maker.maker, status="closed")

    answer = shown_to(client, maker, capsule, keep="The blue. ", change="Fewer tiers", surprise="")

    assert answer.status_code == 302
    lesson = Lesson.objects.get()
    assert (lesson.capsule, lesson.keep, lesson.change, lesson.surprise, lesson.by) == (
        capsule,
        "The blue.",
        "Fewer tiers",
        "",
        maker,
    )
    assert Entry.objects.get(kind="capsules.capsule", verb="wrote a lesson about").row == capsule.pk
    assert "Fewer tiers" in client.get(reverse("retrospectives")).content.decode()


def test_a_lesson_that_is_emptied_is_gone():
    capsule = make.capsule(status="closed")
    by = make.maker_user(capsule.maker)
    write_lesson(capsule, keep="The blue", change="", surprise="", by=by)

    assert write_lesson(capsule, keep=" ", change="", surprise="", by=by) is None
    assert Lesson.objects.count() == 0


def test_too_long_an_answer_is_refused_and_nothing_typed_is_lost(client):
    maker = make.maker_user()
    capsule = make.capsule(maker=maker.maker, status="closed")

    answer = shown_to(client, maker, capsule, keep="o" * 601, change="Fewer tiers")

    assert answer.status_code == 422
    assert "Fewer tiers" in answer.content.decode()
    assert Lesson.objects.count() == 0


def test_an_admin_reads_a_lesson_and_cannot_write_it(client):
    capsule = make.capsule(status="closed")
    write_lesson(capsule, keep="The blue", change="", surprise="", by=make.maker_user(capsule.maker))

    answer = shown_to(client, make.admin(), capsule, keep="The red")

    assert (answer.status_code, Lesson.objects.get().keep) == (200, "The blue")
    assert "Keep the lesson" not in answer.content.decode()


def test_an_open_drop_has_no_retrospective(client):
    maker = make.maker_user()

    assert shown_to(client, maker, make.capsule(maker=maker.maker)).status_code == 404


@pytest.mark.parametrize("drops", [1, 3])
def test_the_list_asks_as_often_for_three_drops_as_for_one(client, django_assert_max_num_queries, drops):
    maker = make.maker_user()
    for _ in range(drops):
        write_lesson(make.capsule(maker=maker.maker, status="closed"), keep="Blue", change="", surprise="", by=maker)
    client.force_login(maker)

    with django_assert_max_num_queries(7):
        client.get(reverse("retrospectives"))


def made_with_costs():
    """Four pieces at 48.00 made and sold, one of them again after it was scrapped, on a wheel for 2 hours of 6.00."""
    made, (order_, _) = line.made_run([1, 2], [3, 4], maker=make.maker())
    capsule = made.capsule
    kept = CostSheet.objects.create(capsule=capsule, waste_percent=0, scrap_percent=0, returns_percent=0)
    kept.materials.create(rank=1, name="Clay", minor=200)
    wheel = make.station(of=make.kind("wheel"), at=capsule.made_at, hour_minor=600)
    make.operation(capsule, on=wheel.kind, minutes_per_piece=15)
    start = make.now() + timedelta(days=1)
    step = make.step(made, operation=capsule.operations.get())
    make.booking(wheel, during=Range(start, start + timedelta(hours=2)), purpose="step", step=step)
    Terms.objects.create(begins_on="2020-01-01", commission_percent=10, card_percent=2, card_minor=25)
    payment = order_.payments.create(
        way="card", amount_minor=9600, currency="EUR", status="paid", paid_at=timezone.now()
    )
    payment.refunds.create(amount_minor=1000, reason="A chip")
    inspecting.inspect(line.pieces_of(made)[0], result="scrapped", reason="It cracked.", by=make.admin())
    return capsule


def test_costs_and_margin_stand_planned_beside_real_and_add_up():
    capsule = made_with_costs()

    costs = Retrospective(capsule).costs

    assert {row.words: (row.planned, row.real) for row in costs.rows} == {
        "Prices of the pieces": (19200, 19200),
        "Given back to customers": (0, -1000),
        "VAT": (-3332, -3159),
        "Stations and firings": (-600, -1200),
        "Materials": (-800, -800),
        "Payment fees": (costs.planned and -costs.planned.of("fee"), -217),
        # 10 % of 158.68, and of 150.41.
        "The co-op’s commission": (-1587, -1504),
    }
    assert (costs.left.planned, costs.left.real) == (costs.planned.left_minor, 11320)
    assert costs.left.planned == sum(row.planned for row in costs.rows)
    assert costs.waste == Waste(1, 500)


def test_the_commission_is_planned_by_the_terms_of_the_close_and_really_by_those_of_each_payment():
    with time_machine.travel(datetime(2027, 3, 12, 12, tzinfo=UTC), tick=False):
        capsule = made_with_costs()
    Terms.objects.create(begins_on="2027-04-01", commission_percent=20, card_percent=2, card_minor=25)
    Refund.objects.update(owed_at=datetime(2027, 4, 2, 12, tzinfo=UTC))

    with time_machine.travel(datetime(2027, 4, 3, 12, tzinfo=UTC), tick=False):
        rows = {row.words: row for row in Retrospective(capsule).costs.rows}

    # Paid in March: 96.00, without VAT 79.34, of which 7.93 are kept. What is given back in April, and what is not paid
    # yet, counts by April's terms: 86.00, without VAT 71.07, of which 14.21 are kept.
    kept = rows["The co-op’s commission"]
    assert (kept.planned, kept.real) == (-1587, -(793 + 1421))


def test_a_drop_without_a_cost_sheet_shows_what_was_real_alone(client):
    capsule = made_with_costs()
    CostSheet.objects.all().delete()

    costs = Retrospective(capsule).costs
    page = shown_to(client, make.maker_user(capsule.maker), capsule).content.decode()

    assert {row.planned for row in costs.rows} == {None}
    assert costs.left.real == 11320 + 800
    assert "No cost sheet was written" in page
