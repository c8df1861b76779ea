from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from capsules.actions.preordering import (
    CannotCancel,
    FewerLeft,
    NotOpen,
    OverLimit,
    SoldOut,
    cancel,
    mark_collected,
    mark_ready,
)
from capsules.actions.running import approve
from capsules.models import Claim, Preorder
from capsules.signals import preorder_ended, preorder_placed
from coop.actions.journal import CUSTOMER
from coop.models import Entry
from tests import make

from .ordering import heard, order, positions
from .test_closing import closed_with

pytestmark = pytest.mark.django_db


def test_an_order_takes_the_lowest_free_positions():
    capsule = make.capsule()
    first, second = order(capsule, 2), order(capsule, 1)
    cancel(first, by=CUSTOMER)

    third = order(capsule, 2)

    assert [positions(each) for each in (first, second, third)] == [[], [3], [1, 2]]


def test_an_order_is_journalled_and_announced():
    capsule = make.capsule()

    with heard(preorder_placed) as said:
        placed = order(capsule, 2)

    assert said == [(preorder_placed, placed)]
    entry = Entry.objects.get(kind="capsules.preorder", row=placed.pk)
    assert (entry.who, entry.verb, entry.details) == (
        "customer",
        "preordered",
        {"capsule": capsule.pk, "positions": [1, 2]},
    )


def test_row_3_the_row_of_an_order_moves_and_is_never_written_anew():
    capsule = make.capsule(minimum=1)
    placed = order(capsule)
    claims = list(Claim.objects.values_list("pk", "position"))

    approve(closed_with(capsule), by=make.admin())

    placed.refresh_from_db()
    assert placed.status == Preorder.Status.CONFIRMED
    assert list(Claim.objects.values_list("pk", "position")) == claims


def test_row_4_three_pieces_when_nine_are_taken_cost_42_48_48():
    tiers = [(1, 10, {"amount_minor": -600}), (31, 50, {"amount_minor": 600})]
    capsule = make.capsule(tiers=tiers, per_customer=9)
    order(capsule, 9)

    placed = order(capsule, 3)

    assert list(placed.claims.values_list("position", "price_minor")) == [(10, 4200), (11, 4800), (12, 4800)]
    assert placed.total_minor == 13800


def test_row_5_the_limit_counts_a_mail_address_in_other_letters_and_in_a_second_order():
    capsule = make.capsule(per_customer=2)
    order(capsule, 1, email="Nora@Example.org ")
    order(capsule, 1, email="nora@example.org")

    with pytest.raises(OverLimit) as refused:
        order(capsule, 1, email=" NORA@EXAMPLE.ORG")

    assert (refused.value.limit, refused.value.already) == (2, 2)
    assert str(refused.value) == (
        "The limit is 2 pieces per customer. This mail address has 2 already. Nothing was ordered."
    )
    assert capsule.claims.live().count() == 2


def test_a_cancelled_order_does_not_count_towards_the_limit():
    capsule = make.capsule(per_customer=1)
    cancel(order(capsule, email="nora@example.org"), by=CUSTOMER)

    assert positions(order(capsule, email="nora@example.org")) == [1]


def test_row_6_the_same_form_twice_is_one_order():
    capsule = make.capsule(per_customer=2)
    form = {"idempotency_key": uuid4(), "email": "nora@example.org"}

    with heard(preorder_placed) as said:
        answers = [order(capsule, 2, **form) for _ in range(2)]

    assert answers[0] == answers[1]
    assert (len(said), capsule.claims.count()) == (1, 2)


def test_the_same_form_finds_its_order_when_everything_is_sold_since():
    capsule = make.capsule(edition_size=1, minimum=1)
    key = uuid4()
    placed = order(capsule, idempotency_key=key)

    assert order(capsule, idempotency_key=key) == placed


