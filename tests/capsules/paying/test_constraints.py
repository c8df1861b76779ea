"""What the database itself refuses of payments: each rule is attacked past every verb."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from capsules.models import Card, Difference, Payment, Preorder, ProviderNews, Refund
from coop.lifecycle import broke
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def pay(order, **fields):
    return Payment.objects.create(preorder=order, **{"way": "card", "amount_minor": 4800, "currency": "EUR"} | fields)


def paid(order, **fields):
    return pay(order, status="paid", paid_at=timezone.now(), **fields)


def refund(payment, minor=4800, **fields):
    return Refund.objects.create(payment=payment, amount_minor=minor, reason="a scratch", **fields)


def card(order, **fields):
    return Card.objects.create(preorder=order, **fields)


def saved(order):
    return card(order, saved_at=timezone.now(), method="pm_1")


def difference(**fields):
    return Difference.objects.create(kind="not taken", reference="pi_1", currency="EUR", **fields)


def twice(act, *args, **fields):
    act(*args, **fields), act(*args, **fields)


def two_orders():
    capsule = make.capsule()
    return line.preorder(capsule, [1]), line.preorder(capsule, [2])


OF_PAYMENTS = {
    "order_is_not_paid_twice": lambda order: paid(order, amount_minor=4801),
    "order_is_charged_once": lambda order: (paid(order, amount_minor=1), pay(order)),
    "intent_pays_one_payment": lambda order: [pay(each, intent="pi_1") for each in two_orders()],
    "payment_is_of_something": lambda order: pay(order, amount_minor=0),
    "refunds_never_exceed_what_was_paid": lambda order: twice(refund, paid(order), 2401),
    "only_what_was_taken_goes_back": lambda order: refund(pay(order)),
    "payment_status_has_its_stamp": lambda order: pay(order, status="dropped"),
    "asked_payment_says_what_it_wants": lambda order: pay(order, status="asked", asked_at=timezone.now()),
    "refund_is_of_something": lambda order: refund(paid(order), 0),
    "refund_status_has_its_stamp": lambda order: refund(paid(order), status="done"),
    "refund_has_its_own_name": lambda order: twice(refund, paid(order), 100, reference="re_1"),
    "order_asks_for_one_card_at_a_time": lambda order: twice(card, order),
    "order_has_one_saved_card": lambda order: twice(saved, order),
    "setup_saves_one_card": lambda order: [card(each, setup="seti_1") for each in two_orders()],
    "saved_card_can_be_charged": lambda order: card(order, saved_at=timezone.now()),
    "only_a_dropped_card_is_forgotten": lambda order: card(order, forgotten_at=timezone.now()),
    "news_are_taken_once": lambda order: twice(ProviderNews.objects.create, event="evt_1", kind="k", about="pi_1"),
    "difference_is_listed_once": lambda order: twice(difference),
    "settled_difference_says_how": lambda order: difference(settled_at=timezone.now()),
}


@pytest.mark.parametrize("name", OF_PAYMENTS)
def test_the_database_refuses(name):
    order = line.preorder(make.capsule(), [7])

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        OF_PAYMENTS[name](order)

    assert broke(refused.value, name)


def test_the_sums_beside_orders_and_payments_follow_every_way_of_writing():
    order, other = two_orders()
    payment = pay(order)

    def counted():
        orders = Preorder.objects.filter(pk__in=[order.pk, other.pk]).order_by("pk")
        return [*orders.values_list("paid_minor", flat=True), *Payment.objects.values_list("refunded_minor", flat=True)]

    seen = [counted()]
    Payment.objects.update(status="paid", paid_at=timezone.now())
    seen.append(counted())
    back = refund(payment, 800)
    seen.append(counted())
    Refund.objects.update(amount_minor=900)
    Payment.objects.update(preorder=other, amount_minor=4700)
    seen.append(counted())
    back.delete()
    seen.append(counted())
    Payment.objects.all().delete()
    seen.append(counted())

    assert seen == [[0, 0, 0], [4800, 0, 0], [4800, 0, 800], [0, 4700, 900], [0, 4700, 0], [0, 0]]
