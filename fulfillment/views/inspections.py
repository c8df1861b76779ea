from itertools import groupby

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.models import Claim, Run
from coop.access import node_staff_only
from coop.phrases import count_words
from coop.refusals import Refusal
from fulfillment.actions import inspecting
from fulfillment.forms.inspections import InspectionForm
from fulfillment.models import Inspection, Piece
from fulfillment.words import numbers_words

from .places import node_of


@node_staff_only
def inspections(request, slug):
    return page(request, node_of(request, slug))


@node_staff_only
@require_POST
def piece_inspect(request, slug, pk):
    node = node_of(request, slug)
    piece = get_object_or_404(Piece.objects.filter(run__capsule__made_at=node), pk=pk)
    form = InspectionForm(request.POST)
    if not form.is_valid():
        return page(request, node, wrong=piece, form=form, status=422)
    try:
        inspecting.inspect(piece, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        return page(request, node, wrong=piece, form=form, refusal=refusal, status=refusal.status)
    messages.success(request, f"{piece}: {piece.get_status_display()}.")
    return redirect("inspections", node.slug)


@node_staff_only
@require_POST
def run_pass_the_rest(request, slug, pk):
    node = node_of(request, slug)
    run = get_object_or_404(Run.objects.filter(capsule__made_at=node), pk=pk)
    passed = inspecting.pass_the_rest(run, by=request.user)
    messages.success(request, f"{passed} pieces of {run.capsule} passed." if passed else "Nothing was left to inspect.")
    return redirect("inspections", node.slug)


@node_staff_only
@require_POST
def run_make_again(request, slug, pk):
    node = node_of(request, slug)
    run = get_object_or_404(Run.objects.filter(capsule__made_at=node), pk=pk)
    try:
        again = inspecting.make_again(run, by=request.user)
    except Refusal as refusal:
        return page(request, node, refusal=refusal, status=refusal.status)
    what = count_words(again, "piece", "pieces")
    messages.success(request, f"{what} of {run.capsule} will be made again." if again else "Nobody waits for a piece.")
    return redirect("inspections", node.slug)


def page(request, node, *, status=200, **context):
    to_inspect = Piece.objects.to_inspect().filter(place=Piece.Place.WORKSHOP, node=node)
    pieces = to_inspect.select_related("run__capsule__maker", "variant").order_by("finished_at", "run", "number")
    runs = [(run, list(found)) for run, found in groupby(pieces, lambda piece: piece.run)]
    context |= {"node": node, "runs": runs, "set_aside": set_aside(node), "missing": missing(node)}
    return render(request, "floor/inspections.html", context, status=status)


def set_aside(node) -> list[dict]:
    """What did not pass lately, with its reason, by capsule and reason."""
    looks = Inspection.objects.exclude(result=Inspection.Result.PASSED).filter(piece__run__capsule__made_at=node)
    latest = looks.select_related("piece__run__capsule").order_by("-at")[:50]
    groups: dict[tuple, list[int]] = {}
    for look in latest:
        about = (look.piece.run.capsule, look.get_result_display(), look.reason)
        groups.setdefault(about, []).append(look.piece.number)
    return [
        {"capsule": capsule, "result": result, "reason": reason, "numbers": numbers_words(numbers)}
        for (capsule, result, reason), numbers in groups.items()
    ]


def missing(node) -> list[tuple[Run, int]]:
    """Made runs with customers whose pieces were scrapped, and how many may be made again."""
    scrapped = Piece.objects.not_replaced().filter(run__capsule__made_at=node, run__status=Run.Status.MADE)
    unserved = Claim.objects.live().filter(capsule=OuterRef("capsule"), piece=None)
    runs = Run.objects.filter(Exists(unserved), pk__in=scrapped.values("run"))
    runs = runs.select_related("capsule").order_by("-made_at")
    counted = [(run, len(inspecting.numbers_to_make_again(run))) for run in runs[:20]]
    return [(run, count) for run, count in counted if count]
