"""One capsule travels the whole line: through its pages, the worker, the post and a node's own system."""

import re
from email.message import EmailMessage

from django.utils import timezone

from capsules.models import Capsule, Preorder, Run
from coop.models import Entry
from fulfillment.listening import Receiver
from fulfillment.models import Endpoint, Handover, Notice, Piece, StockMove
from scheduling.models import Booking, LoadShare, Step
from tests.postbox import free_port, words
from tests.stack import Stack, eventually
from tests.visitor import Visitor, logged_in

from .workshop import A_DAY, A_MINUTE, Workshop, local_parts


def test_a_capsule_travels_from_its_draft_to_its_customers(started):
    stack, workshop = started(), Workshop()

    capsule = draft_and_submit(stack, workshop)
    list_it(stack, workshop, capsule)
    with connected(stack, workshop) as receiver:
        preorder_all(stack, workshop, capsule)
        run = sold_out(capsule)
        approve(stack, workshop, run)
        planned(stack, run)
        make_it(stack, workshop, run)
        inspect(stack, workshop, run)
        receive(stack, workshop, run)
        told(stack, run, receiver)
    hand_over(stack, workshop, run)
    assert the_journal() == THE_JOURNAL


def draft_and_submit(stack: Stack, workshop: Workshop) -> Capsule:
    """The maker logs in by a mailed code, writes the capsule and its route, and hands both to the co-op."""
    maker = log_in_by_code(stack, workshop.maker_user.email)
    page = maker.get("/studio/capsules/new/?from=nothing").press("Save the draft", capsule_form(workshop))
    assert (page.status, page.path) == (200, "/studio/capsules/low-tide/"), page.words

    page = maker.get("/studio/capsules/low-tide/route/").press("Save the route", route_form(workshop))
    assert (page.status, page.path) == (200, "/studio/capsules/low-tide/route/"), page.words

    page = maker.get("/studio/capsules/low-tide/").press("Submit Low Tide to the co-op")
    assert page.status == 200, page.words
    capsule = Capsule.objects.get(slug="low-tide")
    assert capsule.status == Capsule.Status.SUBMITTED
    assert [*capsule.operations.values_list("name", "kind__name")] == [("Thrown", "wheel"), ("Fired", "kiln")]
    assert Visitor(stack.url).get("/c/low-tide/").status == 404, "nobody sees it before it is listed"
    return capsule


def log_in_by_code(stack: Stack, address: str) -> Visitor:
    somebody = Visitor(stack.url)
    page = somebody.get("/accounts/login/code/").press("Mail me a code", {"email": address})
    mail = eventually(lambda: stack.postbox.to(address), "the code's mail")[0]
    code = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", words(mail), re.MULTILINE)
    assert code, words(mail)
    page = page.press("Log in", {"code": code[1]})
    assert (page.status, page.path) == (200, "/studio/"), page.words
    return somebody


def capsule_form(workshop: Workshop) -> dict:
    now = timezone.now()
    opens, closes = local_parts(workshop.node, now - A_MINUTE), local_parts(workshop.node, now + A_DAY)
    return {
        "title": "Low Tide",
        "thing": "bowl",
        "tagline": "A bowl the colour of wet sand.",
        "story": "Thrown from the clay of the river that it is named after.",
        "edition_size": 4,
        "minimum": 2,
        "per_customer": 2,
        "lead_days": 21,
        "made_at": workshop.node.pk,
        "pickup_nodes": [workshop.shop.pk],
        "opens_day": opens[0],
        "opens_hour": opens[1],
        "closes_day": closes[0],
        "closes_hour": closes[1],
        "variants-0-name": "Foam",
        "variants-0-price_minor": "48.00",
        "variants-0-sku": "LT-FOAM",
        "tiers-0-first": 1,
        "tiers-0-last": 2,
        "tiers-0-change": "−6.00",
        "repair_policy": "Chips are ground and sealed for free.",
        "returns_policy": "Fourteen days, unused.",
    }


def route_form(workshop: Workshop) -> dict:
    return {
        "stop-0-rank": 1,
        "stop-0-name": "Thrown",
        "stop-0-kind": workshop.throwing.pk,
        "stop-0-minutes_per_piece": 10,
        "stop-0-wait_minutes": "30 min",
        "stop-1-rank": 2,
        "stop-1-name": "Fired",
        "stop-1-kind": workshop.firing.pk,
        "stop-1-program": workshop.bisque.pk,
        "stop-1-litres_per_piece": 4,
    }


