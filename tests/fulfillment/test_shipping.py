"""Parcels: from the shelf to the carrier, once, with a number to follow."""

from io import BytesIO
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from capsules.actions import preordering
from capsules.actions.preordering import CannotCancel
from coop.lifecycle import broke
from coop.models import Entry
from fulfillment.actions import handing_over, shipping
from fulfillment.actions.handing_over import GoesByParcel
from fulfillment.actions.shipping import AlreadySent, CannotSend, NothingToFollow
from fulfillment.carriers import FOLLOW, follow_url
from fulfillment.letters import letter_of
from fulfillment.models import Notice, Shipment
from tests import make
from tests.fulfillment import line
from tests.fulfillment.test_desk_page import queries_of, words

pytestmark = pytest.mark.django_db


def send(order, *, at=None, by=None, **fields):
    receipt = {"carrier": "PostNL", "tracking_number": "3STEST0012345"} | fields
    return shipping.ship(order, at=at or order.pickup_node, by=by or make.admin(), **receipt)


def owed(order):
    return list(Notice.objects.filter(preorder=order).order_by("pk").values_list("kind", flat=True))


def test_a_parcel_that_is_ready_is_no_pickup_and_nobody_is_asked_to_come():
    order = line.ready_parcel(17)

    assert (order.status, owed(order)) == ("ready", [])


def test_all_its_pieces_leave_and_its_customer_is_told_how_to_follow_them():
    order = line.ready_parcel(17, 18)

    shipment = send(order, carrier=" PostNL ", tracking_number=" 3STEST0012345")

    order.refresh_from_db()
    assert (order.status, order.shipped_at is not None) == ("shipped", True)
    assert (shipment.carrier, shipment.tracking_number, shipment.node) == ("PostNL", "3STEST0012345", order.pickup_node)
    assert [(claim.piece.place, claim.piece.node) for claim in order.claims.all()] == [("customer", None)] * 2
    assert owed(order) == ["parcel_sent"]
    entry = Entry.objects.get(row=order.pk, kind="capsules.preorder", verb="sent the parcel of")
    assert entry.details == {"carrier": "PostNL", "pieces": [17, 18]}


def test_the_mail_names_the_parcel_and_its_link():
    order = line.ready_parcel(17, title="Low Tide")
    send(order)

    letter = letter_of(Notice.objects.get(kind="parcel_sent"))

    assert letter.subject == f"On its way: Low Tide, Glaze 1 (order {order.reference})"
    assert letter.to == [order.email]
    assert "has left Oosterkade with PostNL, for Ilse Ruiter, Havenstraat 12, 3024 SC Rotterdam, Netherlands." in (
        letter.body
    )
    assert "Follow the parcel: https://jouw.postnl.nl/track-and-trace/3STEST0012345-NL-3024SC\n" in letter.body


def test_a_second_sending_says_when_it_left():
    order = line.ready_parcel()
    with time_machine.travel("2026-11-23T09:12:00Z", tick=False):
        send(order)

    with pytest.raises(AlreadySent, match=r"Already sent at 10:12 on Mon 23 November, with PostNL\."):
        send(order)

    assert owed(order) == ["parcel_sent"]


def test_each_reason_not_to_send_says_what_to_do():
    elsewhere = make.node("Hafen")
    parcel, cancelled, to_collect = line.ready_parcel(), line.ready_parcel(), line.ready_order()
    preordering.cancel(cancelled, reason="moved away", by=make.admin())
    early = line.parcel(make.capsule(status="closed"), [1])

    for order, at, said in [
        (parcel, elsewhere, "This parcel leaves from Oosterkade"),
        (cancelled, None, "This order was cancelled. Unpack it"),
        (to_collect, None, "This order is collected at Oosterkade. Leave it on the shelf."),
        (early, None, "Not ready yet: not all pieces of this order are here."),
    ]:
        with pytest.raises(CannotSend, match=said):
            send(order, at=at)
    with pytest.raises(NothingToFollow):
        send(parcel, tracking_number=" ")

    assert not Shipment.objects.exists()


def test_the_desk_does_not_hand_over_a_parcel():
    order = line.ready_parcel()

    with pytest.raises(GoesByParcel) as refused:
        handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=order.total_minor)
    send(order)
    with pytest.raises(GoesByParcel, match="left by parcel to Rotterdam"):
        handing_over.check_pickup(type(order).objects.get(pk=order.pk), at=order.pickup_node)

    assert str(refused.value) == (
        "This order goes by parcel to Rotterdam, Netherlands. "
        "Find it under Parcels. If its customer is here to collect it, call the co-op."
    )


def test_a_parcel_that_left_is_not_cancelled():
    order = line.ready_parcel()
    send(order)

    with pytest.raises(CannotCancel, match="This order is sent: there is nothing left to cancel"):
        preordering.cancel(order, reason="no", by=make.admin())


