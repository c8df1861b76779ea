from datetime import timedelta

import pytest
from django.utils import timezone

from capsules.actions.drafting import list_capsule, send_back, submit
from capsules.actions.editing import change_words, save_draft
from capsules.models import Capsule
from capsules.refusals import AlreadyDecided, Frozen, Incomplete
from capsules.signals import capsule_listed, capsule_sent_back
from tests import make

from .ordering import heard

pytestmark = pytest.mark.django_db

POLICIES = {"repair_policy": "Chips are filled for free.", "returns_policy": "14 days."}


def draft(**fields):
    return make.capsule(**{"status": "draft"} | POLICIES | fields)


def test_a_draft_is_submitted_and_listed():
    capsule, admin = draft(), make.admin()

    with heard(capsule_listed) as said:
        submit(capsule, by=make.maker_user(capsule.maker))
        listed = list_capsule(capsule, by=admin)

    assert said == [(capsule_listed, capsule)]
    assert (listed.status, listed.submitted_at <= listed.listed_at) == (Capsule.Status.LISTED, True)


def test_an_incomplete_draft_says_all_that_is_missing():
    capsule = draft(prices=(), repair_policy=" ", returns_policy="", tiers=[(41, 60, {"percent": -10})])
    capsule.pickup_nodes.clear()

    with pytest.raises(Incomplete) as refused:
        submit(capsule, by=make.user())

    assert refused.value.missing == [
        "Add at least one variant with its price.",
        "Choose a node at which the pieces are collected.",
        "Write the repair policy: customers read it before they order.",
        "Write the returns policy: customers read it before they order.",
        "A tier reaches past the edition of 50: end it there, or enlarge the edition.",
    ]


def test_a_tier_must_leave_every_variant_a_price():
    capsule = draft(prices=(4800, 500), tiers=[(1, 10, {"amount_minor": -500})])

    with pytest.raises(Incomplete) as refused:
        submit(capsule, by=make.user())

    assert refused.value.missing == ["A tier leaves a variant without a price: take less off."]


def test_a_closing_time_that_passed_while_it_waited_keeps_it_from_being_listed():
    capsule = draft()
    submit(capsule, by=make.user())
    Capsule.objects.update(closes_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Incomplete) as refused:
        list_capsule(capsule, by=make.admin())

    assert refused.value.missing == ["Move the closing time: it has passed."]


def test_a_caller_who_knows_more_can_add_what_is_missing():
    capsule = draft()

    with pytest.raises(Incomplete) as refused:
        submit(capsule, by=make.user(), missing=["Describe the route."])

    assert refused.value.missing == ["Describe the route."]
    capsule.refresh_from_db()
    assert capsule.status == Capsule.Status.DRAFT


def test_it_is_sent_back_with_a_reason_that_the_next_submission_clears():
    capsule = draft()
    submit(capsule, by=make.user())

    with heard(capsule_sent_back) as said:
        back = send_back(capsule, reason=" The rim is thin. ", by=make.admin())

    assert said == [(capsule_sent_back, capsule)]
    assert (back.status, back.sent_back_reason) == (Capsule.Status.DRAFT, "The rim is thin.")
    assert submit(capsule, by=make.user()).sent_back_reason == ""


def test_sending_back_needs_a_reason():
    with pytest.raises(Incomplete):
        send_back(draft(status="submitted"), reason=" ", by=make.admin())


@pytest.mark.parametrize("again", [submit, list_capsule])
def test_what_is_listed_is_neither_submitted_nor_listed_again(again):
    with pytest.raises(AlreadyDecided):
        again(make.capsule(status="listed"), by=make.admin())


def test_a_listed_capsule_keeps_its_prices_and_edition_but_not_its_words():
    capsule = make.capsule()

    with pytest.raises(Frozen):
        save_draft(capsule, fields={"edition_size": 60}, pickup_nodes=[], variants=[], tiers=[], by=make.user())
    with pytest.raises(Frozen):
        change_words(capsule, fields={"edition_size": 60}, by=make.user())
    change_words(capsule, fields={"story": "Better told."}, by=make.user())

    capsule.refresh_from_db()
    assert (capsule.edition_size, capsule.story, capsule.variants.count()) == (50, "Better told.", 1)
