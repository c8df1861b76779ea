"""What a maker's own shop hears of its capsules: signed messages that hold no word about any customer."""

from django.conf import settings
from django.db.models import Sum

from capsules.models import Claim
from fulfillment.models import Endpoint

from . import noticing


def shops_of(preorders) -> dict[int, Endpoint]:
    """The shops that listen, by the maker whose capsules were ordered."""
    return Endpoint.objects.listening().in_bulk({each.capsule.maker_id for each in preorders}, field_name="maker_id")


def order_placed(preorder) -> None:
    if shop := _shop_of(preorder.capsule_id):
        facts = _order(preorder) | {
            "positions": [*preorder.claims.order_by("position").values_list("position", flat=True)],
            "total_minor": preorder.total_minor,
            "currency": preorder.currency,
            "placed_at": preorder.placed_at.isoformat(),
            "taken": Claim.objects.live().filter(capsule=preorder.capsule_id).count(),
            "edition_size": preorder.capsule.edition_size,
        }
        noticing.owe_message(f"preorder.placed:{preorder.pk}", "preorder.placed", shop, facts, preorder=preorder)


def order_ended(preorder) -> None:
    """Cancelled or released. The reason is the customer's own words, and stays here."""
    if shop := _shop_of(preorder.capsule_id):
        ended_at = preorder.cancelled_at or preorder.released_at
        facts = _order(preorder) | {"status": preorder.status, "ended_at": ended_at.isoformat()}
        noticing.owe_message(f"preorder.ended:{preorder.pk}", "preorder.ended", shop, facts, preorder=preorder)


def run_approved(run) -> None:
    if shop := _shop_of(run.capsule_id):
        wanted = run.capsule.preorders.standing().values("variant__sku", "variant__name")
        facts = _capsule(run.capsule) | {
            "run": run.pk,
            "pieces": run.pieces,
            "variants": [
                {"sku": each["variant__sku"], "variant": each["variant__name"], "quantity": each["pieces"]}
                for each in wanted.order_by("variant__rank").annotate(pieces=Sum("quantity"))
            ],
            "approved_at": run.approved_at.isoformat(),
            "due_at": run.due_at.isoformat(),
        }
        noticing.owe_message(f"run.approved:{run.pk}", "run.approved", shop, facts, run=run)


def _shop_of(capsule_id: int) -> Endpoint | None:
    return Endpoint.objects.listening().filter(maker__capsules=capsule_id).first()


def _order(preorder) -> dict:
    variant = preorder.variant
    return _capsule(preorder.capsule) | {
        "order": preorder.reference,
        "variant": variant.name,
        "sku": variant.sku,
        "quantity": preorder.quantity,
        "node": preorder.pickup_node.slug,
    }


def _capsule(capsule) -> dict:
    return {
        "capsule": capsule.slug,
        "title": capsule.title,
        "url": settings.PUBLIC_URL + capsule.get_absolute_url(),
    }
