from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from capsules.models import (
    Capsule,
    CapsuleDay,
    Claim,
    CostSheet,
    Lesson,
    Picture,
    Preorder,
    ReferralDay,
    Reminder,
    Run,
    ShippingRate,
    ShippingZone,
    Tier,
    Typed,
    Waiting,
    ZoneCountry,
)
from coop.lifecycle import broke
from tests import make

from .paying.test_constraints import OF_PAYMENTS

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
    holder = {} if "waiting" in fields else {"preorder": preorder_row(capsule)}
    return Claim.objects.create(
        capsule=capsule,
        position=position,
        edition_size=edition_size,
        price_minor=4800,
        **holder | fields,
    )


def run_row(capsule, **fields):
    now = timezone.now()
    return Run.objects.create(**{"capsule": capsule, "pieces": 5, "due_at": now, "proposed_at": now} | fields)


def tier(capsule, first=1, last=10, **change):
    return Tier.objects.create(capsule=capsule, first=first, last=last, **change)


def waits(capsule, **fields):
    return Waiting.objects.create(capsule=capsule, **{"email": "nora@example.org"} | fields)


def sheet(capsule, **fields):
    return CostSheet.objects.create(capsule=capsule, **fields)


def change(capsule, **fields):
    return Capsule.objects.filter(pk=capsule.pk).update(**fields)


def rates(*rates):
    zone = ShippingZone.objects.create(name="Near")
    for up_to_g, price_minor in rates:
        ShippingRate.objects.create(zone=zone, up_to_g=up_to_g, price_minor=price_minor)
    return zone


PARCEL = {
    "pay_by": "card",
    "delivery": "ship",
    "ship_name": "Nora",
    "ship_street": "Kade 1",
    "ship_postcode": "3011",
    "ship_city": "Rotterdam",
    "ship_country": "NL",
}
ENDED = {"status": "cancelled", "cancelled_at": timezone.now()}


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
    "order_adds_up": lambda capsule: preorder_row(capsule, total_minor=4700),
    "discount_comes_from_a_code": lambda capsule: preorder_row(capsule, discount_minor=100, total_minor=4700),
    "first_touch_comes_with_a_last": lambda capsule: preorder_row(capsule, first_via=make.referral()),
    "claim_is_of_an_order_or_an_invitation": lambda capsule: claim(
        capsule, 7, waiting=waits(capsule), preorder=preorder_row(capsule)
    ),
    "invitation_holds_one_piece": lambda capsule: [
        claim(capsule, position, waiting=waiting) for waiting in [waits(capsule)] for position in (7, 8)
    ],
    "code_takes_no_more_than_the_price": lambda capsule: claim(capsule, 7, discount_minor=4801),
    "preorder_status_has_its_stamp": lambda capsule: preorder_row(capsule, status="ready"),
    "position_is_claimed_once": lambda capsule: twice(claim, capsule, 7),
    "claim_lies_within_the_edition": lambda capsule: claim(capsule, 51),
    "capsule_has_one_run": lambda capsule: twice(run_row, capsule),
    "run_status_has_its_stamp": lambda capsule: run_row(capsule, status="approved"),
    "run_makes_something": lambda capsule: run_row(capsule, pieces=0),
    "lesson_says_something": lambda capsule: Lesson.objects.create(capsule=capsule),
    "nobody_waits_twice": lambda capsule: [waits(capsule), waits(capsule, email="NORA@example.org")],
    "waiting_status_has_its_stamp": lambda capsule: waits(capsule, status="invited"),
    "invitation_lasts_a_while": lambda capsule: waits(
        capsule, status="invited", invited_at=timezone.now(), invited_until=timezone.now() - timedelta(hours=1)
    ),
    "price_code_is_given_once": lambda capsule: (make.price_code("SPRING"), make.price_code("Spring")),
    "code_takes_off_by_its_kind": lambda capsule: make.price_code(percent=101),
    "code_is_used_no_more_than_it_may": lambda capsule: make.price_code(uses=1, used=2),
    "code_begins_before_it_ends": lambda capsule: make.price_code(
        valid_from=timezone.now(), valid_until=timezone.now() - timedelta(hours=1)
    ),
    "referral_code_is_given_once": lambda capsule: (make.referral("nova"), make.referral("Nova")),
    "referral_has_one_row_a_day": lambda capsule: twice(
        ReferralDay.objects.create, referral=make.referral(), day="2027-03-01"
    ),
    "capsule_has_one_row_a_day": lambda capsule: twice(CapsuleDay.objects.create, capsule=capsule, day="2027-03-01"),
    "sample_is_of_a_capsule_or_a_material": lambda capsule: make.sample(capsule, material="Clay"),
    "sample_stays_for_a_day_or_more": lambda capsule: make.sample(capsule, from_on="2027-03-02", until_on="2027-03-01"),
    "parcel_has_three_sides": lambda capsule: make.variant(capsule, parcel_mm=[300, 260]),
    "order_is_not_paid_twice": lambda capsule: preorder_row(capsule, paid_minor=4801),
    "parcel_is_paid_by_card": lambda capsule: preorder_row(capsule, **PARCEL | {"pay_by": "desk"}),
    "parcel_has_an_address": lambda capsule: preorder_row(capsule, **PARCEL | {"ship_city": ""}),
    "only_a_parcel_has_an_address": lambda capsule: preorder_row(capsule, ship_city="Rotterdam"),
    "collecting_costs_nothing": lambda capsule: preorder_row(capsule, shipping_minor=100, total_minor=4900),
    "parcel_is_sent_and_the_rest_collected": lambda capsule: preorder_row(
        capsule, **PARCEL, status="collected", collected_at=timezone.now()
    ),
    "erased_order_names_nobody": lambda capsule: preorder_row(capsule, **ENDED, erased_at=timezone.now()),
    "only_an_ended_order_is_erased": lambda capsule: preorder_row(capsule, name="", email="", erased_at=timezone.now()),
    "zone_name_is_used_once": lambda capsule: twice(rates),
    "country_lies_in_one_zone": lambda capsule: [
        ZoneCountry.objects.create(zone=ShippingZone.objects.create(name=name), code="NL") for name in ("Near", "Far")
    ],
    "zone_has_one_rate_for_a_mass": lambda capsule: rates((2000, 700), (2000, 700)),
    "rate_weighs_something": lambda capsule: rates((0, 700)),
    "nobody_is_reminded_twice": lambda capsule: [
        Reminder.objects.create(capsule=capsule, email=email) for email in ("nora@example.org", "NORA@example.org")
    ],
    "who_left_is_not_told": left_and_then_told,
    "picture_has_its_own_place": two_pictures_in_one_place,
    "capsule_shows_twelve_pictures_at_most": lambda capsule: picture(capsule, 13),
    "picture_says_what_it_shows": lambda capsule: picture(capsule, alt=" \n"),
    "removed_picture_has_no_place": lambda capsule: picture(capsule, removed_at=timezone.now()),
}

