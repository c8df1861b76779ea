from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import node_staff_only
from scheduling.actions.breaking_down import report_out
from scheduling.forms.breakdowns import OutForm
from scheduling.refusals import InTheWay

from .floor import nodes_of


@node_staff_only
def station_out(request, slug):
    """The floor says that a station is out of order until a time."""
    node = get_object_or_404(nodes_of(request.user), slug=slug)
    today = timezone.now().astimezone(node.zone).date()
    form = OutForm(request.POST or None, node=node, day=today, initial=request.GET.dict())
    refusal, status = None, 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            displaced = report_out(asked["station"], until=asked["until"], reason=asked["reason"], by=request.user)
        except InTheWay as refused:
            refusal, status = refused, refused.status
        else:
            moved = " What was booked there is planned anew, and its makers are told." if displaced else ""
            messages.success(request, f"{asked['station']} is out of order.{moved}")
            return redirect("floor", node.slug)
    return render(request, "floor/out.html", {"node": node, "form": form, "refusal": refusal}, status=status)