def test_the_same_form_finds_its_order_though_it_is_cancelled():
    capsule = make.capsule()
    key = uuid4()
    placed = order(capsule, idempotency_key=key)
    cancel(placed, by=CUSTOMER)

    assert order(capsule, idempotency_key=key) == placed
    assert capsule.claims.live().count() == 0


def test_row_8_before_the_opening_time_it_says_when():
    opens = timezone.now() + timedelta(days=1)
    capsule = make.capsule(opens_at=opens)

    with pytest.raises(NotOpen) as refused:
        order(capsule)

    assert refused.value.opens_at == opens
    assert str(refused.value).startswith("Preorders open on ")


def test_a_closed_capsule_takes_no_order():
    capsule = make.capsule(status="closed")

    with pytest.raises(NotOpen):
        order(capsule)

    assert capsule.preorders.count() == 0


def test_a_full_edition_is_sold_out():
    capsule = make.capsule(edition_size=2, minimum=1)
    order(capsule, 2)

    with pytest.raises(SoldOut) as refused:
        order(capsule)

    assert str(refused.value) == "All 2 pieces are taken. You can join the waiting list."


def test_an_edition_that_sold_out_and_closed_offers_no_waiting_list():
    capsule = make.capsule(edition_size=1, minimum=1)
    order(capsule)
    closed_with(capsule)
    capsule.refresh_from_db()

    with pytest.raises(SoldOut) as refused:
        order(capsule)

    assert str(refused.value) == "The only piece is taken."


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"quantity": -1}])
def test_an_order_of_nothing_is_a_mistake_of_the_program(wrong):
    with pytest.raises(ValueError, match="is no order of"):
        order(make.capsule(), **wrong)


def test_a_variant_of_another_capsule_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="is no order of"):
        order(make.capsule(), variant=make.capsule().variants.get())


def test_more_than_is_left_is_refused_whole():
    capsule = make.capsule(edition_size=3, minimum=1)
    order(capsule, 2)

    with pytest.raises(FewerLeft) as refused:
        order(capsule, 2)

    assert refused.value.left == 1
    assert capsule.claims.live().count() == 2


def test_row_16_the_secret_link_cannot_be_guessed():
    capsule = make.capsule()

    secrets = {order(capsule).secret for _ in range(5)}

    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 5


def test_row_17_a_customer_cancels_before_the_approval_and_the_piece_is_free():
    capsule = make.capsule()
    placed = order(capsule, 2)

    with heard(preorder_ended) as said:
        cancelled = cancel(placed, reason="wrong glaze", by=CUSTOMER)
        cancel(placed, by=CUSTOMER)

    assert (cancelled.status, cancelled.end_reason) == (Preorder.Status.CANCELLED, "wrong glaze")
    assert said == [(preorder_ended, placed)]
    assert capsule.claims.live().count() == 0


def test_row_17_after_the_approval_only_an_admin_with_a_reason_cancels():
    capsule = make.capsule(minimum=1)
    placed, admin = order(capsule), make.admin()
    approve(closed_with(capsule), by=admin)

    for refused in ({"by": CUSTOMER}, {"by": make.maker_user()}, {"by": admin, "reason": " "}):
        with pytest.raises(CannotCancel):
            cancel(placed, **{"reason": "broken mould"} | refused)
    cancelled = cancel(placed, reason="broken mould", by=admin)

    assert (cancelled.status, cancelled.end_reason) == (Preorder.Status.CANCELLED, "broken mould")
    assert capsule.claims.live().count() == 0


def test_a_collected_order_can_no_longer_be_cancelled():
    capsule, admin = make.capsule(minimum=1), make.admin()
    placed = order(capsule)
    approve(closed_with(capsule), by=admin)
    placed.refresh_from_db()
    mark_ready(placed, by=admin)
    mark_collected(placed, by=admin)

    with pytest.raises(CannotCancel) as refused:
        cancel(placed, reason="no", by=admin)

    assert str(refused.value) == "This order is collected: there is nothing left to cancel."
    assert placed.ready_at <= placed.collected_at
