"""The plan of a node, for the office."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only
from coop.models import Node
from scheduling.pages.plan import VIEWS, Asked, plan_page
from scheduling.pages.plan_runs import open_runs


@admin_only
def plan_first(request):
    busy = Node.objects.filter(pk__in=open_runs().values("capsule__made_at"))
    node = busy.first() or Node.objects.filter(stations__isnull=False).first() or Node.objects.first()
    if node is None:
        raise Http404("There is no node yet.")
    return redirect("plan", node.slug)


@admin_only
def plan(request, slug):
    """Two weeks of a node's stations and runs, from today or the day that is asked for."""
    node = get_object_or_404(Node.objects.prefetch_related(*Node.HOURS), slug=slug)
    now = timezone.now()
    page = plan_page(node, asked_of(request.GET, today=now.astimezone(node.zone).date()), now)
    return render(request, "office/plan.html", page | {"nodes": Node.objects.all()})


def asked_of(query, *, today: date) -> Asked:
    """What cannot be read is left out, so that no address is a dead end."""
    view, run = query.get("view", ""), query.get("run", "")
    return Asked(
        read_day(query.get("from", "")) or today,
        view if view in VIEWS else VIEWS[0],
        int(run) if run.isascii() and run.isdecimal() else None,
    )


def read_day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if 2000 < day.year < 2099 else None