@pytest.mark.parametrize(
    ("constraint", "wrong"), [("order_is_sent_once", {}), ("shipment_names_its_carrier", {"carrier": ""})]
)
def test_the_database_refuses(constraint, wrong):
    order = line.ready_parcel()
    row = {"preorder": order, "node": order.pickup_node, "carrier": "DHL", "by": make.admin()}
    if not wrong:
        Shipment.objects.create(**row)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Shipment.objects.create(**row | wrong)

    assert broke(refused.value, constraint)


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_that_send_at_the_same_instant_one_succeeds():
    order, by = line.ready_parcel(1, 2), make.admin()
    barrier, outcomes = Barrier(4), []

    def desk():
        barrier.wait()
        try:
            outcomes.append(type(send(order, by=by)))
        except AlreadySent:
            outcomes.append(AlreadySent)
        finally:
            connection.close()

    desks = [Thread(target=desk) for _ in range(4)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()

    assert sorted(outcomes, key=str) == sorted([Shipment, *[AlreadySent] * 3], key=str)
    assert owed(order) == ["parcel_sent"]


@pytest.mark.parametrize("carrier", FOLLOW)
def test_each_known_carrier_is_followed_by_its_number(carrier):
    url = follow_url(carrier.lower(), "AB 12/34", country="NL", postcode="3024 SC")

    assert url.startswith("https://")
    assert "AB12%2F34" in url
    assert " " not in url


def test_an_unknown_carrier_has_no_link():
    assert follow_url("Fietskoerier", "12", country="NL", postcode="3024 SC") == ""


class TestPage:
    @pytest.fixture
    def order(self):
        return line.ready_parcel(17, 18, node=make.node(), title="Low Tide")

    @pytest.fixture
    def desk(self, client, order):
        client.force_login(make.desk_user(order.pickup_node))
        return client

    def address(self, order, more=""):
        return f"/desk/{order.pickup_node.slug}/parcels/{more}"

    def test_what_is_to_send_stands_there_with_its_address_and_not_among_the_pickups(self, desk, order):
        type(order.variant).objects.update(mass_g=1150, packaging_g=450, parcel_mm=[300, 260, 265])

        page = words(desk.get(self.address(order)))
        pickups = words(desk.get(f"/desk/{order.pickup_node.slug}/"))

        assert "Ilse Ruiter Havenstraat 12 3024 SC Rotterdam Netherlands" in page
        assert "No. 17 of 50 Low Tide, Glaze 1, Kiezel No. 18 of 50" in page
        assert "Counts as 8.268 kg, box 30 × 26 × 26.5 cm each." in page
        assert "Nobody has anything to collect today." in pickups

    def test_sent_it_moves_to_the_list_of_what_left(self, desk, order):
        receipt = {"carrier": "DHL", "tracking_number": "00340"}

        answer = desk.post(self.address(order, f"{order.pk}/send/"), receipt, follow=True)

        page = words(answer)
        assert "No. 17 and No. 18 sent to Ilse Ruiter. The customer is told how to follow it." in page
        assert "Nothing to pack." in page
        assert f"Ilse Ruiter, Netherlands order {order.reference}, Low Tide No. 17 and No. 18 DHL 00340" in page

    def test_a_missing_number_is_a_422_that_keeps_the_carrier(self, desk, order):
        answer = desk.post(self.address(order, f"{order.pk}/send/"), {"carrier": "DHL"})

        assert answer.status_code == 422
        assert 'value="DHL"' in answer.content.decode()
        assert "Write the carrier and the number on its receipt" in words(answer)
        assert not Shipment.objects.exists()

    def test_sent_twice_is_a_409(self, desk, order):
        send(order)

        answer = desk.post(self.address(order, f"{order.pk}/send/"), {"carrier": "DHL", "tracking_number": "1"})

        assert answer.status_code == 409
        assert "Already sent at" in words(answer)

    def test_the_slip_is_a_pdf_of_two_pages_and_the_same_each_time(self, desk, order):
        first, second = (desk.get(self.address(order, f"{order.pk}/slip.pdf")) for _ in range(2))

        assert (first.status_code, first["Content-Type"]) == (200, "application/pdf")
        assert first.content == second.content
        assert first.content.count(b"/Type /Page\n") == 2
        assert BytesIO(first.content).read(5) == b"%PDF-"

    def test_another_nodes_parcel_is_not_there(self, client, order):
        other = make.node()
        client.force_login(make.desk_user(other))

        assert client.get(f"/desk/{other.slug}/parcels/{order.pk}/slip.pdf").status_code == 404
        assert client.post(f"/desk/{other.slug}/parcels/{order.pk}/send/").status_code == 404

    def test_the_page_asks_as_often_for_three_parcels_as_for_one(self, desk, order):
        def one_more():
            line.ready_parcel(node=order.pickup_node)
            send(line.ready_parcel(node=order.pickup_node))

        one_more()
        asked = queries_of(desk, self.address(order))
        one_more(), one_more()

        assert queries_of(desk, self.address(order)) == asked
