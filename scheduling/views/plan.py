"""The plan of a node, for the office."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only
from coop.models import Node
from scheduling.forms.planning import PlanAgainForm
from scheduling.forms.what_ifs import questions_for
from scheduling.pages.plan import VIEWS, Asked, plan_page
from scheduling.pages.plan_runs import open_runs
from scheduling.pages.plan_thinking import thoughts_of
from scheduling.pages.what_if import asking


@admin_only
def plan_first(request):
    return redirect("plan", busiest_node().slug)


@admin_only
def plan(request, slug):
    """Two weeks of a node's stations and runs, from today or the day that is asked for."""
    node = get_object_or_404(Node.objects.prefetch_related(*Node.HOURS), slug=slug)
    return render(request, "office/plan.html", context_of(request, node))


@admin_only
def plan_thinking(request, slug):
    """What the planner does, for a page that is open: 304 while nothing has changed."""
    node = get_object_or_404(Node, slug=slug)
    page = thoughts_of(node)
    if request.headers.get("If-None-Match") == page["mark"]:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, "office/plan_thinking.html", page | {"node": node, "news": True})
    answer["ETag"] = page["mark"]
    answer["Cache-Control"] = "private, no-cache"
    return answer


def busiest_node() -> Node:
    """One that makes something now, else one that could."""
    making = Node.objects.filter(pk__in=open_runs().values("capsule__made_at"))
    node = making.first() or Node.objects.filter(stations__isnull=False).first() or Node.objects.first()
    if node is None:
        raise Http404("There is no node yet.")
    return node


def context_of(request, node, *, question=None, shown=None) -> dict:
    """The page of a node's plan; `question` is the form of a what-if that was refused, `shown` one on its own page."""
    now = timezone.now()
    page = plan_page(node, asked_of(request.GET, today=now.astimezone(node.zone).date()), now)
    page |= thoughts_of(node) | asking(page, asked=question, besides=shown)
    return page | {
        "nodes": Node.objects.all(),
        "form": PlanAgainForm(),
        "questions": questions_for(node, asked=question),
    }


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
