from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions.drafting import list_capsule, send_back
from capsules.actions.running import approve, withdraw
from capsules.models import Capsule, Run
from coop.access import admin_only
from coop.refusals import Refusal
from scheduling.pages.decisions import points_of, waiting_cases


@admin_only
def approvals(request):
    return page(request)


@admin_only
@require_POST
def run_approve(request, pk):
    run = get_object_or_404(Run.objects.select_related("capsule"), pk=pk)
    try:
        approve(run, by=request.user)
    except Refusal as refusal:
        return page(request, about=run.capsule, refusal=refusal)
    messages.success(request, f"{run.capsule} will be made. The worker looks for station time now.")
    return redirect("office-run", pk)


@admin_only
@require_POST
def run_withdraw(request, pk):
    run = get_object_or_404(Run.objects.select_related("capsule"), pk=pk)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return page(request, about=run.capsule, refusal="Say why: every customer reads the reason.", status=422)
    try:
        withdraw(run, reason=reason, by=request.user)
    except Refusal as refusal:
        return page(request, about=run.capsule, refusal=refusal)
    messages.success(request, f"{run.capsule} is not made. Its customers are told why, and nobody pays.")
    return redirect("approvals")


@admin_only
@require_POST
def capsule_list(request, slug):
    capsule = get_object_or_404(Capsule.objects.select_related("maker", "made_at"), slug=slug)
    try:
        list_capsule(capsule, by=request.user, missing=points_of(capsule))
    except Refusal as refusal:
        return page(request, about=capsule, refusal=refusal)
    messages.success(request, f"{capsule} is listed. Its maker is told.")
    return redirect("approvals")


@admin_only
@require_POST
def capsule_send_back(request, slug):
    capsule = get_object_or_404(Capsule, slug=slug)
    try:
        send_back(capsule, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refusal:
        return page(request, about=capsule, refusal=refusal)
    messages.success(request, f"{capsule} is back with its maker, who reads your reason.")
    return redirect("approvals")


def page(request, *, about=None, refusal=None, status=None):
    """The page again after a refusal, which stands at its case with what was typed; or above all, if that has gone."""
    cases = waiting_cases()
    wrong = next((case for case in cases if case.capsule == about), None)
    if wrong:
        wrong.refusal, wrong.typed = refusal, request.POST.get("reason", "")
    context = {"cases": cases, "runs": [case for case in cases if case.is_run], "refusal": None if wrong else refusal}
    status = status or (refusal.status if refusal else 200)
    return render(request, "office/approvals.html", context, status=status)
