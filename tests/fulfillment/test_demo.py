import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from capsules.models import Capsule, CapsuleDay, Preorder, PriceCode, Referral, Run, Sample, Waiting
from coop.up.launch import demo_logins
from fulfillment import demo
from fulfillment.actions.handing_over import check_pickup
from fulfillment.models import Handover, Notice, Piece
from scheduling.models import Booking, Firing, PrimeHours, Promise, Series, Step
from tests import make


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Built once for all that only look at it, and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.build()
        yield
        transaction.set_rollback(True)


def test_the_demo_has_a_capsule_in_every_state(built):
    runs = dict(Run.objects.values_list("capsule__slug", "status"))
    capsules = dict(Capsule.objects.values_list("slug", "status"))

    assert runs == {
        "three-dips": "made",
        "reed": "made",
        "market-day": "made",
        "grain": "started",
        "salt-line": "planned",
        "harbour-check": "proposed",
    }
    assert {slug: status for slug, status in capsules.items() if slug not in runs} == {
        "orchard-wall": "closed",
        "low-tide": "listed",
        "five-oclock": "listed",
        "neap": "listed",
        "orchard-floor": "listed",
        "four-dips": "listed",
        "second-harvest": "submitted",
        "loose-thread": "draft",
    }


def test_its_preorders_stand_in_every_status(built):
    counted = Preorder.objects.order_by("status").values_list("status").annotate(Count("pk"))

    assert [status for status, _ in counted] == [
        "cancelled", "collected", "confirmed", "placed", "ready", "released",
    ]  # fmt: skip


def test_the_start_names_who_may_log_in_and_who_collects_what_with_which_code(built):
    said = demo_logins()

    order = Preorder.objects.filter(status="ready", pickup_node__slug="oosterkade").earliest("pk")
    assert said == [
        "Log in to the demo with the password try-the-kiln as",
        "  admin@coop.example               co-op admin",
        "  kiezel@coop.example              maker",
        "  desk@coop.example                desk",
        f"{order.name} collects at Oosterkade with the code {order.code}, and sees http://testserver/o/{order.secret}/",
    ]
    check_pickup(order, at=order.pickup_node)


def test_what_is_to_come_has_a_date_and_what_was_collected_says_what_was_kept(built):
    current = Promise.objects.current().select_related("capsule", "run")
    dated = {promise.capsule.slug: promise for promise in current}

    kept = dated.pop("three-dips")
    assert kept.made_at < kept.run.made_at < kept.kept_at < make.now()
    assert sorted(dated) == [
        "five-oclock", "four-dips", "grain", "harbour-check", "low-tide", "market-day", "neap", "orchard-floor",
        "reed", "salt-line",
    ]  # fmt: skip
    assert {slug: promise.obstacle for slug, promise in dated.items() if promise.obstacle} == {}
    assert all(make.now() < promise.expected_on <= promise.by_on for promise in dated.values())


def test_what_is_made_lies_in_the_past_and_what_is_planned_ahead(built):
    reed, salt = Run.objects.get(capsule__slug="reed"), Run.objects.get(capsule__slug="salt-line")
    moment = make.now()

    assert reed.capsule.closed_at < reed.started_at < reed.made_at < moment
    assert moment < salt.expected_at
    assert not Step.objects.filter(status="started").filter(started_at__gt=moment).exists()
    assert set(Piece.objects.filter(run=reed).values_list("status", flat=True)) == {"passed", "second"}


def test_customers_paid_where_and_when_they_collected_and_no_desk_was_closed(built):
    handed = Handover.objects.select_related("preorder__capsule", "node")

    assert {each.preorder.capsule.slug for each in handed} == {"reed", "three-dips"}
    for each in handed:
        assert each.preorder.payments.get().paid_at == each.at == each.preorder.collected_at
        assert each.preorder.ready_at < each.at < make.now()
        assert each.at.astimezone(each.node.zone).strftime("%A") != "Sunday"


def test_few_customers_have_ordered_before(built):
    emails = Preorder.objects.values_list("email", flat=True)

    assert 0.7 < len(set(emails)) / len(emails) < 0.95


def test_makers_have_a_week_of_bookings(built):
    assert Booking.objects.filter(purpose="maker").values("maker").distinct().count() == 6


def test_one_maker_has_a_fixed_afternoon_and_prime_hours_are_counted(built):
    assert Series.objects.get().bookings.count() >= 4
    assert PrimeHours.objects.count() == 2


def test_nobody_is_mailed_about_the_past(built):
    assert not Notice.objects.owed().exists()


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone():
    make.admin()

    with pytest.raises(CommandError, match="--reset"):
        call_command("demo")


def test_makers_firings_of_next_week_look_for_company(built):
    looking = Firing.objects.looking_for_company(make.now()).exclude(opened_by=None)

    assert [(each.program.cone, each.free_l) for each in looking.order_by("program__peak_c")] == [("04", 38), ("6", 62)]


def test_links_and_samples_brought_orders_and_codes_took_something_off(built):
    brought = {row.code: row for row in Referral.objects.with_figures()}

    assert sorted(brought) == [
        "havenkrant", "kiezel-bureau-voor-vorm", "lak", "low-tide-atelier-singel", "low-tide-boekhandel-kade", "mees",
    ]  # fmt: skip
    assert all(row.visits >= row.last_orders > 0 for row in brought.values())
    assert all(row.scans > 0 for row in brought.values() if row.kind == Referral.Kind.SAMPLE)
    taken_off = {code.code: code.taken_off_minor for code in PriceCode.objects.with_sums()}
    assert taken_off.pop("SORRY") == 0
    assert sorted(taken_off) == ["MEES5", "WELCOME"]
    assert all(taken_off.values())
    assert Sample.objects.count() == 3
    assert set(Capsule.objects.filter(status="closed")) <= {row.capsule for row in CapsuleDay.objects.all()}


def test_pieces_of_a_sold_out_drop_are_held_for_the_first_in_line(built):
    line = Waiting.objects.filter(capsule__slug="neap").order_by("pk")

    assert [waiting.status for waiting in line] == ["invited", "invited", "waiting", "waiting", "waiting"]
    assert Capsule.objects.with_taken().get(slug="neap").taken == 10
