from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from capsules.models import Capsule, Claim, Lesson, Picture, Preorder, Reminder, Run, Tier, Waiting
from coop.lifecycle import broke
from tests import make

pytestmark = pytest.mark.django_db


def preorder_row(capsule, **fields):
    defaults = {
        "variant": capsule.variants.first(),
        "quantity": 1,
        "name": "Nora",
        "email": "nora@example.org",
        "pickup_node": capsule.made_at,
        "pieces_minor": 4800,
        "total_minor": 4800,
        "currency": "EUR",
        "idempotency_key": uuid4(),
        "placed_at": timezone.now(),
    }
    return Preorder.objects.create(capsule=capsule, **defaults | fields)


def claim(capsule, position, *, edition_size=50, **fields):
    return Claim.objects.create(
        capsule=capsule,
        preorder=preorder_row(capsule),
        position=position,
        edition_size=edition_size,
        price_minor=4800,
        **fields,
    )


def run_row(capsule, **fields):
    now = timezone.now()
    return Run.objects.create(**{"capsule": capsule, "pieces": 5, "due_at": now, "proposed_at": now} | fields)


def tier(capsule, first=1, last=10, **change):
    return Tier.objects.create(capsule=capsule, first=first, last=last, **change)


def change(capsule, **fields):
    return Capsule.objects.filter(pk=capsule.pk).update(**fields)


def twice(act, *args, **fields):
    act(*args, **fields)
    act(*args, **fields)


def picture(capsule, place=1, **fields):
    defaults = {"alt": "The foot", "width": 800, "height": 600}
    return Picture.objects.create(capsule=capsule, place=place, **defaults | fields)


def two_pictures_in_one_place(capsule):
    picture(capsule), picture(capsule)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def left_and_then_told(capsule):
    now = timezone.now()
    Reminder.objects.create(capsule=capsule, email="n@example.org", left_at=now, told_at=now + timedelta(seconds=1))


VIOLATIONS = {
    "capsule_status_has_its_stamp": lambda capsule: change(capsule, status="closed"),
    "capsule_closes_after_it_opens": lambda capsule: change(capsule, closes_at=capsule.opens_at),
    "minimum_fits_the_edition": lambda capsule: change(capsule, minimum=51),
    "customer_may_have_one": lambda capsule: change(capsule, per_customer=0),
    "capsule_with_its_edition_size": None,  # violated through claim_repeats_its_capsules_edition, below
    "variant_name_is_used_once": lambda capsule: twice(make.variant, capsule, "Foam"),
    "variant_costs_something": lambda capsule: make.variant(capsule, price_minor=0),
    "tier_runs_upwards": lambda capsule: tier(capsule, 5, 4),
    "tier_changes_by_percent_or_amount": lambda capsule: tier(capsule, percent=-5, amount_minor=-5),
    "tier_leaves_a_price": lambda capsule: tier(capsule, percent=-100),
    "position_has_one_tier": lambda capsule: (tier(capsule, 1, 10), tier(capsule, 10, 20)),
    "form_sent_twice_is_one_order": lambda capsule: twice(preorder_row, capsule, idempotency_key=uuid4()),
    "preorder_is_for_one_or_more": lambda capsule: preorder_row(capsule, quantity=0),
    "order_adds_up": lambda capsule: preorder_row(capsule, discount_minor=100),
    "code_takes_no_more_than_the_price": lambda capsule: claim(capsule, 7, discount_minor=4801),
    "preorder_status_has_its_stamp": lambda capsule: preorder_row(capsule, status="ready"),
    "position_is_claimed_once": lambda capsule: twice(claim, capsule, 7),
    "claim_lies_within_the_edition": lambda capsule: claim(capsule, 51),
    "capsule_has_one_run": lambda capsule: twice(run_row, capsule),
    "run_status_has_its_stamp": lambda capsule: run_row(capsule, status="approved"),
    "run_makes_something": lambda capsule: run_row(capsule, pieces=0),
    "lesson_says_something": lambda capsule: Lesson.objects.create(capsule=capsule),
    "nobody_waits_twice": lambda capsule: [
        Waiting.objects.create(capsule=capsule, email=email) for email in ("nora@example.org", "NORA@example.org")
    ],
    "nobody_is_reminded_twice": lambda capsule: [
        Reminder.objects.create(capsule=capsule, email=email) for email in ("nora@example.org", "NORA@example.org")
    ],
    "who_left_is_not_told": left_and_then_told,
    "picture_has_its_own_place": two_pictures_in_one_place,
    "capsule_shows_twelve_pictures_at_most": lambda capsule: picture(capsule, 13),
    "picture_says_what_it_shows": lambda capsule: picture(capsule, alt=" \n"),
    "removed_picture_has_no_place": lambda capsule: picture(capsule, removed_at=timezone.now()),
}


@pytest.mark.parametrize("name", [name for name, violate in VIOLATIONS.items() if violate])
def test_the_database_refuses(name):
    capsule = make.capsule()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        VIOLATIONS[name](capsule)

    assert broke(refused.value, name)


def test_every_constraint_of_the_app_is_violated_here():
    models = apps.get_app_config("capsules").get_models()

    assert set(VIOLATIONS) == {rule.name for model in models for rule in model._meta.constraints}


@pytest.mark.parametrize(
    "violate",
    [
        lambda capsule: claim(capsule, 1, edition_size=60),
        lambda capsule: (claim(capsule, 1), change(capsule, edition_size=40)),
    ],
    ids=["a claim of a larger edition", "an edition that shrinks under its claims"],
)
def test_a_claim_repeats_its_capsules_edition(violate):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        violate(make.capsule())

    assert broke(refused.value, "claim_repeats_its_capsules_edition")


def test_a_cancelled_claim_frees_its_position_and_a_withdrawn_run_its_capsule():
    capsule, now = make.capsule(), timezone.now()

    claim(capsule, 1, cancelled_at=now), claim(capsule, 1)
    run_row(capsule, status="withdrawn", withdrawn_at=now), run_row(capsule)

    assert (Claim.objects.count(), Run.objects.count()) == (2, 2)
