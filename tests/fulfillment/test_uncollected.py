"""Row 29: orders that nobody collects are reminded of after 7 and after 14 days, then an admin decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capsules.models import Preorder
from coop.models import Entry
from fulfillment.actions import handing_over, reminding
from fulfillment.letters import letter_of
from fulfillment.models import Notice, Piece
from fulfillment.outcomes import Failed
from fulfillment.tasks import sweep_uncollected
from tests import make
from tests.fulfillment import line
from tests.fulfillment.test_desk_page import words

pytestmark = pytest.mark.django_db


def here_for(days, *, order=None, **fields):
    order = order or line.ready_order(**fields)
    Preorder.objects.filter(pk=order.pk).update(ready_at=timezone.now() - timedelta(days=days, minutes=1))
    order.refresh_from_db()
    return order


def reminders(order):
    return list(order.notices.filter(kind="pickup_reminder").order_by("pk").values_list("facts__days", flat=True))


def test_row_29_each_reminder_goes_out_once_however_often_the_sweep_runs():
    order = line.ready_order()

    told = {}
    for days in (0, 6, 7, 8, 13, 14, 15, 40):
        here_for(days, order=order)
        sweep_uncollected()
        sweep_uncollected()
        told[days] = reminders(order)

    assert told == {0: [], 6: [], 7: [7], 8: [7], 13: [7], 14: [7, 14], 15: [7, 14], 40: [7, 14]}


def test_two_weeks_in_which_nobody_swept_are_one_reminder_and_not_two():
    order = here_for(20)

    sweep_uncollected()

    assert reminders(order) == [14]


def test_only_what_lies_on_a_shelf_for_its_customer_is_reminded_of():
    collected = here_for(8)
    handing_over.hand_over(collected, at=collected.pickup_node, by=make.admin(), paid_minor=collected.total_minor)
    parcel = here_for(8, order=line.ready_parcel())

    assert (sweep_uncollected(), reminders(collected), reminders(parcel)) == (0, [], [])


def test_the_reminder_brings_the_code_and_the_second_says_that_the_co_op_decides():
    order = here_for(7, title="Low Tide")
    sweep_uncollected()
    here_for(14, order=order)
    sweep_uncollected()

    first, second = (letter_of(notice) for notice in order.notices.filter(kind="pickup_reminder").order_by("pk"))

    assert first.subject == f"Still here for you: Low Tide, Glaze 1 (order {order.reference})"
    assert f"Your pickup code: {order.code}" in first.body
    assert "Somebody else may collect it for you" in first.body
    assert "else the co-op decides what becomes of it" in second.body


def test_a_reminder_that_comes_too_late_is_not_sent():
    order = here_for(7)
    sweep_uncollected()
    handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=order.total_minor)

    with pytest.raises(Failed, match="The order was collected before this mail went out"):
        letter_of(Notice.objects.get(preorder=order, kind="pickup_reminder"))


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def test_an_admin_sees_what_waits_for_two_weeks_and_when_it_was_reminded(office):
    order, fresh = here_for(15), here_for(13)
    sweep_uncollected()

    page = words(office.get("/office/uncollected/"))

    assert f"{order.reference}, Ilse R." in page
    assert "owed" in page
    assert f"{fresh.reference}, Ilse R." not in page
    assert "1 not collected" in words(office.get("/office/"))


def test_asking_again_is_one_mail_a_day_and_a_line_of_the_journal(office):
    order = here_for(16)

    for _ in range(2):
        answer = office.post(f"/office/uncollected/{order.pk}/ask/", follow=True)

    assert "Ilse R. is asked once more." in words(answer)
    assert reminders(order) == [16]
    assert Entry.objects.filter(row=order.pk, verb="asked again for").exists()


def test_put_back_ends_the_order_and_its_piece_lies_on_the_shelf_as_stock(office):
    order = here_for(16)
    piece = Piece.objects.get(claim__preorder=order)

    office.post(f"/office/uncollected/{order.pk}/put-back/", {"reason": "Nobody came."})

    order.refresh_from_db()
    piece.refresh_from_db()
    assert (order.status, order.end_reason) == ("cancelled", "Nobody came.")
    assert (piece.claim, piece.place, piece.node, piece.status) == (None, "shelf", order.pickup_node, "passed")
    assert piece.moves.count() == 2  # made, and put on the shelf: nothing moved when the order ended
    assert Notice.objects.filter(preorder=order, kind="preorder_ended").count() == 1


def test_put_back_serves_whoever_still_waits_for_a_piece(office):
    run, (order, waiting) = line.made_run([1], [2])
    first, second = line.pieces_of(run)
    by = make.admin()
    line.inspecting.inspect(first, result="passed", by=by)
    line.inspecting.inspect(second, result="scrapped", reason="cracked", by=by)
    line.stocking.receive(order.pickup_node, pieces=[first], by=by)
    here_for(16, order=order)

    office.post(f"/office/uncollected/{order.pk}/put-back/", {"reason": "Nobody came."})

    waiting.refresh_from_db()
    assert waiting.status == "ready"
    assert Piece.objects.get(claim__preorder=waiting) == first


def test_put_back_wants_a_reason_and_keeps_the_order_without(office):
    order = here_for(16)

    answer = office.post(f"/office/uncollected/{order.pk}/put-back/", {"reason": " "})

    order.refresh_from_db()
    assert (answer.status_code, order.status) == (409, "ready")
    assert "Say why: the customer reads the reason." in words(answer)


@pytest.mark.parametrize("decide", ["ask", "put-back"])
def test_who_came_in_the_meantime_is_left_alone(office, decide):
    order = here_for(16)
    handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=order.total_minor)

    answer = office.post(f"/office/uncollected/{order.pk}/{decide}/", {"reason": "Nobody came."})

    order.refresh_from_db()
    assert (answer.status_code, order.status) == (409, "collected")
    assert "is collected by now: nothing is left to decide." in words(answer)


def test_the_reminders_ask_the_database_as_often_for_three_orders_as_for_one(django_assert_max_num_queries):
    for _ in range(3):
        here_for(8)

    with django_assert_max_num_queries(6):
        reminding.owe_reminders()
