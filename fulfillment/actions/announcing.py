"""Which news is owed to whom. Each function writes its notices in the transaction that made the news true."""

from django.conf import settings
from django.utils import timezone

from capsules.models import Preorder
from coop.models import User
from fulfillment.models import Endpoint, Piece

from . import noticing, shop_news


def order_placed(preorder) -> None:
    noticing.owe_mail(f"preorder_placed:{preorder.pk}", "preorder_placed", preorder.email, preorder=preorder)


def order_ended(preorder) -> None:
    noticing.owe_mail(f"preorder_ended:{preorder.pk}", "preorder_ended", preorder.email, preorder=preorder)


def on_the_list(waiting) -> None:
    noticing.owe_mail(f"waiting_joined:{waiting.pk}", "waiting_joined", waiting.email, waiting=waiting)


def piece_kept(waiting) -> None:
    noticing.owe_mail(f"waiting_invited:{waiting.pk}", "waiting_invited", waiting.email, waiting=waiting)


def run_will_be_made(run) -> None:
    """Every customer of the run hears that it will be made, and by when."""
    confirmed = Preorder.objects.filter(capsule=run.capsule_id, status=Preorder.Status.CONFIRMED)
    noticing.owe(
        [
            noticing.letter(f"run_approved:{run.pk}:{preorder}", "run_approved", email, preorder_id=preorder, run=run)
            for preorder, email in confirmed.values_list("pk", "email")
        ]
    )


def opening_key(reminder) -> str:
    return f"drop_opened:{reminder.pk}"


def drop_opened(capsule, reminders) -> None:
    """Everybody who asked hears once that the drop is open."""
    noticing.owe(
        [
            noticing.letter(
                opening_key(each), "drop_opened", each.email, capsule=capsule, facts={"reminder": each.secret}
            )
            for each in reminders
        ]
    )


def listing_decided(capsule, kind: str) -> None:
    """The maker hears that a capsule was listed, or sent back: each time that it was submitted."""
    about = f"{kind}:{capsule.pk}:{capsule.submitted_at:%Y%m%dT%H%M%S%f}"
    tell(people_of(capsule.maker_id), about, kind, capsule=capsule)


def run_needs_approval(run) -> None:
    tell(admins(), f"run_proposed:{run.pk}", "run_proposed", run=run)


def run_has_no_place(run) -> None:
    """Admins and its maker hear of it once a day at most: the worker keeps trying, and the page keeps saying why."""
    about = f"run_unplannable:{run.pk}:{timezone.now():%Y%m%d}"
    tell(admins(), about, "run_unplannable", run=run)
    makers = people_of(run.capsule.maker_id).filter(is_admin=False)
    tell(makers, about, "run_unplannable", run=run, facts={"page": "studio-run"})


def ready_to_collect(preorders) -> None:
    """Customers hear that all lies on the shelf, and so do the node's system and the maker's shop where they listen.

    Of a parcel only the shop hears: its customer hears when it has left.
    """
    numbers = _piece_facts(preorders)
    nodes = Endpoint.objects.listening().in_bulk({p.pickup_node_id for p in preorders}, field_name="node_id")
    shops = shop_news.shops_of(preorders)
    notices = []
    for preorder in preorders:
        node, key = preorder.pickup_node, f"pickup:{preorder.pk}"
        about, facts = f"preorder.ready:{preorder.pk}", _ready_facts(preorder, numbers.get(preorder.pk, []))
        if not preorder.is_parcel:
            notices.append(noticing.letter(key, "pickup", preorder.email, preorder=preorder, node=node))
        if not preorder.is_parcel and (endpoint := nodes.get(node.pk)):
            notices.append(noticing.message(about, "preorder.ready", endpoint, facts, preorder=preorder))
        if endpoint := shops.get(preorder.capsule.maker_id):
            notices.append(noticing.message(f"{about}:shop", "preorder.ready", endpoint, facts, preorder=preorder))
    noticing.owe(notices)


def parcel_sent(preorder) -> None:
    noticing.owe_mail(f"parcel_sent:{preorder.pk}", "parcel_sent", preorder.email, preorder=preorder)


def collected_elsewhere(preorder) -> None:
    """Each time that its customer chose another node."""
    about = f"pickup_moved:{preorder.pk}:{timezone.now():%Y%m%dT%H%M%S%f}"
    noticing.owe_mail(about, "pickup_moved", preorder.email, preorder=preorder)


def _piece_facts(preorders) -> dict[int, list[dict]]:
    facts: dict[int, list[dict]] = {}
    pieces = Piece.objects.filter(claim__preorder__in=preorders, claim__cancelled_at=None).order_by("number")
    for piece in pieces.select_related("claim"):
        said = {
            "number": piece.number,
            "edition_size": piece.edition_size,
            "url": settings.PUBLIC_URL + piece.get_absolute_url(),
        }
        facts.setdefault(piece.claim.preorder_id, []).append(said)
    return facts


def _ready_facts(preorder, pieces) -> dict:
    """What a system needs to find the order on its shelf or in its books; no word about the customer, and no code."""
    return {
        "order": preorder.reference,
        "node": preorder.pickup_node.slug,
        "capsule": preorder.capsule.slug,
        "title": preorder.capsule.title,
        "variant": preorder.variant.name,
        "sku": preorder.variant.sku,
        "quantity": preorder.quantity,
        "pieces": pieces,
        "ready_at": preorder.ready_at.isoformat(),
        "to_pay_minor": preorder.to_pay_minor,
        "currency": preorder.currency,
    }


def tell(people, about: str, kind: str, **rows) -> None:
    noticing.owe(
        [
            noticing.letter(f"{about}:{person}", kind, email, **rows)
            for person, email in people.values_list("pk", "email")
        ]
    )


def admins():
    return User.objects.filter(is_admin=True, is_active=True)


def people_of(maker_id):
    return User.objects.filter(maker=maker_id, is_active=True)
