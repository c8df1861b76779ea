"""A capsule some way along the line: dull rows for tests of what comes after making."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from capsules.models import Claim, Preorder, Run
from fulfillment.actions import inspecting, stocking
from fulfillment.models import Endpoint, Piece
from tests import make


def preorder(capsule, positions, *, status="confirmed", variant=None, at=None, **fields):
    """An order of the capsule on these positions."""
    now = timezone.now()
    variant = variant or capsule.variants.first()
    stamps = {f"{status}_at": now, "confirmed_at": now, "placed_at": now}
    if status in ("placed", "held"):
        stamps.pop("confirmed_at")
    if status == "held":
        stamps = {"placed_at": now, "held_until": now + timedelta(minutes=15), "pay_by": "card"}
    defaults = {
        "name": "Ilse R.",
        "email": f"ilse{positions[0]}@example.org",
        "pickup_node": at or capsule.made_at,
        "quantity": len(positions),
        "pieces_minor": fields.get("total_minor", variant.price_minor * len(positions))
        - fields.get("shipping_minor", 0),
        "total_minor": variant.price_minor * len(positions),
        "currency": capsule.currency,
        "idempotency_key": uuid4(),
        "status": status,
    }
    made = Preorder.objects.create(capsule=capsule, variant=variant, **defaults | stamps | fields)
    Claim.objects.bulk_create(
        Claim(
            capsule=capsule,
            preorder=made,
            position=position,
            edition_size=capsule.edition_size,
            price_minor=variant.price_minor,
        )
        for position in positions
    )
    return made


def run(capsule, *, status="made", pieces=2, **fields):
    now = timezone.now()
    order = ["proposed", "approved", "planned", "started", "made"]
    stamps = {f"{reached}_at": now for reached in order[: order.index(status) + 1]}
    return Run.objects.create(capsule=capsule, status=status, pieces=pieces, due_at=now, **stamps | fields)


def made_run(*orders, at=None, **fields):
    """A run whose pieces wait to be inspected; each order is a list of positions, collected at `at`."""
    capsule = make.capsule(status="closed", **fields)
    placed = [preorder(capsule, positions, at=at) for positions in orders]
    made = run(capsule, pieces=sum(map(len, orders)) or 1)
    inspecting.make_pieces(made)
    return made, placed


def passed_run(*orders, at=None, **fields):
    """A run of which every piece passed."""
    made, placed = made_run(*orders, at=at, **fields)
    inspecting.pass_the_rest(made, by=make.admin())
    return made, placed


def pieces_of(run):
    return list(Piece.objects.filter(run=run).order_by("number"))


def endpoint(system, *, node=None, maker=None, **fields):
    """The endpoint of a node whose own system is a receiver or a door, or of a maker whose shop is."""
    owner = {"maker": maker} if maker else {"node": node or make.node()}
    return Endpoint.objects.create(**owner | {"url": system.url, "secret": system.secret} | fields)


PARCEL = {
    "delivery": "ship",
    "pay_by": "card",
    "ship_name": "Ilse Ruiter",
    "ship_street": "Havenstraat 12",
    "ship_postcode": "3024 SC",
    "ship_city": "Rotterdam",
    "ship_country": "NL",
    "shipping_minor": 863,
}


def parcel(capsule, positions, **fields):
    """An order that is sent, with what its way costs, and paid."""
    total_minor = capsule.variants.first().price_minor * len(positions) + 863
    made = preorder(capsule, positions, **PARCEL | fields | {"total_minor": total_minor})
    made.payments.create(
        way="card", amount_minor=total_minor, currency=capsule.currency, status="paid", paid_at=timezone.now()
    )
    made.refresh_from_db()
    return made


def ready_parcel(*positions, node=None, **fields):
    """An order that is sent, all of whose pieces lie on the shelf of the node where they were made."""
    maker = make.maker(home=node or make.node())
    capsule = make.capsule(status="closed", maker=maker, **fields)
    order = parcel(capsule, list(positions or [1]))
    of_it = run(capsule, pieces=len(positions) or 1)
    inspecting.make_pieces(of_it)
    inspecting.pass_the_rest(of_it, by=make.admin())
    stocking.receive(order.pickup_node, pieces=pieces_of(of_it), by=make.admin())
    order.refresh_from_db()
    return order


def ready_order(*positions, at=None, **fields):
    """An order that is collected, all of whose pieces lie on its shelf."""
    of_it, [order] = passed_run(list(positions or [1]), at=at, **fields)
    stocking.receive(order.pickup_node, pieces=pieces_of(of_it), by=make.admin())
    order.refresh_from_db()
    return order
