"""What a customer changes behind their order's link: the node, and being known at all (row 31)."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.actions import preordering, waiting
from capsules.models import Preorder, Reminder, Waiting
from coop.models import Entry
from fulfillment.actions import forgetting, redirecting, shipping, stocking
from fulfillment.actions.finding import owe_links
from fulfillment.actions.noticing import owe_mail
from fulfillment.models import Notice, Piece
from tests import make
from tests.fulfillment import line
from tests.fulfillment.test_order_page import words_of

pytestmark = pytest.mark.django_db

SECRETS = ("Ilse", "ilse1@example.org", "Havenstraat", "3024 SC", "3STEST0012345", "I am moving")


@pytest.fixture
def nodes():
    return make.node("Oosterkade"), make.node("Marvila", city="Lisbon")


def drop(nodes, **fields):
    return make.capsule(maker=make.maker(home=nodes[0]), pickup_nodes=list(nodes), **fields)


def move(client, order, node):
    return client.post(reverse("order-move", args=[order.secret]), {"node": node.pk}, follow=True)


def test_a_customer_collects_at_another_node_and_is_written_to_each_time(client, nodes):
    order = line.preorder(drop(nodes), [1], status="placed")

    answers = [move(client, order, node) for node in (nodes[1], nodes[1], nodes[0], nodes[1])]

    order.refresh_from_db()
    assert order.pickup_node == nodes[1]
    assert "You collect at Marvila. We mailed you that." in words_of(answers[-1])
    assert Notice.objects.filter(kind="pickup_moved", to=order.email).count() == 3
    moved = Entry.objects.filter(row=order.pk, verb="moved the pickup of").order_by("pk")
    ways = [(entry.who, entry.details["before"], entry.details["after"]) for entry in moved]
    there, back = [("customer", one.slug, other.slug) for one, other in (nodes, nodes[::-1])]
    assert ways == [there, back, there]


def test_while_it_is_made_the_node_may_change_and_once_it_is_under_way_it_may_not(client, nodes):
    capsule = drop(nodes, status="closed")
    order = line.preorder(capsule, [1, 2])
    run = line.run(capsule)
    line.inspecting.make_pieces(run)
    line.inspecting.pass_the_rest(run, by=make.admin())

    assert move(client, order, nodes[1]).status_code == 200
    assert [piece.pk for piece in Piece.objects.on_the_way_to(nodes[1])] == [each.pk for each in line.pieces_of(run)]
    stocking.receive(nodes[1], pieces=line.pieces_of(run)[:1], by=make.admin())
    refused = move(client, order, nodes[0])

    order.refresh_from_db()
    assert (refused.status_code, order.pickup_node, order.status) == (409, nodes[1], "confirmed")
    assert "Your pieces are on their way to the shelf already" in words_of(refused)
    assert "Collect somewhere else" not in words_of(client.get(order.get_absolute_url()))


def test_a_node_where_the_capsule_is_not_collected_is_refused(client, nodes):
    order = line.preorder(drop(nodes), [1], status="placed")
    elsewhere = make.node("Hafen")

    answer = move(client, order, elsewhere)
    with pytest.raises(redirecting.CannotMove, match="Low Tide is not collected at Hafen"):
        redirecting.collect_elsewhere(order, node=elsewhere, by="customer")

    assert answer.status_code == 422
    assert "Choose one of the nodes." in words_of(answer)


@pytest.mark.parametrize("way", ["a parcel", "an order that ended"])
def test_the_node_of_some_orders_stays(nodes, way):
    capsule = drop(nodes)
    order = line.parcel(capsule, [1], status="placed") if way == "a parcel" else line.preorder(capsule, [1])
    if way != "a parcel":
        preordering.cancel(order, reason="no", by=make.admin())

    with pytest.raises(redirecting.CannotMove):
        redirecting.collect_elsewhere(order, node=nodes[1], by="customer")


def sent_parcel():
    order = line.ready_parcel(1)
    Preorder.objects.filter(pk=order.pk).update(name="Ilse R.", email="ilse1@example.org")
    order.refresh_from_db()
    owe_links(order.email)
    shipping.ship(order, at=order.pickup_node, carrier="PostNL", tracking_number="3STEST0012345", by=make.admin())
    order.refresh_from_db()
    return order


def all_that_is_stored(order) -> str:
    """Every column of every row about an order, as text."""
    rows = [order, *order.notices.all(), *order.shipments.all(), *order.claims.all()]
    rows += Entry.objects.filter(kind="capsules.preorder", row=order.pk)
    return " ".join(str(value) for row in rows for value in type(row).objects.filter(pk=row.pk).values_list()[0])


def test_row_31_one_file_holds_all_that_we_know(client):
    order = sent_parcel()

    answer = client.get(reverse("order-data", args=[order.secret]))

    data = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="order-{order.reference}.json"'
    assert answer["Cache-Control"] == "no-store"
    told = data["order"]
    assert (told["name"], told["email"], told["ship_street"]) == ("Ilse R.", "ilse1@example.org", "Havenstraat 12")
    assert (told["pieces_minor"], told["shipping_minor"], told["total_minor"]) == (4800, 863, 5663)
    assert [(piece["position"], piece["number"]) for piece in data["pieces"]] == [(1, 1)]
    assert [(parcel["carrier"], parcel["tracking_number"]) for parcel in data["parcel"]] == [
        ("PostNL", "3STEST0012345")
    ]
    assert [(mail["kind"], mail["to"]) for mail in data["mails_and_messages"]] == [
        ("order_link", "ilse1@example.org"),
        ("parcel_sent", "ilse1@example.org"),
    ]
    assert {line["who"] for line in data["journal"]} == {"the co-op"}


def test_row_31_the_file_tells_the_code_when_it_opens_something(client):
    order = line.preorder(make.capsule(), [1], status="placed")
    page = reverse("order-data", args=[order.secret])

    assert "pickup_code" not in client.get(page).json()["order"]
    type(order).objects.filter(pk=order.pk).update(status="ready", confirmed_at=timezone.now(), ready_at=timezone.now())
    assert client.get(page).json()["order"]["pickup_code"] == order.pickup_code


def test_row_31_the_file_has_the_lists_on_which_its_address_stands(client):
    order = sent_parcel()
    for address in ("Ilse1@example.org", "somebody.else@example.org"):
        Waiting.objects.create(capsule=make.capsule("Neap"), email=address)
        Reminder.objects.create(capsule=make.capsule("Spring"), email=address)

    data = client.get(reverse("order-data", args=[order.secret])).json()

    stands_on = [(each["capsule"], each["email"]) for each in [*data["waiting_lists"], *data["reminders"]]]
    assert stands_on == [("Neap", "Ilse1@example.org"), ("Spring", "Ilse1@example.org")]


def test_row_31_the_file_knows_every_table_that_leads_to_an_order():
    """Who adds a table with rows of an order adds it to `own_data`, to `forget`, and here."""
    leading = {relation.get_accessor_name() for relation in Preorder._meta.related_objects}

    assert leading == {"cards", "claims", "handover", "notices", "payments", "shipments"}


def test_row_31_every_column_of_words_is_forgotten_or_names_nobody():
    """Who adds a column for words says here whether they are a person's."""
    words = {field.name for field in Preorder._meta.fields if field.get_internal_type() in ("CharField", "TextField")}

    assert words - {"name", "email", "end_reason", *Preorder.ADDRESS} == {
        "currency", "delivery", "pay_by", "pickup_code", "secret", "status",
    }  # fmt: skip


