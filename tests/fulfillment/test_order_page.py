"""The order's page behind its link, finding a lost link, and the papers of a piece."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Preorder
from coop.models import Closure
from fulfillment.actions import inspecting, stocking
from fulfillment.models import Notice, Piece
from tests import make

from . import line

pytestmark = pytest.mark.django_db


def words_of(answer):
    return " ".join(answer.content.decode().split())


def steps_of(answer):
    return [(step.name, step.state) for step in answer.context["shown"].steps]


def ready_order():
    run, (order,) = line.passed_run([17], thing="carafe")
    stocking.receive(order.pickup_node, pieces=line.pieces_of(run), by=make.admin())
    order.refresh_from_db()
    return order


def test_the_page_is_kept_private(client):
    order = line.preorder(make.capsule(), [1], status="placed")

    answer = client.get(order.get_absolute_url())

    headers = {name: answer[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")}
    assert headers == {
        "Referrer-Policy": "strict-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }
    assert client.get(reverse("order", args=["guessed"])).status_code == 404


def test_a_new_order_says_what_happens_next_and_shows_no_code(client):
    order = line.preorder(make.capsule(), [24], status="placed")

    answer = client.get(order.get_absolute_url())

    page = words_of(answer)
    assert "<h1>No. 24 is reserved for you</h1>" in page
    assert order.code not in page
    assert 'class="qr"' not in page
    assert steps_of(answer) == [
        ("Ordered", "here"),
        ("Drop closes", "todo"),
        ("Run approved", "todo"),
        ("Made", "todo"),
        ("Inspected", "todo"),
        ("At your node", "todo"),
        ("Collected", "todo"),
    ]


def test_the_sum_is_shown_line_by_line_as_it_was_agreed(client):
    order = line.preorder(make.capsule(), [10, 11], status="placed", total_minor=9000)
    order.claims.filter(position=10).update(price_minor=4200)

    receipt = client.get(order.get_absolute_url()).context["shown"].receipt

    assert [(row["words"], row.get("note", ""), row["minor"]) for row in receipt] == [
        ("Low Tide, Glaze 1", "No. 10", 4200),
        ("Low Tide, Glaze 1", "No. 11", 4800),
        ("Collect at Oosterkade", "", 0),
        ("Total", "with €15.62 VAT (21 %)", 9000),
        ("Charged so far", "", 0),
        ("Pay at the desk", "when you collect", 9000),
    ]


def test_the_receipt_names_the_code_and_what_it_took_off_line_by_line(client):
    order = line.preorder(
        make.capsule(),
        [10, 11, 12],
        status="placed",
        pieces_minor=13800,
        discount_minor=1380,
        total_minor=12420,
        price_code=make.price_code("SPRING"),
    )
    order.claims.filter(position=10).update(price_minor=4200, discount_minor=420)
    order.claims.exclude(position=10).update(discount_minor=480)

    receipt = client.get(order.get_absolute_url()).context["shown"].receipt

    assert [(row["words"], row["note"], row["minor"]) for row in receipt.lines[2:4]] == [
        ("With your code SPRING", "No. 10, €4.20 off", -420),
        ("With your code SPRING", "No. 11 and No. 12, €4.80 off each", -960),
    ]


def test_a_ready_order_has_its_ticket_and_the_page_of_its_piece(client):
    order = ready_order()

    answer = client.get(order.get_absolute_url())

    page = words_of(answer)
    assert "<h1>No. 17 is waiting for you</h1>" in page
    assert order.code in page
    assert 'aria-label="QR code with your pickup code"' in page
    assert f'href="{Piece.objects.get().get_absolute_url()}"' in page
    assert [state for _, state in steps_of(answer)] == ["done"] * 5 + ["here", "todo"]
    assert "style=" not in page
    assert "<script>" not in page


def test_a_piece_with_another_number_than_the_place_that_was_ordered_is_explained(client):
    run, _ = line.made_run([3], [5])
    third, fifth = line.pieces_of(run)
    inspecting.inspect(fifth, result="passed", by=make.admin())
    order = Preorder.objects.get(claims__position=3)

    assert "may bear another number" in words_of(client.get(order.get_absolute_url()))
    other = Preorder.objects.get(claims__position=5)
    inspecting.inspect(third, result="scrapped", reason="Cracked.", by=make.admin())
    assert "may bear another number" not in words_of(client.get(other.get_absolute_url()))


def test_the_page_names_the_hours_and_the_closures_of_the_node(client):
    node = make.node(hours=[(day, 10, 18) for day in range(2, 5)], directions="Behind the green door.")
    today = timezone.now().date()
    Closure.objects.create(node=node, days=(today, today + timedelta(days=2)), reason="stocktaking")
    order = line.preorder(make.capsule(), [1], status="placed", at=node)

    page = words_of(client.get(order.get_absolute_url()))

    assert '<th scope="row">Wed to Fri</th><td>10:00–18:00</td>' in page
    assert "Behind the green door." in page
    assert "stocktaking" in page


def test_cancelling_is_free_before_the_approval(client):
    order = line.preorder(make.capsule(), [3], status="placed")

    answer = client.post(reverse("order-cancel", args=[order.secret]), {"reason": "Moving house"}, follow=True)

    order.refresh_from_db()
    assert (order.status, order.end_reason) == (Preorder.Status.CANCELLED, "Moving house")
    assert "<h1>This order is cancelled</h1>" in words_of(answer)
    assert steps_of(answer) == [("Ordered", "done"), ("Cancelled", "here")]
    page = words_of(answer)
    assert [words for words in ("you will collect it", "Return or repair", "The sum") if words in page] == []
    assert "What it would have cost" in page


def test_after_the_approval_the_page_says_whom_to_ask(client):
    order = line.preorder(make.capsule(status="closed"), [3], status="confirmed")

    page = words_of(client.get(order.get_absolute_url()))
    refused = client.post(reverse("order-cancel", args=[order.secret]), {"reason": ""})

    assert "Free cancelling ended on" in page
    assert "<button" not in page
    assert refused.status_code == 409
    assert "the order can no longer be cancelled here" in words_of(refused)
    assert refused["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("asked", ["ILSE1@example.org", "nobody@example.org"])
def test_finding_an_order_never_says_whether_there_is_one(client, asked):
    line.preorder(make.capsule(), [1], status="placed")

    answers = [client.post(reverse("find-order"), {"email": asked}, follow=True) for _ in range(2)]

    assert all("If we know orders of this address" in words_of(answer) for answer in answers)
    owed = Notice.objects.filter(kind="order_link").values_list("to", flat=True)
    assert list(owed) == (["ilse1@example.org"] if asked.startswith("ILSE") else [])


def test_the_papers_of_a_piece_are_silent_about_its_customer(client):
    order = ready_order()

    page = words_of(client.get(Piece.objects.get().get_absolute_url()))

    assert '<h1 class="title">No. 17</h1>' in page
    assert "of 50, made by" in page
    assert "Looked at by hand: passed." in page
    assert not any(secret in page for secret in (order.name, order.email, order.secret, order.code, order.reference))


@pytest.mark.parametrize("many", [1, 3])
def test_the_order_page_asks_the_database_few_questions(client, django_assert_max_num_queries, many):
    run, (order,) = line.passed_run(list(range(1, many + 1)))
    stocking.receive(order.pickup_node, pieces=line.pieces_of(run), by=make.admin())

    with django_assert_max_num_queries(6):
        client.get(order.get_absolute_url())