def list_it(stack: Stack, workshop: Workshop, capsule: Capsule) -> None:
    office = logged_in(stack.url, workshop.admin)
    page = office.get("/office/approvals/").press("Approve, list Low Tide")
    assert page.status == 200, page.words
    capsule.refresh_from_db()
    assert capsule.status == Capsule.Status.LISTED
    mail = mail_to(stack, workshop.maker_user.email, "listed")
    assert "Low Tide" in words(mail)


def connected(stack: Stack, workshop: Workshop) -> Receiver:
    """The admin connects the system of the node at which the pieces are collected."""
    port = free_port()
    office = logged_in(stack.url, workshop.admin)
    address = f"http://127.0.0.1:{port}/"
    page = office.get("/office/nodes/noordplein/endpoint/").press("Connect this node’s system", {"url": address})
    secret = Endpoint.objects.get(node=workshop.shop).secret
    assert secret in page.text, "the page shows the secret once"
    return Receiver(secret, port=port)


def preorder_all(stack: Stack, workshop: Workshop, capsule: Capsule) -> None:
    """Three customers, without cookies and without scripts, take the edition; the fourth is told that it is gone."""
    for name, quantity, sum_shown in (("Ilse", 1, "€42.00"), ("Joris", 2, "€90.00"), ("Kim", 1, "€48.00")):
        customer = Visitor(stack.url, cookies=False)
        page = customer.get("/c/low-tide/").press("Preorder", order_of(workshop, name, quantity))
        assert page.status == 200, page.words
        assert page.path.startswith("/o/")
        assert sum_shown in page.words

    late = Visitor(stack.url, cookies=False).get("/c/low-tide/")
    assert "waiting list" in late.words
    placed = Preorder.objects.order_by("placed_at").values_list("name", "total_minor", "status")
    assert [*placed] == [("Ilse", 4200, "placed"), ("Joris", 9000, "placed"), ("Kim", 4800, "placed")]
    for order in Preorder.objects.all():
        assert f"{stack.url}{order.get_absolute_url()}" in words(mail_to(stack, order.email))


def order_of(workshop: Workshop, name: str, quantity: int) -> dict:
    address = f"{name.lower()}@example.org"
    return {"name": name, "email": address, "quantity": quantity, "pickup_node": workshop.shop.pk}


def sold_out(capsule: Capsule) -> Run:
    """The sweep closes what is sold out and proposes the run."""
    run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the run to be proposed")
    capsule.refresh_from_db()
    assert (capsule.status, run.status, run.pieces) == ("closed", "proposed", 4)
    return run


def approve(stack: Stack, workshop: Workshop, run: Run) -> None:
    assert "Low Tide" in words(mail_to(stack, workshop.admin.email))
    page = logged_in(stack.url, workshop.admin).get("/office/approvals/")
    assert "€180.00" in page.words, "what approving means in money stands on the page"
    page = page.press(f"Approve run {run.pk}, €180.00")
    assert page.status == 200, page.words
    assert set(Preorder.objects.values_list("status", flat=True)) == {"confirmed"}


def planned(stack: Stack, run: Run) -> None:
    """The worker books the wheel and the kiln, in this order, with the wait between them."""
    eventually(lambda: Run.objects.filter(pk=run.pk, status="planned").exists(), "the worker to plan")
    run.refresh_from_db()
    thrown, fired = Step.objects.filter(run=run).order_by("rank")
    work = Booking.objects.get(step=thrown)
    share = LoadShare.objects.get(step=fired)
    # 4 × 10 minutes, on the planner’s grid of 15.
    assert (work.minutes, share.pieces, share.litres) == (45, 4, 16)
    assert share.firing.booking.during.lower >= work.during.upper + 30 * A_MINUTE
    assert run.expected_at >= share.firing.opens_at
    assert (thrown.status, fired.status) == ("planned", "planned")


def make_it(stack: Stack, workshop: Workshop, run: Run) -> None:
    floor = logged_in(stack.url, workshop.floor)
    for button in ("Start Thrown", "Finish Thrown", "Start Fired", "Finish Fired"):
        page = floor.get("/floor/oosterkade/").press(button)
        assert page.status == 200, page.words
    run.refresh_from_db()
    assert run.status == Run.Status.MADE
    assert set(run.steps.values_list("status", flat=True)) == {"done"}


