from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef

from capsules.actions import preordering
from capsules.models import Capsule, Claim, Preorder
from coop.actions.journal import WORKER, record
from coop.lifecycle import broke
from coop.models import User
from coop.refusals import Refusal
from fulfillment.models import Piece, StockMove

from . import announcing


class PieceMoved(Refusal):
    def __init__(self):
        super().__init__("Somebody else moved one of these pieces just now. Look again where it is.")


class PieceHandedOver(Refusal):
    def __init__(self):
        super().__init__("One of these pieces was handed over already. Look again.")


class NotExpected(Refusal):
    def __init__(self, piece, node):
        super().__init__(f"{piece} is not expected at {node}: it goes {_where_to(piece)}. Put it aside.")
        self.piece = piece


def _where_to(piece) -> str:
    if piece.status != Piece.Status.PASSED:
        return f"nowhere, it is marked “{piece.get_status_display()}”"
    return f"to {piece.claim.preorder.pickup_node}" if piece.claim else "to nobody yet"


def move(piece, *, place, node, by) -> StockMove:
    return move_all([piece], place=place, node=node, by=by)[0]


def move_all(pieces, *, place, node, by) -> list[StockMove]:
    """Write the next line of the ledger for each piece. The moves' own numbers decide who was first."""
    last = dict(StockMove.objects.filter(piece__in=pieces).order_by().values_list("piece").annotate(Max("number")))
    moves = [
        StockMove(
            piece=piece,
            number=last.get(piece.pk, 0) + 1,
            place=place,
            node=node,
            by=by if isinstance(by, User) else None,
        )
        for piece in pieces
    ]
    try:
        with transaction.atomic():
            StockMove.objects.bulk_create(moves)
    except IntegrityError as error:
        if broke(error, "piece_moves_one_step_at_a_time"):
            raise PieceMoved from error
        if broke(error, "piece_is_handed_over_once"):
            raise PieceHandedOver from error
        raise

    for piece in pieces:
        piece.place, piece.node = place, node
    return moves


@transaction.atomic
def receive(node, *, pieces, by) -> list[Piece]:
    """Put pieces on the shelf of the node where their customers collect, and announce what is complete.

    The lock on the preorders lets two desks that receive parts of one order see each other's part.
    Pieces that lie there already are left alone. Returns those that arrived now.
    """
    ids = [piece.pk for piece in pieces]
    preorder_ids = lock_preorders(Claim.objects.live().filter(piece__in=ids).values("preorder"))
    found = Piece.objects.filter(pk__in=ids).select_related("claim__preorder__pickup_node").order_by("pk")
    arrived = [piece for piece in found if (piece.place, piece.node_id) != (Piece.Place.SHELF, node.pk)]
    for piece in arrived:
        if piece.claim is None or piece.claim.preorder.pickup_node_id != node.pk:
            raise NotExpected(piece, node)
        if piece.place == Piece.Place.CUSTOMER:
            raise PieceHandedOver
    if not arrived:
        return []

    travelled = [p for p in arrived if p.node_id != node.pk]
    if travelled:
        move_all(travelled, place=Piece.Place.TRANSIT, node=node, by=by)
    move_all(arrived, place=Piece.Place.SHELF, node=node, by=by)
    record(by, "received pieces at", node, pieces=[piece.pk for piece in arrived])
    announce_complete(preorder_ids, by=by)
    return arrived


def lock_preorders(ids) -> list[int]:
    """Lock these orders after their capsules, in the order in which a cancellation takes them: so nobody deadlocks."""
    capsules = Capsule.objects.select_for_update(no_key=True)
    list(capsules.filter(pk__in=Preorder.objects.filter(pk__in=ids).values("capsule")).order_by("pk"))
    rows = Preorder.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return [row.pk for row in rows]


def complete(preorder_ids):
    """Preorders being made whose every claim has its piece on the shelf of the node where it is collected."""
    elsewhere = (
        Claim.objects.live()
        .filter(preorder=OuterRef("pk"))
        .exclude(piece__place=Piece.Place.SHELF, piece__node=F("preorder__pickup_node"))
    )
    return Preorder.objects.filter(~Exists(elsewhere), pk__in=preorder_ids, status=Preorder.Status.CONFIRMED)


@transaction.atomic
def announce_complete(preorder_ids, *, by=WORKER) -> None:
    """Mark ready what is complete and owe its pickup notices, in the transaction in which the last piece arrived."""
    found = complete(preorder_ids).select_related("capsule__maker", "variant", "pickup_node__endpoint").order_by("pk")
    ready = list(found)
    for preorder in ready:
        preordering.mark_ready(preorder, by=by)
    if ready:
        announcing.ready_to_collect(ready)