SHEETS = {
    "some_material_becomes_a_piece": lambda capsule: sheet(capsule, waste_percent=91),
    "some_pieces_are_good": lambda capsule: sheet(capsule, scrap_percent=91),
    "a_fired_kiln_holds_something": lambda capsule: sheet(capsule, fill_percent=0),
    "fee_leaves_most_of_the_price": lambda capsule: sheet(capsule, fee_percent=51),
    "no_more_returns_than_sales": lambda capsule: sheet(capsule, returns_percent=101),
    "no_more_pairs_than_orders": lambda capsule: sheet(capsule, pairs_percent=101),
    "material_has_its_own_place": lambda capsule: twice(sheet(capsule).materials.create, rank=1, name="Clay", minor=1),
    "zone_is_named_once_in_a_sheet": lambda capsule: [
        kept.zones.create(rank=rank, name="near", share=1, parcel_minor=1)
        for kept in [sheet(capsule)]
        for rank in (1, 2)
    ],
    "zone_has_its_own_place": lambda capsule: [
        kept.zones.create(rank=1, name=name, share=1, parcel_minor=1) for kept in [sheet(capsule)] for name in "ab"
    ],
    "typed_words_are_no_book": lambda capsule: Typed.objects.create(
        user=make.user(), form="capsule", capsule=capsule, words="x" * 200_001
    ),
}
VIOLATIONS |= SHEETS


@pytest.mark.parametrize("name", [name for name, violate in VIOLATIONS.items() if violate])
def test_the_database_refuses(name):
    capsule = make.capsule()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        VIOLATIONS[name](capsule)

    assert broke(refused.value, name)


def test_every_constraint_of_the_app_is_violated_here_or_beside_the_payments():
    models = apps.get_app_config("capsules").get_models()

    assert set(VIOLATIONS) | set(OF_PAYMENTS) == {rule.name for model in models for rule in model._meta.constraints}


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


def test_a_claim_of_nobody_is_none():
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        claim(make.capsule(), 1, preorder=None)

    assert broke(refused.value, "claim_is_of_an_order_or_an_invitation")


@pytest.mark.parametrize("kind", [{"kind": "percent", "percent": 0}, {"kind": "amount"}, {"kind": "set", "percent": 5}])
def test_a_code_without_the_figures_of_its_kind_is_refused(kind):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make.price_code(**kind)

    assert broke(refused.value, "code_takes_off_by_its_kind")


@pytest.mark.parametrize(
    "violate",
    [
        lambda: rates((2000, 700), (5000, 699)),
        lambda: rates((5000, 699), (2000, 700)),
        lambda: rates((2000, 700), (5000, 900)).rates.filter(up_to_g=2000).update(price_minor=901),
    ],
    ids=["a cheaper one added above", "a dearer one added below", "one raised over the next"],
)
def test_a_heavier_parcel_never_costs_less(violate):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        violate()

    assert broke(refused.value, "rates_rise_with_mass")


def test_rates_that_rise_or_stay_are_taken_and_zones_do_not_mind_each_other():
    rates((2000, 700), (5000, 700), (10_000, 900))
    far = ShippingZone.objects.create(name="Far")

    ShippingRate.objects.create(zone=far, up_to_g=20_000, price_minor=1)

    assert ShippingRate.objects.count() == 4


def test_a_forgotten_parcel_has_no_address_any_more():
    nobody = dict.fromkeys(PARCEL, "") | {"delivery": "ship", "pay_by": "card", "name": "", "email": ""}

    assert preorder_row(make.capsule(), **nobody, **ENDED, erased_at=timezone.now()).pk


def test_a_cancelled_claim_frees_its_position_and_a_withdrawn_run_its_capsule():
    capsule, now = make.capsule(), timezone.now()

    claim(capsule, 1, cancelled_at=now), claim(capsule, 1)
    run_row(capsule, status="withdrawn", withdrawn_at=now), run_row(capsule)

    assert (Claim.objects.count(), Run.objects.count()) == (2, 2)
