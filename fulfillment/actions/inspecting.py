from collections import Counter

from django.db import transaction
from django.utils import timezone

from capsules.models import Claim, Run
from coop.actions.journal import WORKER, record
from coop.refusals import Refusal
from fulfillment.models import Inspection, Piece, StockMove
from scheduling.actions.remaking import send_back

from . import stocking


class AlreadyInspected(Refusal):
    def __init__(self, piece):
        super().__init__(f"{piece} was inspected already: {piece.get_status_display()}. Nothing was changed.")
        self.piece = piece


class ReasonMissing(Refusal):
    status = 422

    def __init__(self, piece):
        super().__init__(f"Say what is wrong with {piece}: whoever asks later will want to know.")
        self.piece = piece


@transaction.atomic
def make_pieces(run) -> list[Piece]:
    """The pieces of a finished run, or those that were made again, numbered and in the workshop to be inspected."""
    run = Run.objects.select_for_update(no_key=True).select_related("capsule").get(pk=run.pk)
    wanted = numbers_to_make_again(run) if run.made_pieces.exists() else numbers_to_make(run)
    now = timezone.now()
    pieces = Piece.objects.bulk_create(
        Piece(run=run, variant_id=variant, number=number, edition_size=edition_size, finished_at=now)
        for variant, number, edition_size in wanted
    )
    if not pieces:
        return list(run.made_pieces.all())
    StockMove.objects.bulk_create(
        StockMove(piece=piece, number=1, place=Piece.Place.WORKSHOP, node_id=run.capsule.made_at_id) for piece in pieces
    )
    record(WORKER, "made pieces of", run, pieces=len(pieces))
    return pieces


def numbers_to_make(run) -> list[tuple[int, int, int]]:
    """(variant, number, edition size), one per live claim."""
    claims = Claim.objects.live().with_variant().filter(capsule=run.capsule_id).order_by("position")
    return list(claims.values_list("variant", "position", "edition_size"))


def numbers_to_make_again(run) -> list[tuple[int, int, int]]:
    """Those of scrapped pieces, for as many claims of their variant as have no piece and none to come."""
    claims = Claim.objects.live().with_variant().filter(capsule=run.capsule_id, piece=None)
    unserved = Counter(claims.values_list("variant", flat=True))
    unserved.subtract(run.made_pieces.to_inspect().values_list("variant", flat=True))
    again = {}
    for piece in run.made_pieces.not_replaced().order_by("number"):
        if piece.number not in again and unserved[piece.variant_id] > 0:
            unserved[piece.variant_id] -= 1
            again[piece.number] = (piece.variant_id, piece.number, piece.edition_size)
    return list(again.values())


@transaction.atomic
def make_again(run, *, by) -> int:
    """Have the pieces of a run made again that were scrapped and that somebody waits for; how many they are."""
    Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    missing = numbers_to_make_again(run)
    if not missing:
        return 0
    looks = Inspection.objects.filter(piece__run=run, result=Inspection.Result.SCRAPPED).order_by("-at")
    reasons = dict.fromkeys(
        looks.filter(piece__number__in=[number for _, number, _ in missing]).values_list("reason", flat=True)
    )
    send_back(run, pieces=len(missing), reason=", ".join(reasons), by=by)
    return len(missing)


@transaction.atomic
def inspect(piece, *, result, reason="", by) -> Inspection:
    """Write what came of a look at a piece. One that passed goes to the next customer in order of position.

    The run's lock lets inspectors work one after the other, so that two of them never allot one claim twice.
    """
    Run.objects.select_for_update(no_key=True).get(pk=piece.run_id)
    piece.refresh_from_db()
    if piece.status != Piece.Status.TO_INSPECT:
        raise AlreadyInspected(piece)
    if result != Inspection.Result.PASSED and not reason.strip():
        raise ReasonMissing(piece)

    piece.become(result, inspected_at=timezone.now())
    inspection = Inspection.objects.create(piece=piece, result=result, reason=reason.strip(), by=by)
    if piece.status == Piece.Status.SCRAPPED:
        stocking.move(piece, place=Piece.Place.SCRAP, node=None, by=by)
    allot(piece.run_id, variant=piece.variant_id)
    piece.refresh_from_db()
    record(by, f"found {piece.get_status_display()}", piece, reason=inspection.reason)
    return inspection


@transaction.atomic
def pass_the_rest(run, *, by) -> int:
    """Pass every piece of a run that nobody has looked at yet; how many they were."""
    pieces = list(run.made_pieces.to_inspect().order_by("number"))
    for piece in pieces:
        inspect(piece, result=Inspection.Result.PASSED, by=by)
    return len(pieces)


def allot(run_id, *, variant) -> list[Piece]:
    """Give free pieces that passed to the claims without one, both in order. The caller holds the run's lock."""
    free = Piece.objects.unallotted().filter(run=run_id, variant=variant).exclude(place=Piece.Place.CUSTOMER)
    pieces = list(free.order_by("number"))
    if not pieces:
        return []
    claims = Claim.objects.live().filter(capsule__runs=run_id, preorder__variant=variant, piece=None)
    served = []
    for piece, claim in zip(pieces, claims.order_by("position")[: len(pieces)], strict=False):
        if Piece.objects.unallotted().filter(pk=piece.pk).update(claim=claim):
            piece.claim = claim
            served.append(piece)
    return served


@transaction.atomic
def free_pieces(preorder, *, by=WORKER) -> None:
    """The pieces of an ended preorder serve whoever still waits for one, or go back to the shelf of the maker."""
    if preorder.confirmed_at is None:
        return
    for run in locked_runs(preorder):
        Piece.objects.filter(claim__preorder=preorder).update(claim=None)
        serve(run, variant=preorder.variant_id, by=by)


def give_pieces_in_hand(preorder, *, by=WORKER) -> None:
    """An order that came by an invitation once its run was approved may find its piece made already."""
    if preorder.confirmed_at is None:
        return
    for run in locked_runs(preorder):
        serve(run, variant=preorder.variant_id, by=by)


def locked_runs(preorder):
    runs = Run.objects.select_for_update(no_key=True).filter(capsule=preorder.capsule_id)
    return runs.exclude(status=Run.Status.WITHDRAWN)


def serve(run, *, variant, by) -> None:
    served = allot(run.pk, variant=variant)
    stocking.announce_complete({piece.claim.preorder_id for piece in served}, by=by)