def test_row_31_forgotten_nothing_says_whose_it_was_and_sums_and_pieces_stay(client):
    order = sent_parcel()
    assert all(secret in all_that_is_stored(order) for secret in SECRETS[:-1])

    answer = client.post(reverse("order-forget", args=[order.secret]), follow=True)

    order.refresh_from_db()
    stored = all_that_is_stored(order)
    assert [secret for secret in SECRETS if secret in stored] == []
    assert (order.status, order.total_minor, order.ship_country) == ("shipped", 5663, "NL")
    assert order.claims.get().piece.number == 1
    assert (answer.status_code, answer["X-Robots-Tag"]) == (410, "noindex, nofollow")
    assert "<h1>Forgotten</h1>" in words_of(answer)
    assert order.reference not in words_of(answer)


@pytest.mark.parametrize(
    "page", ["order-cancel", "order-move", "order-forget", "order-receipt", "order-calendar", "order-data"]
)
def test_row_31_nothing_else_opens_behind_the_link_of_a_forgotten_order(client, page):
    order = sent_parcel()
    forgetting.forget(order, by="customer")

    assert client.get(reverse(page, args=[order.secret])).status_code == 404


def test_row_31_mails_that_were_still_owed_are_owed_no_more():
    order = sent_parcel()
    sent = Notice.objects.get(preorder=order, kind="order_link")
    sent.become(Notice.Status.SENT, sent_at=timezone.now())

    forgetting.forget(order, by="customer")
    forgetting.forget(order, by="customer")

    assert list(order.notices.values_list("kind", "status", "to")) == [("order_link", "sent", "")]
    assert Entry.objects.filter(row=order.pk, verb="forgot whose it was:").count() == 1


