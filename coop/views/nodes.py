from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from coop.access import admin_only
from coop.actions.nodes import add_hours, reopen_node, save_node, take_hours_back
from coop.forms import ClosureForm, ExtraHoursForm, NodeForm
from coop.models import Closure, ExtraHours, Node
from coop.refusals import Refusal
from coop.slugs import free_slug


@admin_only
def nodes(request):
    listed = Node.objects.prefetch_related("staffed_hours")
    return render(request, "office/nodes.html", {"nodes": listed})


@admin_only
def node_new(request):
    form = NodeForm(request.POST or None, instance=Node())
    if request.method == "POST" and form.is_valid():
        first = not Node.objects.exists()
        form.instance.slug = free_slug(Node, form.cleaned_data["name"])
        node = save_node(form.instance, week=form.week, by=request.user)
        messages.success(request, f"{node} is there. Next: what can be booked in it?")
        return redirect("stations" if first else "nodes")
    return render(request, "office/node.html", {"form": form}, status=422 if form.errors else 200)


@admin_only
def node_edit(request, slug):
    node = get_object_or_404(Node, slug=slug)
    form = NodeForm(request.POST or None, instance=node)
    if request.method == "POST" and form.is_valid():
        save_node(form.instance, week=form.week, by=request.user)
        messages.success(request, f"{node} is saved.")
        return redirect("nodes")
    return node_page(request, node, form=form, status=422 if form.errors else 200)


@admin_only
@require_POST
def node_reopen(request, pk):
    closure = get_object_or_404(Closure.objects.select_related("node"), pk=pk)
    reopen_node(closure, by=request.user)
    return redirect("node-edit", closure.node.slug)


@admin_only
@require_POST
def node_add_hours(request, slug):
    node = get_object_or_404(Node, slug=slug)
    form = ExtraHoursForm(request.POST, auto_id="id_extra_%s")
    if not form.is_valid():
        return node_page(request, node, hours_form=form, status=422)
    opens, closes = form.cleaned_data.pop("hours")
    try:
        extra = add_hours(node, **form.cleaned_data, opens_minute=opens, closes_minute=closes, by=request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return node_page(request, node, hours_form=form, status=refusal.status)
    messages.success(request, f"{node} is staffed {extra.hours} on that day too: it can be booked and planned.")
    return redirect("node-edit", slug)


@admin_only
@require_POST
def node_take_hours_back(request, pk):
    extra = get_object_or_404(ExtraHours.objects.select_related("node"), pk=pk)
    take_hours_back(extra, by=request.user)
    messages.success(request, "These hours are taken back. What was booked in them stays booked: look at the board.")
    return redirect("node-edit", extra.node.slug)


def node_page(request, node, *, form=None, closure_form=None, hours_form=None, status):
    today = timezone.now().astimezone(node.zone).date()
    page = {
        "node": node,
        "form": form or NodeForm(instance=node),
        "closure_form": closure_form or ClosureForm(),
        "hours_form": hours_form or ExtraHoursForm(auto_id="id_extra_%s"),
        "closures": node.closures.filter(days__endswith__gte=today),
        "extra": node.extra_hours.filter(day__gte=today),
    }
    return render(request, "office/node.html", page, status=status)
