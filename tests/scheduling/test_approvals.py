"""Deciding on runs and listings."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Capsule, Preorder, Run
from scheduling.actions import answering
from scheduling.actions.answering import answer
from scheduling.actions.what_ifs import ask_for_run
from scheduling.models import Booking, NodePlan
from scheduling.pages.decisions import waiting_cases
from tests import make

from .drops import closed_drop

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    ada = make.admin()
    client.force_login(ada)
    return ada


def words_of(answer):
    return " ".join(answer.content.decode().split())


def submitted(title="Kelp", **fields):
    """A complete capsule whose route its node can make."""
    capsule = make.capsule(title, status="submitted", repair_policy="Chips.", returns_policy="14 days.", **fields)
    wheel = make.kind(needs_qualification=False)
    make.station(of=wheel, at=capsule.made_at)
    make.operation(capsule, on=wheel)
    return capsule


def test_all_that_waits_is_shown_the_oldest_first(client, admin):
    run = closed_drop(title="Reed Vase")
    kelp = submitted()
    Capsule.objects.filter(pk=kelp.pk).update(submitted_at=timezone.now() - timedelta(hours=1))

    answer = client.get(reverse("approvals"))

    assert [case.capsule for case in answer.context["cases"]] == [kelp, run.capsule]
    assert "<h1>Two wait for you</h1>" in words_of(answer)


def test_nothing_waits_and_the_page_says_so(client, admin):
    assert "<h1>Nothing waits for you</h1>" in words_of(client.get(reverse("approvals")))


def test_a_run_shows_its_money_and_who_collects_where(admin):
    closed_drop(3)

    (case,) = waiting_cases()

    assert (case.total_minor, case.vat_minor, case.net_minor) == (14400, 2499, 11901)
    assert [(group.quantity, group.price_minor) for group in case.groups] == [(3, 4800)]
    assert (case.pickups, case.variants) == ([("at Oosterkade", 3)], [("Glaze 1", 3)])


def test_what_is_booked_is_no_longer_free(admin):
    run = closed_drop(3)
    (before,) = waiting_cases()
    wheel = run.capsule.made_at.stations.get()
    tomorrow = (timezone.now() + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    held = (tomorrow, tomorrow + timedelta(hours=2))
    Booking.objects.create(station=wheel, purpose="maintenance", during=held, occupied=held)
    (after,) = waiting_cases()

    needed = [(need.kind.name, need.needed_minutes) for need, *_ in after.needs]
    assert needed == [("Wheel", 60)]
    assert before.needs[0][0].free_minutes - after.needs[0][0].free_minutes == 120


def test_a_kiln_counts_loads_around_the_clock(admin):
    run = closed_drop(50, edition_size=50)
    kilns = make.kiln_kind("Kiln", needs_qualification=False)
    make.kiln(of=kilns, at=run.capsule.made_at, capacity_l=198)
    make.operation(
        run.capsule, on=kilns, rank=2, name="Bisque", program=make.program(kilns), litres_per_piece=Decimal(4)
    )

    need = waiting_cases()[0].needs[1][0]

    assert (need.words, need.needed_minutes) == ("Bisque: 200 l, 2 loads", 2 * (530 + 780))
    assert need.free_minutes == pytest.approx(14 * 24 * 60, abs=2)


def test_approving_confirms_the_orders_and_leads_to_the_run(client, admin):
    run = closed_drop()

    answer = client.post(reverse("run-approve", args=[run.pk]))

    run.refresh_from_db()
    assert answer.url == reverse("office-run", args=[run.pk])
    assert (run.status, run.approved_by) == (Run.Status.APPROVED, admin)
    assert set(run.capsule.preorders.values_list("status", flat=True)) == {Preorder.Status.CONFIRMED}


def test_a_run_below_its_minimum_is_refused_at_its_case(client, admin):
    run = closed_drop(2)
    Capsule.objects.filter(pk=run.capsule_id).update(minimum=3)

    answer = client.post(reverse("run-approve", args=[run.pk]))

    assert answer.status_code == 409
    assert "2 pieces preordered, and the minimum is 3." in str(answer.context["cases"][0].refusal)


def test_a_run_that_somebody_else_approved_is_a_409_above_the_page(client, admin):
    run = closed_drop()
    client.post(reverse("run-approve", args=[run.pk]))

    answer = client.post(reverse("run-approve", args=[run.pk]))

    assert answer.status_code == 409
    assert "This run no longer waits for a decision" in words_of(answer)


def test_withdrawing_needs_a_reason_and_tells_it(client, admin):
    run = closed_drop()
    address = reverse("run-withdraw", args=[run.pk])

    without = client.post(address, {"reason": " "})
    client.post(address, {"reason": "The clay is off."})

    assert without.status_code == 422
    assert "every customer reads the reason" in words_of(without)
    run.refresh_from_db()
    assert run.status == Run.Status.WITHDRAWN
    assert set(run.capsule.preorders.values_list("status", "end_reason")) == {("released", "The clay is off.")}


def test_a_listing_is_approved(client, admin):
    kelp = submitted()

    answer = client.post(reverse("capsule-list", args=[kelp.slug]))

    kelp.refresh_from_db()
    assert (answer.url, kelp.status) == (reverse("approvals"), Capsule.Status.LISTED)


def test_a_route_that_the_node_cannot_make_is_said_in_words_and_not_listed(client, admin):
    kelp = submitted()
    kilns = make.kiln_kind("Kiln")
    make.kiln(of=kilns, at=kelp.made_at, peak_limit_c=1240)
    hot = make.program(kilns, "Glaze", peak_c=1280)
    make.operation(kelp, on=kilns, rank=2, name="Fired", program=hot)
    make.operation(kelp, on=make.kind("Loom", needs_qualification=False), rank=3, name="Woven")

    answer = client.post(reverse("capsule-list", args=[kelp.slug]))

    assert answer.status_code == 422
    assert answer.context["cases"][0].open_points == [
        "Fired: Glaze peaks at 1280 °C, and Oosterkade reaches 1240 °C.",
        "Woven: Oosterkade has no Loom.",
        "Kiezel is not qualified for Kiln.",
    ]
    kelp.refresh_from_db()
    assert kelp.status == Capsule.Status.SUBMITTED


def test_a_capsule_without_a_route_is_not_listed(client, admin):
    bare = make.capsule(status="submitted", repair_policy="Chips.", returns_policy="14 days.")

    assert client.post(reverse("capsule-list", args=[bare.slug])).status_code == 422


def test_sending_back_keeps_a_reason_that_came_too_late(client, admin):
    kelp = submitted()
    address = reverse("capsule-send-back", args=[kelp.slug])

    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Kelp needs its mass."})
    late = client.post(address, {"reason": "Another thing."})

    kelp.refresh_from_db()
    assert (kelp.status, kelp.sent_back_reason) == (Capsule.Status.DRAFT, "Kelp needs its mass.")
    assert late.status_code == 409


def test_only_admins_decide(client):
    run = closed_drop()
    client.force_login(make.maker_user(run.capsule.maker))

    assert client.get(reverse("approvals")).status_code == 403
    assert client.post(reverse("run-approve", args=[run.pk])).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_approvals_ask_the_database_few_questions(client, admin, django_assert_max_num_queries, many):
    for number in range(many):
        submitted(f"Kelp {number}")
        answer(ask_for_run(closed_drop(kind=f"Wheel {number}")))

    with django_assert_max_num_queries(26):
        client.get(reverse("approvals"))


def test_a_run_shows_the_plan_that_approving_it_would_make(client, admin):
    run = closed_drop(3)
    answer(ask_for_run(run))

    page = words_of(client.get(reverse("approvals")))

    assert "The plan, if you approve now" in page
    assert "<td>Wheel 1</td>" in page
    assert "Ends, all others staying" in page
    assert "in time" in page


def test_a_run_that_has_no_place_says_why_before_it_is_approved(client, admin):
    run = closed_drop(3)
    run.capsule.made_at.stations.all().delete()
    answer(ask_for_run(run))

    assert "“Formed” needs a Wheel, and there is none." in words_of(client.get(reverse("approvals")))


def test_a_preview_is_made_anew_when_the_node_has_another_plan(admin):
    run = closed_drop(3)
    answering.ask_for_stale_previews()
    first = run.what_ifs.get()
    answer(first)
    answering.ask_for_stale_previews()
    assert run.what_ifs.count() == 1
    now = timezone.now()
    NodePlan.objects.create(node=run.capsule.made_at, reason="x", status="written", thinking_at=now, ended_at=now)

    answering.ask_for_stale_previews()
    answer(run.what_ifs.first())

    assert list(run.what_ifs.order_by("pk").values_list("status", flat=True)) == ["outdated", "answered"]
