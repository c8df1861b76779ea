"""Every night our payments are held against the provider's; what differs is listed and mended by nobody."""

from datetime import timedelta

import pytest

from capsules.actions.comparing import compare, compare_if_due, mark_settled
from capsules.actions.refunding import give_back, mark_given
from capsules.actions.working import run_errands
from capsules.models import Comparison, Difference, Payment, Refund
from capsules.refusals import ReasonWanted
from coop.models import Entry
from tests import make

from .buying import owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(provider):
    payment = owing(provider)
    run_errands()
    payment.refresh_from_db()
    return payment


def listed():
    rows = Difference.objects.order_by("pk")
    return [*rows.values_list("kind", "reference", "ours_minor", "theirs_minor", "payment", "refund")]


def test_what_agrees_is_not_listed(provider, paid):
    give_back(paid, 800, reason="a scratch", by=make.admin())
    run_errands()

    comparison = compare()

    assert (comparison.looked_at, comparison.ended_at is not None, listed()) == (2, True, [])


def test_a_charge_that_we_do_not_know_is_listed(provider, paid):
    Payment.objects.all().update(intent="pi_other")

    compare()

    intent = provider.intents[0].id
    assert listed() == [
        ("unknown charge", intent, 0, 4800, None, None),
        ("not taken", "pi_other", 4800, 0, paid.pk, None),
    ]


def test_a_charge_that_was_taken_and_not_noted_is_listed_and_not_mended(provider, paid):
    Payment.objects.update(status="asked", asked_at=make.now(), wants="card", paid_at=None)

    compare()

    assert listed() == [("taken there", paid.intent, 0, 4800, paid.pk, None)]
    assert Payment.objects.get().status == "asked"


def test_a_charge_that_a_worker_is_just_asking_about_is_not_listed(provider, paid):
    ahead = make.now() + timedelta(minutes=1)
    Payment.objects.update(status="owed", paid_at=None, next_try_at=ahead)

    compare()

    assert listed() == []


def test_another_sum_is_listed(provider, paid):
    provider.intents[0].amount = 4700

    compare()

    assert listed() == [("other sum", paid.intent, 4800, 4700, paid.pk, None)]


def test_a_refund_made_at_the_provider_is_listed(provider, paid):
    reference = provider.refunds_by_itself(paid.intent, 500)

    compare()

    assert listed() == [("unknown refund", reference, 0, 500, paid.pk, None)]
    assert (Refund.objects.count(), Payment.objects.get().refunded_minor) == (0, 0)


def test_a_refund_that_is_noted_and_not_there_is_listed(provider, paid):
    refund = give_back(paid, 800, reason="a scratch", by=make.admin())
    run_errands()
    refund.refresh_from_db()
    provider.refund_fails(refund.reference)

    compare()

    assert listed() == [("not given back", refund.reference, 800, 0, None, refund.pk)]


def test_a_refund_of_another_sum_is_listed(provider, paid):
    refund = give_back(paid, 800, reason="a scratch", by=make.admin())
    run_errands()
    provider.all_refunds[0].amount = 900

    compare()

    assert [row[:4] for row in listed()] == [("other sum", Refund.objects.get().reference, 800, 900)]
    assert refund.pk == listed()[0][5]


def test_what_somebody_gave_back_by_hand_is_not_looked_for_there(provider, paid):
    refund = give_back(paid, 800, reason="a scratch", by=make.admin())
    refund.become("by hand", by_hand_at=make.now())
    mark_given(refund, by=make.admin())

    compare()

    assert listed() == []


def test_a_difference_is_listed_once_and_says_when_it_was_last_so(provider, paid):
    provider.intents[0].amount = 4700
    compare()
    first = Difference.objects.get()
    compare()
    again = Difference.objects.get()
    assert (again.pk, again.found_at) == (first.pk, first.found_at)
    assert again.seen_at > first.seen_at

    provider.intents[0].amount = 4800
    last = compare()

    assert Difference.objects.open().get().seen_at < last.began_at


def test_charges_of_other_programs_on_the_same_account_are_not_ours_to_list(provider, paid):
    provider.intents[0].metadata = {"shop": "of somebody else"}
    Payment.objects.all().update(status="dropped", dropped_at=make.now())

    compare()

    assert listed() == []


def test_only_a_person_with_a_note_settles_it(provider, paid):
    provider.intents[0].amount = 4700
    compare()
    difference, admin = Difference.objects.get(), make.admin()

    with pytest.raises(ReasonWanted):
        mark_settled(difference, note=" ", by=admin)
    mark_settled(difference, note="A cent of rounding.", by=admin)
    compare()

    difference.refresh_from_db()
    assert (difference.settled_note, Difference.objects.open().count()) == ("A cent of rounding.", 0)
    assert Entry.objects.get(verb="settled").by == admin


def test_it_is_done_once_a_night_and_again_where_the_provider_was_down(provider, paid):
    provider.is_down = True
    compare_if_due()
    provider.is_down = False
    compare_if_due()
    compare_if_due()

    assert [each.ended_at is not None for each in Comparison.objects.order_by("pk")] == [False, True]


def test_without_keys_there_is_nothing_to_compare_with(settings):
    settings.STRIPE_SECRET_KEY = ""

    compare_if_due()

    assert not Comparison.objects.exists()