def test_row_31_lists_that_are_over_forget_the_address_and_those_that_are_not_keep_it():
    order, address = sent_parcel(), "Ilse1@example.org"
    over, ahead = make.capsule("Neap"), make.capsule("Spring")
    lapsed = Waiting.objects.create(capsule=over, email=address, status="lapsed", lapsed_at=timezone.now())
    standing = Waiting.objects.create(capsule=ahead, email=address)
    told = Reminder.objects.create(capsule=over, email=address, told_at=timezone.now())
    owe_mail("waiting_invited:1", "waiting_invited", address, waiting=lapsed)

    forgetting.forget(order, by="customer")

    for row in (lapsed, standing, told):
        row.refresh_from_db()
    assert (lapsed.email, standing.email, told.email) == ("", address, "")
    assert not Notice.objects.filter(waiting=lapsed).exists()


def test_row_31_who_leaves_a_list_is_forgotten_in_the_mails_of_it_too():
    leaver = Waiting.objects.create(capsule=make.capsule("Neap"), email="nora@example.org")
    other = Waiting.objects.create(capsule=leaver.capsule, email="wim@example.org")
    for each in (leaver, other):
        owe_mail(f"waiting_joined:{each.pk}", "waiting_joined", each.email, waiting=each)
    Notice.objects.get(waiting=leaver).become(Notice.Status.SENT, sent_at=timezone.now())

    waiting.leave(leaver)

    kept = Notice.objects.filter(kind="waiting_joined").order_by("pk")
    assert list(kept.values_list("status", "to")) == [("sent", ""), ("owed", "wim@example.org")]


def test_row_31_the_journal_forgets_the_words_and_keeps_the_line(client):
    order = line.preorder(make.capsule(), [1], status="placed")
    client.post(reverse("order-cancel", args=[order.secret]), {"reason": "I am moving to my mother"})

    forgetting.forget(order, by="customer")

    order.refresh_from_db()
    assert "I am moving" not in all_that_is_stored(order)
    cancelled = Entry.objects.get(row=order.pk, verb="cancelled")
    assert (cancelled.who, cancelled.details) == ("customer", {})


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("placed", "This order still stands. Cancel it first: it is free."),
        ("confirmed", "This order is being made for you, and we must be able to reach you."),
        ("ready", "Your pieces are here, and we must be able to reach you. Once the order is collected"),
    ],
)
def test_row_31_a_standing_order_is_not_forgotten_and_says_what_to_do(client, status, said):
    order = line.preorder(make.capsule(status="closed"), [1], status=status, ready_at=timezone.now())
    before = all_that_is_stored(order)

    answer = client.post(reverse("order-forget", args=[order.secret]))

    assert answer.status_code == 409
    assert said in words_of(answer)
    assert all_that_is_stored(order) == before


def test_the_page_that_asks_says_what_goes_and_what_stays_and_does_nothing_yet(client):
    order = sent_parcel()

    page = words_of(client.get(reverse("order-forget", args=[order.secret])))

    assert "Your name and your mail address" in page
    assert "That somebody ordered 1 piece of Low Tide, and the sums" in page
    order.refresh_from_db()
    assert order.erased_at is None


def test_a_forgotten_order_counts_towards_nobodys_limit_and_is_found_by_no_address():
    order = sent_parcel()
    Notice.objects.all().delete()

    forgetting.forget(order, by="customer")
    owe_links("ilse1@example.org")

    assert not Notice.objects.exists()
