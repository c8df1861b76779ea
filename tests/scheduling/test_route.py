"""The route editor."""

from decimal import Decimal

import pytest
from django.urls import reverse

from capsules.models import Capsule
from scheduling.models import Operation
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    mia = make.maker_user()
    client.force_login(mia)
    return mia


@pytest.fixture
def draft(mia):
    return make.capsule(status="draft", maker=mia.maker)


def row(kind, **fields):
    return {"rank": 1, "name": "Formed", "kind": kind.pk, "setup_minutes": 30, "minutes_per_piece": "12"} | fields


def posted(*rows, initial=0):
    data = {"stop-TOTAL_FORMS": len(rows), "stop-INITIAL_FORMS": initial}
    return data | {f"stop-{at}-{name}": value for at, each in enumerate(rows) for name, value in each.items()}


def send(client, draft, *rows, initial=0):
    return client.post(reverse("route-edit", args=[draft.slug]), posted(*rows, initial=initial))


def route_of(capsule):
    return list(capsule.operations.values_list("rank", "name", "minutes_per_piece", "litres_per_piece", "wait_minutes"))


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_stops_are_written_in_the_order_of_their_places(client, draft):
    wheel, kilns = make.kind("Wheel"), make.kiln_kind("Kiln")
    bisque = make.program(kilns)
    fired = {"rank": 7, "name": "Bisque", "kind": kilns.pk, "program": bisque.pk, "litres_per_piece": "4"}

    answer = send(client, draft, fired, row(wheel, rank=3, wait_minutes="7 d"), {"setup_minutes": "0"})

    assert answer.status_code == 302
    assert route_of(draft) == [(1, "Formed", Decimal(12), None, 10080), (2, "Bisque", None, Decimal(4), 0)]


def test_two_stops_change_places_and_one_is_taken_out(client, draft):
    wheel = make.kind("Wheel")
    for rank, name in enumerate(["Thrown", "Turned", "Stamped"], 1):
        make.operation(draft, on=wheel, rank=rank, name=name)

    send(
        client,
        draft,
        row(wheel, rank=2, name="Thrown"),
        row(wheel, rank=1, name="Turned"),
        row(wheel, rank=3, name="Stamped", DELETE="on"),
        initial=3,
    )

    assert [name for _, name, *_ in route_of(draft)] == ["Turned", "Thrown"]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, draft):
    wheel, kilns = make.kind("Wheel"), make.kiln_kind("Kiln")

    answer = send(
        client,
        draft,
        row(wheel, minutes_per_piece="", wait_minutes="a week"),
        {"rank": 2, "name": "Bisque", "kind": kilns.pk},
    )

    assert answer.status_code == 422
    first, second = (dict(form.errors.items()) for form in answer.context["rows"])
    assert {name: list(words) for name, words in (first | second).items()} == {
        "minutes_per_piece": ["How many minutes does one piece take?"],
        "wait_minutes": ["“a week” is not readable as a length. Write it as 7 d, 18 h or 90 min."],
        "program": ["Choose the program that Kiln runs."],
        "litres_per_piece": ["How many litres of the load does one piece take?"],
    }
    assert 'value="a week"' in words_of(answer)
    assert not Operation.objects.exists()


def test_a_program_belongs_to_its_kind_of_kiln(client, draft):
    kilns, raku = make.kiln_kind("Kiln"), make.kiln_kind("Raku kiln")
    fired = {"rank": 1, "name": "Fired", "kind": raku.pk, "litres_per_piece": "4"}

    answer = send(client, draft, fired | {"program": make.program(kilns, "Bisque 04").pk})

    assert answer.context["rows"][0].errors["program"] == ["Bisque 04 is no program of Raku kiln."]


def test_the_longest_wait_is_no_shorter_than_the_least(client, draft):
    answer = send(client, draft, row(make.kind(), wait_minutes="2 d", longest_wait_minutes="1 d"))

    assert answer.status_code == 422
    assert list(answer.context["rows"][0].errors) == ["longest_wait_minutes"]


@pytest.mark.parametrize("status", ["submitted", "listed"])
def test_the_route_is_frozen_once_the_co_op_reads_it(client, mia, status):
    capsule = make.capsule(status=status, maker=mia.maker)
    make.operation(capsule, on=make.kind("Wheel"))

    page = words_of(client.get(reverse("route-edit", args=[capsule.slug])))
    answer = send(client, capsule, row(make.kind()))

    assert "its route stays as the co-op read it" in page
    assert "Save the route" not in page
    assert answer.status_code == 409
    assert capsule.operations.count() == 1


def test_the_page_says_what_the_node_cannot_make(client, draft):
    make.operation(draft, on=make.kind("Loom"), name="Woven")

    answer = client.get(reverse("route-edit", args=[draft.slug]))

    assert answer.context["points"] == [
        "Woven: Oosterkade has no Loom.",
        "Kiezel is not qualified for Loom.",
    ]


def test_a_draft_is_submitted_once_its_page_and_its_route_are_complete(client, draft):
    address = reverse("capsule-submit", args=[draft.slug])
    wheel = make.kind("Wheel", needs_qualification=False)
    make.station(of=wheel, at=draft.made_at)

    refused = client.post(address)
    Capsule.objects.update(repair_policy="Filled for free.", returns_policy="14 days.")
    make.operation(draft, on=wheel)
    client.post(address)

    missing = ["Write the repair policy: customers read it before they order.", "It has no route yet"]
    assert refused.status_code == 422
    assert [words in words_of(refused) for words in missing] == [True, True]
    assert Capsule.objects.get().status == Capsule.Status.SUBMITTED


def test_a_forgotten_draft_whose_day_has_passed_still_has_its_page(client, draft):
    Capsule.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    make.operation(draft, on=make.kind("Wheel"))

    assert client.get(reverse("route-edit", args=[draft.slug])).status_code == 200
    assert client.post(reverse("capsule-submit", args=[draft.slug])).status_code == 422


def test_a_figure_below_nothing_is_named(client, draft):
    answer = send(client, draft, row(make.kind(), minutes_per_piece="-5"))

    assert answer.status_code == 422
    assert "Stop 1" in words_of(answer)


def test_somebody_elses_draft_is_not_submitted(client, mia):
    foreign = make.capsule(status="draft")

    assert client.post(reverse("capsule-submit", args=[foreign.slug])).status_code == 404


def test_somebody_elses_route_is_not_found(client, mia):
    other = make.capsule(status="draft")

    assert client.get(reverse("route-edit", args=[other.slug])).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_editor_asks_the_database_few_questions(client, draft, django_assert_max_num_queries, many):
    kilns = make.kiln_kind()
    for rank in range(1, many + 1):
        make.operation(draft, on=kilns, rank=rank, program=make.program(kilns))

    with django_assert_max_num_queries(23):
        client.get(reverse("route-edit", args=[draft.slug]))
