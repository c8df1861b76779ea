from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only
from coop.models import Node
from scheduling.pages.insights import insights_page

from .plan import busiest_node
from .usage import this_month


@admin_only
def insights_now(request):
    node = busiest_node()
    return redirect("insights", node.slug, this_month(node))


@admin_only
def insights(request, slug, month):
    """What a node's month teaches: promises kept, what waited where, how full the kilns were, what set-up took."""
    node = get_object_or_404(Node.objects.prefetch_related(*Node.HOURS), slug=slug)
    page = insights_page(node, month, timezone.now()) | {"nodes": Node.objects.all()}
    return render(request, "office/insights.html", page)
