from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.models import Run
from coop.access import admin_only, maker_only
from scheduling.actions.opening import plan_again
from scheduling.pages.run import RunShown, orders_by_status

RUNS = Run.objects.select_related("capsule__maker", "capsule__made_at", "approved_by")


@admin_only
def office_run(request, pk):
    return page(request, "office/run.html", get_object_or_404(RUNS, pk=pk))


@maker_only
def studio_run(request, pk):
    return page(request, "studio/run.html", get_object_or_404(RUNS.owned_by(request.user), pk=pk))


@admin_only
@require_POST
def run_plan_again(request, pk):
    run = get_object_or_404(Run.objects.waiting_for_stations(), pk=pk)
    plan_again(run, by=request.user)
    messages.success(request, "The worker looks for station time now. This page says what it finds.")
    return redirect("office-run", pk)


def page(request, template, run):
    context = {"run": run, "capsule": run.capsule, "node": run.capsule.made_at, "shown": RunShown(run)}
    return render(request, template, context | {"orders": orders_by_status(run)})