def inspect(stack: Stack, workshop: Workshop, run: Run) -> None:
    """Every piece passes, and serves the preorders in order of position."""
    inspector = logged_in(stack.url, workshop.floor)
    page = inspector.get("/floor/oosterkade/inspections/").press("Passed, No. 1 of Low Tide")
    page = inspector.get("/floor/oosterkade/inspections/").press("Pass all the rest, 3 pieces")
    assert page.status == 200, page.words
    pieces = run.made_pieces.order_by("number").values_list("number", "status", "claim__position", "place")
    assert [*pieces] == [(number, "passed", number, "workshop") for number in (1, 2, 3, 4)]


def receive(stack: Stack, workshop: Workshop, run: Run) -> None:
    page = logged_in(stack.url, workshop.desk).get("/desk/noordplein/").press("Receive 4 of Low Tide")
    assert page.status == 200, page.words
    places = (
        StockMove.objects.filter(piece__run=run).order_by("piece__number", "number").values_list("place", flat=True)
    )
    assert [*places] == ["workshop", "transit", "shelf"] * 4
    assert set(Preorder.objects.values_list("status", flat=True)) == {"ready"}


def told(stack: Stack, run: Run, receiver: Receiver) -> None:
    """Each customer gets one mail with code and QR, and the node one signed message for each order."""
    eventually(lambda: not Notice.objects.owed().exists(), "every notice to be sent")
    for order in Preorder.objects.all():
        mail = mail_to(stack, order.email, order.code)
        assert "Noordplein" in words(mail)
        assert [part.get_content_type() for part in mail.walk() if part.get_content_maintype() == "image"] == [
            "image/png"
        ]
    said = sorted((message["type"], message["data"]["order"]) for message in receiver.messages.values())
    assert said == sorted(("preorder.ready", order.reference) for order in Preorder.objects.all())
    assert (receiver.refused, receiver.repeats) == (0, 0)
    assert len({mail["Message-ID"] for mail in stack.postbox.mails}) == len(stack.postbox.mails)


def hand_over(stack: Stack, workshop: Workshop, run: Run) -> None:
    """The desk finds each order by its code and hands it over, once."""
    desk = logged_in(stack.url, workshop.desk)
    for order in Preorder.objects.order_by("placed_at"):
        page = desk.get("/desk/noordplein/").press("Find", {"code": order.code})
        assert page.status == 200, page.words
        assert order.name in page.words
        page = page.press("Hand over")
        assert page.status == 200, page.words
        again = desk.get(f"/desk/noordplein/pickup/?code={order.pickup_code}")
        assert "handed over" in again.words
    assert [*Handover.objects.order_by("preorder__placed_at").values_list("paid_minor", flat=True)] == [
        4200,
        9000,
        4800,
    ]
    assert set(Preorder.objects.values_list("status", flat=True)) == {"collected"}
    assert set(Piece.objects.filter(run=run).values_list("place", flat=True)) == {"customer"}
    assert Visitor(stack.url, cookies=False).get(order.get_absolute_url()).status == 200


def mail_to(stack: Stack, address: str, about: str = "") -> EmailMessage:
    """The latest mail to somebody in which these words stand."""

    def look():
        return [mail for mail in stack.postbox.to(address) if about in mail["Subject"] + words(mail)]

    return eventually(look, f"a mail to {address} about {about!r}")[-1]


def the_journal() -> list[str]:
    """Who did what to which kind of row, each once, in the order in which it first happened.

    Without the dates that the worker counts meanwhile: they come when they come.
    """
    said = Entry.objects.exclude(verb="promised").order_by("id").values_list("who", "verb", "kind")
    return list(dict.fromkeys(f"{who} {verb} {kind.split('.')[1]}" for who, verb, kind in said))


THE_JOURNAL = [
    "Mia drafted capsule",
    "Mia routed capsule",
    "Mia submitted capsule",
    "Ada listed capsule",
    "Ada connected endpoint",
    "customer preordered preorder",
    "worker closed capsule",
    "worker proposed run",
    "Ada approved run",
    "worker planned run",
    "Dina started run",
    "Dina started step",
    "Dina finished step",
    "Dina finished run",
    "worker made pieces of run",
    "Dina found passed piece",
    "Dina received pieces at node",
    "Dina made ready preorder",
    "Dina took the money for preorder",
    "Dina collected preorder",
    "Dina handed over preorder",
]
