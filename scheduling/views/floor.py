from datetime import timedelta

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from capsules.models import Run
from coop.access import node_staff_only
from coop.models import Node
from coop.times import minute_of_day
from scheduling.actions import making
from scheduling.models import Booking, LoadShare, Step
from scheduling.pages.floor import floor_of
from scheduling.refusals import NotYet

UNDER_WAY = [Run.Status.APPROVED, Run.Status.PLANNED, Run.Status.STARTED]


def nodes_of(user):
    """The nodes whose floor this user may see: desk staff their own, admins all."""
    return Node.objects.all() if user.is_admin else Node.objects.filter(pk=user.desk_id)


@node_staff_only
def floor(request, slug):
    """What runs now at a node, what is next today and tomorrow, and what is done."""
    return floor_page(request, get_object_or_404(nodes_of(request.user), slug=slug))


def floor_page(request, node, refusal=None):
    now = timezone.now()
    day = now.astimezone(node.zone).date()
    today, until = (minute_of_day(day + timedelta(days=days), 0, node.zone) for days in (0, 2))
    steps = (
        Step.objects.live()
        .filter(run__capsule__made_at=node)
        .filter(Q(run__status__in=UNDER_WAY) | Q(run__made_at__gte=today))
        .select_related("operation__kind", "operation__program", "run__capsule__maker")
        .prefetch_related(
            Prefetch("bookings", Booking.objects.live().select_related("station")),
            Prefetch("shares", LoadShare.objects.live().select_related("firing__booking__station")),
        )
        .order_by("run", "rank")
    )
    page = {
        "node": node,
        "nodes": nodes_of(request.user),
        "now": now,
        "floor": floor_of(list(steps), at=now, today=today, until=until),
        "expected": makers_expected(node, now, minute_of_day(day + timedelta(days=1), 0, node.zone)),
        "refusal": refusal,
    }
    return render(request, "floor/floor.html", page, status=refusal.status if refusal else 200)


def makers_expected(node, now, midnight):
    """The makers' bookings of today that are not over."""
    today = Booking.objects.live().filter(station__node=node, purpose=Booking.Purpose.MAKER)
    today = today.filter(during__endswith__gt=now, during__startswith__lt=midnight)
    return today.select_related("station__kind", "maker").order_by("during", "station__name")


@node_staff_only
@require_POST
def step_start(request, pk):
    step = step_for(request, pk)
    return answer(
        request, step, making.start, f"{step.operation} is started.", f"{step.operation} was started already."
    )


@node_staff_only
@require_POST
def step_finish(request, pk):
    step = step_for(request, pk)
    return answer(request, step, making.finish, f"{step.operation} is done.", f"{step.operation} was done already.")


@node_staff_only
@require_POST
def step_problem(request, pk):
    step = step_for(request, pk)
    what = request.POST.get("what", "").strip()
    try:
        making.report_problem(step, what=what, by=request.user)
        messages.success(request, "The office sees the problem." if what else "No problem stands on this step.")
    except NotYet as refused:
        return floor_page(request, step.run.capsule.made_at, refused)
    return redirect("floor", step.run.capsule.made_at.slug)


def step_for(request, pk) -> Step:
    """A step at one of the user's nodes; another node's is a 404."""
    steps = Step.objects.filter(run__capsule__made_at__in=nodes_of(request.user))
    return get_object_or_404(steps.select_related("operation", "run__capsule__made_at"), pk=pk)


def answer(request, step, verb, moved: str, already: str):
    """Do it and show the floor again; what does not come yet is refused on the page."""
    try:
        if verb(step, by=request.user):
            messages.success(request, moved)
        else:
            messages.info(request, already)
    except NotYet as refused:
        return floor_page(request, step.run.capsule.made_at, refused)
    return redirect("floor", step.run.capsule.made_at.slug)
