from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from coop.access import public
from fulfillment.models import Piece
from fulfillment.provenance import provenance
from scheduling.curve import curve_of
from scheduling.models import LoadShare, Step


@public
def piece(request, mark):
    """Where a piece comes from. Whoever has it now is nobody's business."""
    shown = get_object_or_404(
        Piece.objects.select_related("run__capsule__maker", "run__capsule__made_at", "variant"), mark=mark
    )
    shares = LoadShare.objects.live().select_related("firing__program", "firing__booking__station")
    steps = list(
        Step.objects.live()
        .filter(run=shown.run_id)
        .with_times()
        .select_related("operation__kind", "operation__program")
        .prefetch_related("bookings__station", Prefetch("shares", shares))
        .order_by("rank")
    )
    programs = [step.operation.program for step in steps if step.operation.program]
    hottest = max(programs, key=lambda program: program.peak_c, default=None)
    context = {
        "piece": shown,
        "capsule": shown.run.capsule,
        "node": shown.run.capsule.made_at,
        "stops": provenance(shown, steps),
        "program": hottest,
        "curve": hottest and curve_of(hottest),
    }
    return render(request, "order/piece.html", context)
