"""Whatever customers, banks, admins and the provider do, in any order: the sums are exact to the minor unit."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from capsules.actions import paying, refunding
from capsules.actions.preordering import cancel, mark_ready
from capsules.models import Payment, Preorder, Refund
from capsules.paying.provider import Asks, ByHand, Closed, Given, Later, Taken
from coop.refusals import Refusal
from fulfillment.receipt import Receipt
from tests import make
from tests.fulfillment import line

some = st.integers(0, 99)
SAID = [Taken("pi"), Asks("card", "No."), Asks("confirmation", "Ask."), Later("Down."), Closed()]


class Till(RuleBasedStateMachine):
    """Three confirmed orders, of a parcel, by card and for the desk, at sums that no round number hides."""

    def __init__(self):
        super().__init__()
        self.undone_at_the_end = transaction.atomic()
        self.undone_at_the_end.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone_at_the_end.__exit__(None, None, None)

    @initialize(pieces=st.integers(1, 99_999), off=st.integers(0, 99_999), shipping=st.integers(0, 2_000))
    def open_the_till(self, pieces, off, shipping):
        self.admin = make.admin()
        capsule = make.capsule(status="closed", vat_percent=21)
        off = min(off, pieces)
        code = make.price_code(used=3) if off else None
        ways = [line.PARCEL | {"shipping_minor": shipping}, {"pay_by": "card"}, {"pay_by": "desk"}]
        for number, way in enumerate(ways, 1):
            sums = {"pieces_minor": pieces, "discount_minor": off, "price_code": code}
            total = pieces - off + way.get("shipping_minor", 0)
            order = line.preorder(capsule, [number], **sums | way | {"total_minor": total})
            order.claims.update(price_minor=pieces, discount_minor=off)
        paying.owe_for_run(capsule)

    def orders(self):
        return list(Preorder.objects.order_by("pk"))

    def ask(self, verb, *args, **fields):
        try:
            with transaction.atomic():
                verb(*args, **fields)
        except Refusal:
            pass

    @precondition(lambda self: Payment.objects.filter(way="card").exists())
    @rule(which=some, said=st.sampled_from(SAID))
    def the_provider_says(self, which, said):
        cards = list(Payment.objects.filter(way="card").order_by("pk"))
        payment = cards[which % len(cards)]
        if isinstance(said, Taken) and not payment.intent:
            Payment.objects.filter(pk=payment.pk).update(intent=f"pi_{payment.pk}")
        self.ask(paying.settle, payment, said)

    @rule(which=some)
    def another_card(self, which):
        for payment in Payment.objects.asked()[which % 2 :]:
            self.ask(paying.try_again, payment)

    @rule(which=some)
    def at_the_desk(self, which):
        order = self.orders()[which % 3]
        if order.is_parcel:
            return
        if order.status == Preorder.Status.CONFIRMED:
            mark_ready(order, by=self.admin)
        if order.status == Preorder.Status.READY:
            self.ask(paying.take_at_desk, order, by=self.admin)

    @rule(which=some, minor=st.integers(1, 50_000))
    def a_part_goes_back(self, which, minor):
        for payment in Payment.objects.taken().order_by("pk")[which % 3 :][:1]:
            self.ask(refunding.give_back, payment, minor, reason="a scratch", by=self.admin)

    @precondition(lambda self: Refund.objects.exists())
    @rule(which=some, said=st.sampled_from([Given(), ByHand("No."), Later("Down.")]))
    def a_refund_is_answered(self, which, said):
        refunds = list(Refund.objects.order_by("pk"))
        refund = refunds[which % len(refunds)]
        if refund.can_become({Given: "done", ByHand: "by hand"}.get(type(said), "")) or isinstance(said, Later):
            self.ask(refunding.settle_refund, refund, said)

    @rule(which=some)
    def the_order_is_cancelled(self, which):
        self.ask(cancel, self.orders()[which % 3], reason="the mould broke", by=self.admin)

    @invariant()
    def every_sum_is_exact(self):
        for order in self.orders():
            payments = list(order.payments.all())
            standing = order.status not in Preorder.ENDED
            kept = sums(payments, "amount_minor", "paid") - sums(payments, "refunded_minor", "paid")
            went_back = sums(payments, "refunded_minor", "paid")

            assert lines_of(order) == receipt_of(order) == order.total_minor
            assert sums(payments, "amount_minor", "paid") == order.paid_minor
            assert sums(payments, "amount_minor", "surplus") == sums(payments, "refunded_minor", "surplus")
            assert sum(each.status in ("owed", "asked", "paid") for each in payments) <= 1
            if standing:
                assert order.total_minor - went_back == kept + order.to_pay_minor
            else:
                assert (kept, order.to_pay_minor) == (0, 0)


def sums(payments, column: str, status: str) -> int:
    return sum(getattr(payment, column) for payment in payments if payment.status == status)


def lines_of(order) -> int:
    return sum(claim.price_minor - claim.discount_minor for claim in order.claims.all()) + order.shipping_minor


def receipt_of(order) -> int:
    """What stands above the total."""
    rows = list(Receipt(order, list(order.claims.all())))
    total = next(number for number, row in enumerate(rows) if row.get("total"))
    return sum(row["minor"] for row in rows[:total])


@pytest.mark.django_db
def test_the_sums_are_exact_whatever_happens():
    run_state_machine_as_test(
        Till,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
