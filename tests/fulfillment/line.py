"""A capsule some way along the line: dull rows for tests of what comes after making."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from capsules.models import Claim, Preorder, Run
from fulfillment.actions import inspecting
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
        "pieces_minor": fields.get("total_minor", variant.price_minor * len(positions)),
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


def endpoint(system, *, node=None, **fields):
    """The endpoint of a node whose own system is a receiver or a door."""
    return Endpoint.objects.create(node=node or make.node(), **{"url": system.url, "secret": system.secret} | fields)
