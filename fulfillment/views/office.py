from django.shortcuts import render
from django.utils import timezone

from capsules.models import Capsule, Run
from capsules.money_shown import money_waits
from coop.access import admin_only
from fulfillment.actions.reminding import uncollected
from fulfillment.models import Notice, without_a_piece

SHOWN = 20


@admin_only
def office(request):
    """What waits for an admin, of every kind, the oldest first."""
    waiting = [
        *Run.objects.waiting_for_approval().select_related("capsule__maker", "capsule__made_at"),
        *Capsule.objects.waiting_for_listing().select_related("maker", "made_at"),
    ]
    placeless = Run.objects.without_place().select_related("capsule__maker", "capsule__made_at")
    unserved = without_a_piece().select_related("capsule__made_at", "variant", "pickup_node").order_by("placed_at")
    given_up = Notice.objects.given_up().select_related("preorder", "node").order_by("given_up_at")
    under_way = Run.objects.being_made().select_related("capsule__maker", "capsule__made_at").order_by("due_at")
    context = {
        "decisions": sorted(waiting, key=lambda row: getattr(row, "proposed_at", None) or row.submitted_at),
        "placeless": placeless,
        "unserved": unserved[:SHOWN],
        "given_up": given_up[:SHOWN],
        "uncollected": uncollected().count(),
        "money": money_waits(),
        "under_way": under_way,
        "now": timezone.now(),
    }
    return render(request, "office/overview.html", context)
